import { safeLink } from './links.ts'

/** A piece of a line. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }

/** A paragraph of lines, or a list. */
export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] }

/**
 * Longer texts are shown as typed: every pattern below is bounded, but a hundred thousand brackets would still keep
 * a phone busy for a second.
 */
const MARKED_CHARS = 20_000

/** Bold, `[label](address)`, `<address>`, bare web addresses, e-mail addresses; in this order at each position. */
const MARKS =
  /\*\*(?!\s)([^\n]{1,1000}?)\*\*|\[([^[\]\n]{1,300})\]\(([^()\s]{1,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)\)|<((?:https?|mailto|tel):[^\s<>]{1,2000})>|(https?:\/\/[^\s<>"'`]{1,2000})|(?<![\w.+-])([\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,4})/gi
/** What a customer types is no markdown: only addresses are found in it. */
const ADDRESSES =
  /(https?:\/\/[^\s<>"'`]{1,2000})|(?<![\w.+-])([\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,4})/gi

const plain = (text: string): Inline[] => (text === '' ? [] : [{ kind: 'text', text }])

/** A bare address without the punctuation of the sentence around it. */
function bareLink(found: string): { inline: Inline; rest: string } {
  let address = found.replace(/[.,;:!?…»”’*]+$/, '')
  if (address.endsWith(')') && !address.includes('(')) address = address.replace(/\)+[.,;:!?]*$/, '')
  const href = safeLink(address)
  const inline: Inline =
    href === undefined ? { kind: 'text', text: address } : { kind: 'link', href, children: plain(address) }
  return { inline, rest: found.slice(address.length) }
}

function link(href: string | undefined, label: Inline[], source: string): Inline {
  return href === undefined ? { kind: 'text', text: source } : { kind: 'link', href, children: label }
}

function split(line: string, pattern: RegExp, read: (match: RegExpMatchArray) => Inline[]): Inline[] {
  const found: Inline[] = []
  let end = 0
  for (const match of line.matchAll(pattern)) {
    found.push(...plain(line.slice(end, match.index)), ...read(match))
    end = match.index + match[0].length
  }
  found.push(...plain(line.slice(end)))
  return found
}

function addressLinks(web: string | undefined, mail: string | undefined): Inline[] {
  if (web !== undefined) {
    const { inline, rest } = bareLink(web)
    return [inline, ...plain(rest)]
  }
  return mail === undefined ? [] : [link(safeLink(`mailto:${mail}`), plain(mail), mail)]
}

/** One line: bold and links; whatever is no markdown stays text. */
export function parseInline(line: string): Inline[] {
  if (line.length > MARKED_CHARS) return plain(line)
  return split(line, MARKS, ([source, bold, label, address, bracketed, web, mail]) => {
    if (bold !== undefined) return [{ kind: 'bold', children: parseInline(bold) }]
    if (label !== undefined) return [link(safeLink(address), plain(label), source)]
    if (bracketed !== undefined) return [link(safeLink(bracketed), plain(bracketed), source)]
    return addressLinks(web, mail)
  })
}

/** One line as typed, with its web and e-mail addresses as links. */
export function parseAddresses(line: string): Inline[] {
  if (line.length > MARKED_CHARS) return plain(line)
  return split(line, ADDRESSES, ([, web, mail]) => addressLinks(web, mail))
}

const BULLET = /^\s{0,3}[-*•]\s+(\S.*)$/
const NUMBER = /^\s{0,3}(\d{1,4})[.)]\s+(\S.*)$/

/** A message's text as blocks. Nothing in it is ever HTML: what is not understood is text. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = []
  let open: Block | undefined
  const keep = (block: Block) => {
    if (block !== open) blocks.push(block)
    open = block
  }
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const bullet = BULLET.exec(line)
    const number = bullet ? null : NUMBER.exec(line)
    if (line.trim() === '') open = undefined
    else if (bullet || number) {
      const ordered = number !== null
      const list: Block =
        open?.kind === 'list' && open.ordered === ordered
          ? open
          : { kind: 'list', ordered, start: Number(number?.[1] ?? 1), items: [] }
      list.items.push(parseInline(bullet?.[1] ?? number?.[2] ?? ''))
      keep(list)
    } else {
      const paragraph: Block = open?.kind === 'paragraph' ? open : { kind: 'paragraph', lines: [] }
      paragraph.lines.push(parseInline(line))
      keep(paragraph)
    }
  }
  return blocks
}
