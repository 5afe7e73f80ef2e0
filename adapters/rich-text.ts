/** A piece of text in one style; `href` makes it a link. */
export interface Run {
  text: string
  bold?: true
  italic?: true
  strike?: true
  code?: true
  /** It is in the channel's markup already. */
  raw?: true
  /** `http:`, `https:`, `mailto:` or `tel:`. */
  href?: string
}

/**
 * At each position, in this order: an escaped sign, code, `[label](address)`, `<address>`, a bare address, bold, struck, italic. All bounded, so that a hundred
 * thousand brackets cost no second. Signs inside words are none: `2*3*4` and `ORD_1_2` stay.
 */
const MARKS = new RegExp(
  [
    '\\\\(?<escaped>[!-/:-@[-`{-~])',
    '`(?<code>[^`\\n]{1,1000})`',
    '!?\\[(?<label>[^[\\]\\n]{1,300})\\]\\((?<target>[^()\\s]{1,2000}(?:\\([^()\\s]{0,200}\\)[^()\\s]{0,200})?)(?: "[^"\\n]{0,300}")?\\)',
    '<(?<bracketed>(?:https?|mailto|tel):[^\\s<>]{1,2000})>',
    '(?<web>https?://[^\\s<>"]{1,2000})',
    '(?<![\\w.+-])(?<mail>[\\w.+-]{1,64}@[a-z\\d-]{1,63}(?:\\.[a-z\\d-]{1,63}){1,4})',
    '\\*\\*(?=\\S)(?<bold>[^\\n]{0,1000}?\\S)\\*\\*(?!\\*)',
    '(?<![\\p{L}\\p{N}_])__(?=\\S)(?<bold2>[^\\n]{0,1000}?\\S)__(?![\\p{L}\\p{N}_])',
    '~~(?=\\S)(?<strike>[^\\n]{0,1000}?\\S)~~',
    '(?<![\\p{L}\\p{N}*])\\*(?=[^\\s*])(?<italic>[^\\n*]{0,1000}?[^\\s*])\\*(?![\\p{L}\\p{N}*])',
    '(?<![\\p{L}\\p{N}_])_(?=[^\\s_])(?<italic2>[^\\n_]{0,1000}?[^\\s_])_(?![\\p{L}\\p{N}_])',
  ].join('|'),
  'giu',
)

/** Longer lines are shown as typed. */
const MARKED_CHARS = 20_000
const DEEPEST = 4

/** A text without any markup, as an agent or a customer wrote it; its addresses are links. */
export const plainRuns = (text: string): Run[] =>
  text.split(/(?<=\n)/).flatMap(line => inlineRuns(line, {}, DEEPEST))

/** A text in the part of CommonMark that bots write: emphasis, code, links, lists, headings. What is not understood stays as it is; nothing in it is HTML. */
export function markdownRuns(text: string): Run[] {
  const runs: Run[] = []
  const fences = text.replace(/\r\n?/g, '\n').split(/^```[^\n`]*\n([\s\S]*?)\n?^```[ \t]*$/m)
  fences.forEach((part, index) => {
    if (index % 2 === 1) runs.push({ text: part, code: true })
    else runs.push(...part.split(/(?<=\n)/).flatMap(blockLine))
  })
  return runs
}

function blockLine(line: string): Run[] {
  const heading = /^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*(\n?)$/.exec(line)
  if (heading) return [...inlineRuns(heading[1] as string, { bold: true }, 0), ...literal(heading[2])]
  const item = /^([ \t]*)[-*+•][ \t]+(\S[\s\S]*)$/.exec(line)
  if (item) return [...literal(`${item[1]}• `), ...inlineRuns(item[2] as string, {}, 0)]
  return inlineRuns(line.replace(/(?: {2,}|\\)\n$/, '\n'), {}, 0)
}

type Style = Omit<Run, 'text'>
const literal = (text = '', style: Style = {}): Run[] => (text === '' ? [] : [{ ...style, text }])

/** `depth`: how far inside other marks; at the deepest only addresses are seen. */
function inlineRuns(line: string, style: Style, depth: number): Run[] {
  if (line.length > MARKED_CHARS) return literal(line, style)
  const runs: Run[] = []
  let end = 0
  for (const match of line.matchAll(MARKS)) {
    const found = readMark(match.groups as Groups, style, depth)
    if (found === undefined) continue
    runs.push(...literal(line.slice(end, match.index), style), ...found)
    end = match.index + match[0].length
  }
  runs.push(...literal(line.slice(end), style))
  return runs
}

type Groups = Partial<Record<string, string>>

function readMark(groups: Groups, style: Style, depth: number): Run[] | undefined {
  const { escaped, code, label, target, bracketed, web, mail, strike } = groups
  if (web !== undefined) return bareAddress(web, style)
  if (mail !== undefined) return [{ ...style, text: mail, href: `mailto:${mail}` }]
  if (depth >= DEEPEST) return undefined
  if (escaped !== undefined) return literal(escaped, style)
  if (code !== undefined) return [{ ...style, text: code, code: true }]
  if (label !== undefined) return link(label, target as string, style)
  if (bracketed !== undefined) return link(bracketed, bracketed, style)
  const bold = groups.bold ?? groups.bold2
  if (bold !== undefined) return inlineRuns(bold, { ...style, bold: true }, depth + 1)
  if (strike !== undefined) return inlineRuns(strike, { ...style, strike: true }, depth + 1)
  const italic = groups.italic ?? groups.italic2
  return italic === undefined ? undefined : inlineRuns(italic, { ...style, italic: true }, depth + 1)
}

const SAFE_ADDRESS = /^(?:https?:\/\/|mailto:|tel:)\S+$/i

/** An address that may be a link: no script, no file. */
export const safeAddress = (address: unknown): string | undefined =>
  typeof address === 'string' && SAFE_ADDRESS.test(address) ? address : undefined

function link(label: string, target: string, style: Style): Run[] {
  const href = safeAddress(target)
  if (href === undefined) return literal(label === target ? label : `${label} (${target})`, style)
  return [{ ...style, text: label, href }]
}

/** The punctuation of the sentence around an address is none of it. */
function bareAddress(found: string, style: Style): Run[] {
  let address = found.replace(/[.,;:!?…»”’'*_~`。、！？]+$/, '')
  if (address.endsWith(')') && !address.includes('(')) address = address.replace(/\)+[.,;:!?]*$/, '')
  return [{ ...style, text: address, href: address }, ...literal(found.slice(address.length), style)]
}
