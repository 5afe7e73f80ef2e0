import type { Markup } from './adapter.ts'
import type { Run } from './rich-text.ts'
import { cutText, type Span, type TextUnit, textSize } from './split-text.ts'

/** Marks around a piece, from the outermost. */
const MARKS: Record<
  Exclude<Markup, 'plain'>,
  Record<'bold' | 'italic' | 'strike' | 'code', [string, string]>
> = {
  whatsapp: { bold: ['*', '*'], italic: ['_', '_'], strike: ['~', '~'], code: ['```', '```'] },
  markdown: { bold: ['**', '**'], italic: ['*', '*'], strike: ['~~', '~~'], code: ['`', '`'] },
  html: {
    bold: ['<b>', '</b>'],
    italic: ['<i>', '</i>'],
    strike: ['<s>', '</s>'],
    code: ['<code>', '</code>'],
  },
}
const STYLES = ['code', 'italic', 'strike', 'bold'] as const

/**
 * Signs that a channel would read as marks although the text means them as they are. WhatsApp knows no escape, but no mark is followed by a space: a hair
 * space does it, which nobody sees.
 */
const HAIR_SPACE = '\u200A'
const WHATSAPP_PAIR =
  /(?<![\p{L}\p{N}])([*_~])(?=[^\s*_~][^\n]{0,1000}?\1(?![\p{L}\p{N}]))|```(?=[\s\S]{1,4096}?```)/gu
const MARKDOWN_SIGN = /[\\`*[\]<~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu
const HTML_SIGNS: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for HTML, also inside an attribute's quotes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, sign => HTML_SIGNS[sign] as string)

function escapeText(text: string, markup: Markup): string {
  if (markup === 'whatsapp') return text.replace(WHATSAPP_PAIR, sign => sign + HAIR_SPACE)
  if (markup === 'markdown') return text.replace(MARKDOWN_SIGN, sign => `\\${sign}`)
  if (markup === 'html') return escapeHtml(text).replaceAll('\n', '<br>')
  return text
}

/** A text in pieces in a channel's own markup. */
export const writeRuns = (runs: readonly Run[], markup: Markup): string =>
  joinLiteral(runs)
    .map(run => writeRun(run, markup))
    .join('')

/** Neighbours without style are read as one by the channel too, so their signs are looked at together. */
function joinLiteral(runs: readonly Run[]): Run[] {
  const joined: Run[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    if (last && isLiteral(last) && isLiteral(run)) joined[joined.length - 1] = { text: last.text + run.text }
    else joined.push(run)
  }
  return joined
}

const isLiteral = ({ text: _, ...style }: Run) => Object.keys(style).length === 0

function writeRun(run: Run, markup: Markup): string {
  if (run.href !== undefined) return writeLink(run, run.href, markup)
  if (run.raw) return run.text
  // No mark goes over a line's end, and none touches white space.
  return run.text
    .split(/(\s*\n\s*|^\s+|\s+$)/)
    .map((piece, index) => (index % 2 === 1 ? escapeText(piece, markup) : style(piece, run, markup)))
    .join('')
}

function style(text: string, run: Run, markup: Markup): string {
  if (markup === 'plain' || run.raw || text === '') return text
  const inner = run.code && markup !== 'html' ? text : escapeText(text, markup)
  return STYLES.reduce((written, name) => {
    if (!run[name]) return written
    const [open, close] = MARKS[markup][name]
    return open + written + close
  }, inner)
}

/** A link's address always stands in sight: a label alone could pretend another. */
function writeLink({ text, ...rest }: Run, href: string, markup: Markup): string {
  const { href: _, ...styles } = rest
  const isBare = isBareLink(text, href)
  if (markup === 'html') {
    const shown = `<a href="${escapeHtml(href)}">${escapeHtml(isBare ? text : addressShown(href))}</a>`
    return isBare ? shown : `${style(text, styles as Run, markup)} (${shown})`
  }
  if (isBare) return text
  if (markup === 'markdown') return `[${escapeText(text, markup)}](${href})`
  return `${style(text, styles as Run, markup)} (${addressShown(href)})`
}

const addressShown = (href: string) => href.replace(/^(?:mailto|tel):/i, '')
const isBareLink = (text: string, href: string) => text === href || text === addressShown(href)

/** What written pieces may take. `lastMax`: the last one, where that is less than `max`. */
export interface PartLimits {
  max: number
  lastMax: number
  unit: TextUnit
}

/** Pieces within the limits when written; no link is cut, and no style goes over a cut. None for a text of white space. */
export function writeParts(
  runs: readonly Run[],
  markup: Markup,
  { max, lastMax, unit }: PartLimits,
): string[] {
  const parts: string[] = []
  const canHide = markup === 'html' || markup === 'markdown'
  const isTooLong = (run: Run) => textSize(writeRuns([run], markup), unit) > Math.min(max, lastMax)
  let rest = trimRuns(runs.flatMap(run => (canHide && !isTooLong(run) ? [run] : showAddress(run, markup))))
  while (rest.length > 0) {
    const whole = writeRuns(rest, markup)
    if (textSize(whole, unit) > max) {
      const { written, next } = firstPart(rest, markup, max, unit)
      parts.push(written)
      rest = sliceRuns(rest, next)
      continue
    }
    if (textSize(whole, unit) <= lastMax) return [...parts, whole]
    const last = lastBegins(rest, markup, lastMax, unit)
    return [
      ...parts,
      ...writeParts(sliceRuns(rest, 0, last), markup, { max, lastMax: max, unit }),
      writeRuns(sliceRuns(rest, last), markup),
    ]
  }
  return parts
}

/** Where the last of the pieces of at most `max` begins. */
function lastBegins(runs: readonly Run[], markup: Markup, max: number, unit: TextUnit): number {
  let begins = 0
  for (let rest = runs; textSize(writeRuns(rest, markup), unit) > max; ) {
    const { next } = firstPart(rest, markup, max, unit)
    begins += next
    rest = sliceRuns(rest, next)
  }
  return begins
}

function firstPart(runs: readonly Run[], markup: Markup, max: number, unit: TextUnit) {
  const text = runs.map(run => run.text).join('')
  const links = linkSpans(runs)
  for (let budget = max; ; ) {
    const { end, next } = cutText(text, budget, unit, links)
    const piece = trimRuns(sliceRuns(runs, 0, end))
    const written = writeRuns(piece, markup)
    const over = textSize(written, unit) - max
    if (over <= 0 || budget <= 1) return { written, next }
    // Marks and escapes took the rest.
    budget = Math.max(1, Math.min(budget - 1, Math.floor((budget * max) / (max + over))))
  }
}

/** Where links can't hide, and where one is longer than a message: `label (address)`. */
function showAddress(run: Run, markup: Markup): Run[] {
  const { href, text, ...style } = run
  if (href === undefined) return [run]
  const address = (shown: string): Run => (markup === 'html' ? { text: shown } : { text: shown, href: shown })
  if (isBareLink(text, href)) return [address(text)]
  return [{ ...style, text }, { text: ' (' }, address(addressShown(href)), { text: ')' }]
}

function linkSpans(runs: readonly Run[]): Span[] {
  let at = 0
  return runs.flatMap(({ text, href }) => {
    const start = at
    at += text.length
    return href === undefined ? [] : [{ start, end: at }]
  })
}

function sliceRuns(runs: readonly Run[], from: number, to = Number.POSITIVE_INFINITY): Run[] {
  let at = 0
  return runs.flatMap(run => {
    const start = Math.max(from - at, 0)
    const end = Math.min(to - at, run.text.length)
    at += run.text.length
    return start < end ? [{ ...run, text: run.text.slice(start, end) }] : []
  })
}

/** Without white space at both ends. */
function trimRuns(runs: readonly Run[]): Run[] {
  const text = runs.map(run => run.text).join('')
  const trimmed = text.trimStart()
  const from = text.length - trimmed.length
  return sliceRuns(runs, from, from + trimmed.trimEnd().length)
}
