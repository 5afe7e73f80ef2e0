import { z } from 'zod'

/* Text between people and Slack: what anybody said is shown as plain text; what an agent wrote is read as plain text. */

/** Slack counts characters; UTF-16 units are never fewer. Below its 3,000 of a section. */
export const SECTION_CHARS = 2_900

/** For mrkdwn, where `<!channel>` and the like would be obeyed. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const unescapeMrkdwn = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** Signs that turn the direction of what follows are dropped: they make a text read as another. */
export const withoutTurns = (text: string): string => text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '')

/** At most so many UTF-16 units, never half a character, with `…` where something is missing. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Pieces of at most SECTION_CHARS, no more than `most`; `left` tells how many characters are in none. */
export function cutSections(text: string, most: number): { pieces: string[]; left: number } {
  const pieces: string[] = []
  let rest = withoutTurns(text)
  while (rest !== '' && pieces.length < most) {
    const hard = rest.slice(0, SECTION_CHARS).replace(/[\uD800-\uDBFF]$/, '')
    const line = rest.length > SECTION_CHARS ? hard.lastIndexOf('\n') : -1
    const piece = line > SECTION_CHARS / 2 ? hard.slice(0, line + 1) : hard
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return { pieces, left: rest.length }
}

const elementSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  url: z.string().optional(),
  unicode: z.string().optional(),
  name: z.string().optional(),
  user_id: z.string().optional(),
  range: z.string().optional(),
})
/** A paragraph, a list or a quote, as Slack nests them. */
interface RichSection {
  type: string
  style?: unknown
  elements?: RichSection[]
}
const blocksSchema = z.array(z.looseObject({ type: z.string(), elements: z.array(z.unknown()).optional() }))

/** What an agent typed, without Slack's marks; their emoji as characters, people by `nameOf`. */
export function typedText(
  message: { text?: string | undefined; blocks?: unknown },
  nameOf: (userId: string) => string | undefined,
): string {
  const blocks = blocksSchema.safeParse(message.blocks).data ?? []
  const rich = blocks.filter(({ type }) => type === 'rich_text').flatMap(({ elements }) => elements ?? [])
  const written =
    rich.length === 0
      ? fromMrkdwn(message.text ?? '', nameOf)
      : rich.map(section => sectionText(section, nameOf)).join('')
  return written.replaceAll(/\n{3,}/g, '\n\n').trim()
}

type NameOf = (userId: string) => string | undefined

function sectionText(raw: unknown, nameOf: NameOf): string {
  const section = raw as RichSection
  const elements = Array.isArray(section?.elements) ? section.elements : []
  if (section?.type === 'rich_text_list') {
    const marked = elements.map((item, n) => {
      const mark = section.style === 'ordered' ? `${n + 1}. ` : '• '
      return mark + sectionText(item, nameOf).trimEnd()
    })
    return `${marked.join('\n')}\n`
  }
  const text = elements.map(element => elementText(element, nameOf)).join('')
  return section?.type === 'rich_text_quote' || section?.type === 'rich_text_preformatted'
    ? `${text}\n`
    : text
}

function elementText(raw: unknown, nameOf: NameOf): string {
  const { data } = elementSchema.safeParse(raw)
  switch (data?.type) {
    case 'text':
      return data.text ?? ''
    case 'link':
      return linkText(data.url ?? '', data.text)
    case 'emoji':
      return emojiText(data)
    case 'user':
      return `@${nameOf(data.user_id ?? '') ?? ''}`
    case 'broadcast':
      return `@${data.range ?? ''}`
    default:
      return ''
  }
}

function emojiText({
  unicode,
  name = '',
}: {
  unicode?: string | undefined
  name?: string | undefined
}): string {
  const points = unicode?.split('-').map(point => Number.parseInt(point, 16)) ?? []
  const valid = points.length > 0 && points.every(point => point > 0 && point <= 0x10ffff)
  return valid ? String.fromCodePoint(...points) : `:${name}:`
}

function linkText(url: string, label: string | undefined): string {
  const address = url.replace(/^(?:mailto|tel):/i, '')
  return label === undefined || label === '' || label === url || label === address
    ? address
    : `${label} (${address})`
}

/** `<@U1> see <https://a.example|here>`, as an app without rich text sends it. */
const fromMrkdwn = (text: string, nameOf: NameOf): string =>
  unescapeMrkdwn(
    text.replaceAll(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => {
      if (target.startsWith('@')) return `@${label ?? nameOf(target.slice(1)) ?? ''}`
      if (target.startsWith('#')) return `#${label ?? ''}`
      if (target.startsWith('!')) return `@${label ?? target.slice(1).split('^')[0]}`
      return linkText(target, label)
    }),
  )

/** What stands behind a mention of this app at the very beginning; undefined: it does not begin so. */
export function afterMention(
  message: { text?: string | undefined; blocks?: unknown },
  appUserId: string,
): { text: string; blocks?: unknown } | undefined {
  const text = message.text ?? ''
  const start = new RegExp(`^\\s*<@${appUserId}(?:\\|[^<>]*)?>[\\s:,]*`).exec(text)
  if (start === null) return undefined
  return { text: text.slice(start[0].length), blocks: withoutMention(message.blocks, appUserId) }
}

/** The rich text without its first element, the mention. */
function withoutMention(blocks: unknown, appUserId: string): unknown {
  const parsed = blocksSchema.safeParse(blocks).data
  const block = parsed?.find(({ type }) => type === 'rich_text')
  const [first, ...others] = (block?.elements ?? []) as RichSection[]
  const elements = Array.isArray(first?.elements) ? first.elements : []
  const at = elements.findIndex(
    one => one.type === 'user' && (one as { user_id?: unknown }).user_id === appUserId,
  )
  if (first === undefined || at < 0) return undefined
  const rest = elements.slice(at + 1)
  const [next] = rest as (RichSection & { text?: string })[]
  const text = (next?.text ?? '').replace(/^[\s:,]+/, '')
  if (next?.type === 'text') rest[0] = { ...next, text } as RichSection
  return [{ type: 'rich_text', elements: [{ ...first, elements: rest }, ...others] }]
}
