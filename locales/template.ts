/** One piece of a text: words, a `{{value}}`, or another text by `$t(key)`. */
type TemplatePart =
  | { kind: 'words'; words: string }
  | { kind: 'value'; path: readonly string[]; format?: FormatCall }
  | { kind: 'text'; key: string }

/** `money(currency: order.currency)`: a format's name and its options as written. */
export interface FormatCall {
  name: string
  options: Readonly<Record<string, string>>
}

/** What is wrong in a text, for its writer; `offset` in UTF-16 units from the text's start. */
interface TemplateFault {
  offset: number
  message: string
}

export interface Template {
  readonly parts: readonly TemplatePart[]
  readonly faults: readonly TemplateFault[]
}

/** Formats that a text may name after the comma. */
const FORMAT_NAMES = ['money', 'number', 'date', 'time', 'dateTime', 'relativeDay', 'list'] as const
export type FormatName = (typeof FORMAT_NAMES)[number]

const HOLE = /\{\{(.*?)\}\}|\$t\((.*?)\)/gs
const PATH = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}\p{N}_]+)*$/u
const FORMAT = /^([A-Za-z]\w*)(?:\((.*)\))?$/s

/**
 * Reads a text once: `{{path}}`, `{{path, format}}`, `{{path, format(option: value; …)}}`, `$t(key)`. Compiled texts are
 * filled piece by piece, so a customer's `{{…}}` or `$t(…)` inside a value is never read as template, whatever it holds
 * (i18next looks at a filled text again for `$t(`, and only counts them to see whether a value brought one).
 * Never throws: what can't be read stays as words and is told in `faults`.
 */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = []
  const faults: TemplateFault[] = []
  let end = 0
  for (const match of text.matchAll(HOLE)) {
    addWords(text.slice(end, match.index), end, parts, faults)
    end = match.index + match[0].length
    const read = match[1] === undefined ? readNesting(match[2] as string) : readValue(match[1])
    if (typeof read === 'string') faults.push({ offset: match.index, message: read })
    else parts.push(read)
  }
  addWords(text.slice(end), end, parts, faults)
  return { parts, faults }
}

function addWords(words: string, offset: number, parts: TemplatePart[], faults: TemplateFault[]): void {
  if (words === '') return
  const open = words.indexOf('{{')
  if (open >= 0) faults.push({ offset: offset + open, message: "'{{' has no '}}'" })
  parts.push({ kind: 'words', words })
}

function readNesting(inner: string): TemplatePart | string {
  const key = inner.trim()
  return /^[^\s,{}'"]+$/.test(key)
    ? { kind: 'text', key }
    : `'$t(${inner})' must hold one text key, as in '$t(order.thanks)'`
}

function readValue(inner: string): TemplatePart | string {
  const comma = inner.indexOf(',')
  const name = (comma < 0 ? inner : inner.slice(0, comma)).trim().replace(/^-\s*/, '')
  if (!PATH.test(name)) return `'{{${inner}}}' must name a value, as in '{{order.number}}'`
  const path = name.split('.')
  if (comma < 0) return { kind: 'value', path }
  const call = FORMAT.exec(inner.slice(comma + 1).trim())
  if (!call) return `'{{${inner}}}': after the comma stands one format, as in '{{price, money}}'`
  const format = call[1] as string
  if (!(FORMAT_NAMES as readonly string[]).includes(format))
    return `there is no format '${format}'; formats are ${FORMAT_NAMES.join(', ')}`
  return { kind: 'value', path, format: { name: format, options: readOptions(call[2] ?? '') } }
}

function readOptions(written: string): Record<string, string> {
  const pairs = written
    .split(';')
    .map(pair => pair.split(':'))
    .filter(([name, value]) => name?.trim() && value?.trim())
  return Object.fromEntries(pairs.map(([name, value]) => [name?.trim(), value?.trim()]))
}

/** Names of the values that a text uses, `order.number`; for comparing languages. */
export const placeholders = (template: Template): ReadonlySet<string> =>
  new Set(template.parts.flatMap(part => (part.kind === 'value' ? [part.path.join('.')] : [])))
