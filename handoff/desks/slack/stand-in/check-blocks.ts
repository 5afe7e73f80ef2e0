/* Slack's limits of Block Kit. @see https://docs.slack.dev/reference/block-kit/blocks (read 2026-11) */

interface Text {
  type?: unknown
  text?: unknown
}
type Piece = Record<string, unknown>

const lengthOf = (text: unknown): number => (typeof text === 'string' ? [...text].length : -1)

function checkText(text: unknown, most: number, where: string): string[] {
  const { type, text: said } = (text ?? {}) as Text
  if (type !== 'plain_text' && type !== 'mrkdwn') return [`${where}: no text object`]
  const length = typeof said === 'string' && said.trim() === '' ? 0 : lengthOf(said)
  return length < 1 || length > most ? [`${where}: must be 1 to ${most} characters, found ${length}`] : []
}

const list = (value: unknown): Piece[] => (Array.isArray(value) ? value : [])

function checkElement(element: Piece, where: string): string[] {
  const faults = lengthOf(element.action_id) > 255 ? [`${where}: action_id is too long`] : []
  if (element.type === 'button') {
    faults.push(...checkText(element.text, 75, where))
    if (lengthOf(element.value ?? '') > 2_000) faults.push(`${where}: value is too long`)
  }
  if (element.type === 'static_select') {
    const options = list(element.options)
    if (options.length < 1 || options.length > 100) faults.push(`${where}: 1 to 100 options`)
    for (const option of options) {
      faults.push(...checkText(option.text, 75, `${where} option`))
      if (lengthOf(option.value) < 1 || lengthOf(option.value) > 150)
        faults.push(`${where}: a value is no 1 to 150 characters`)
    }
  }
  if (element.type === 'plain_text_input') {
    const most = Number(element.max_length ?? 3_000)
    if (most > 3_000) faults.push(`${where}: max_length is over 3000`)
    if (lengthOf(element.initial_value ?? '') > most) faults.push(`${where}: initial_value is too long`)
  }
  return faults
}

function checkBlock(block: Piece, where: string): string[] {
  switch (block.type) {
    case 'header':
      return checkText(block.text, 150, where)
    case 'section': {
      const fields = list(block.fields)
      if (fields.length > 10) return [`${where}: more than 10 fields`]
      return [
        ...(block.text === undefined && fields.length === 0 ? [`${where}: neither text nor fields`] : []),
        ...(block.text === undefined ? [] : checkText(block.text, 3_000, where)),
        ...fields.flatMap(field => checkText(field, 2_000, where)),
        ...(block.accessory === undefined ? [] : checkElement(block.accessory as Piece, where)),
      ]
    }
    case 'context': {
      const elements = list(block.elements)
      if (elements.length < 1 || elements.length > 10) return [`${where}: 1 to 10 elements`]
      return elements.flatMap(element => checkText(element, 3_000, where))
    }
    case 'actions': {
      const elements = list(block.elements)
      if (elements.length < 1 || elements.length > 25) return [`${where}: 1 to 25 elements`]
      const ids = elements.map(({ action_id }) => action_id)
      return [
        ...(new Set(ids).size < ids.length ? [`${where}: an action_id twice`] : []),
        ...elements.flatMap(element => checkElement(element, where)),
      ]
    }
    case 'input':
      return [...checkText(block.label, 2_000, where), ...checkElement((block.element ?? {}) as Piece, where)]
    case 'divider':
    case 'rich_text':
      return []
    default:
      return [`${where}: unknown type ${String(block.type)}`]
  }
}

/** What Slack would say against these blocks; nothing when it takes them. */
export function checkBlocks(blocks: unknown, most: number): string[] {
  const all = list(blocks)
  if (all.length > most) return [`no more than ${most} blocks`]
  const ids = all.map(({ block_id }) => block_id).filter(id => id !== undefined)
  if (new Set(ids).size < ids.length) return ['a block_id twice']
  return all.flatMap((block, n) => checkBlock(block, `/blocks/${n}`))
}

/** What Slack would say against a modal. */
export function checkView(view: Piece): string[] {
  return [
    ...(view.type === 'modal' ? [] : ['type: modal']),
    ...checkText(view.title, 24, 'title'),
    ...(view.submit === undefined ? [] : checkText(view.submit, 24, 'submit')),
    ...(lengthOf(view.private_metadata ?? '') > 3_000 ? ['private_metadata is over 3000 characters'] : []),
    ...checkBlocks(view.blocks, 100),
  ]
}

/** Everybody whom these words would call: `<!channel>`, `<@U1>`, in mrkdwn that Slack obeys. */
export function called(text: string, blocks: unknown): string[] {
  const found = [...text.matchAll(/<([!@][^>]*)>/g)].map(([, target = '']) => target)
  const look = (piece: unknown): void => {
    if (Array.isArray(piece)) for (const one of piece) look(one)
    else if (typeof piece === 'object' && piece !== null) {
      const { type, text: said } = piece as Text
      if (type === 'mrkdwn' && typeof said === 'string')
        found.push(...[...said.matchAll(/<([!@][^>]*)>/g)].map(([, target = '']) => target))
      for (const one of Object.values(piece)) look(one)
    }
  }
  look(blocks)
  return found.filter(target => !target.startsWith('!date^'))
}
