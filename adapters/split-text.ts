/** What a platform counts: UTF-16 units, or bytes of UTF-8. */
export type TextUnit = 'utf16' | 'bytes'

/** How much of a platform's limit a text takes. */
export const textSize = (text: string, unit: TextUnit = 'utf16'): number =>
  unit === 'bytes' ? Buffer.byteLength(text) : text.length

/** A blank line, a line's end, a sentence's end with a space, one without, a space, a clause's end without. */
const BREAKS = [
  /\n\s*\n/g,
  /\n/g,
  /(?<=[.!?…؟۔][”’"'»)\]]?)\s+|(?<=[。！？][」』”）]?)(?![」』”）。！？])/g,
  /\s+/g,
  /(?<=[、，；：])/g,
]

/** Scripts without spaces: a word of theirs may be cut. */
const UNSPACED =
  '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]'
const WORD = `(?:(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}])+`
/** What is never cut: addresses of pages and mailboxes, grouped digits (`10 432,50`), words and numbers with what joins them (`AB-10432`, `2026-11-22`). */
const WHOLE = new RegExp(
  [
    '[a-z][a-z\\d+.-]{0,20}://[^\\s<>"]+',
    "[\\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\\p{L}\\p{N}.-]+",
    '[#№+(]?\\p{N}{1,4}(?:[ \\u00A0\\u2009\\u202F]\\p{N}{2,4}){1,6}(?!\\p{N})(?:[.,]\\p{N}+)?',
    `[#№+(]{0,2}${WORD}(?:[-_./:'’,@+&]${WORD})*`,
  ].join('|'),
  'giu',
)

/** Enough to see that what stands at the cut goes on behind it. */
const LOOK_AHEAD = 48

/**
 * Cuts a text into parts of at most `max` units: at a blank line, else a line's end, else a sentence's end, else a space, else between two characters as
 * a person sees them; inside an address or a number only when it alone is longer. Only the white space at a cut is lost.
 */
export function splitText(text: string, max: number, unit: TextUnit = 'utf16'): string[] {
  const parts: string[] = []
  let rest = text
  while (textSize(rest, unit) > max) {
    const { end, next } = cutText(rest, max, unit)
    parts.push(rest.slice(0, end))
    rest = rest.slice(next)
  }
  if (rest !== '' || parts.length === 0) parts.push(rest)
  return parts
}

/** Where the first part of a text that is longer than `max` ends, and where the next begins. `whole`: further places that are kept in one piece. */
export function cutText(
  text: string,
  max: number,
  unit: TextUnit = 'utf16',
  whole: readonly Span[] = [],
): { end: number; next: number } {
  const limit = fitting(text, max, unit)
  const window = text.slice(0, limit + LOOK_AHEAD)
  const kept = [...whole, ...spansOf(window)].filter(({ start, end }) => start < limit && end > 0)
  const isInside = (at: number) => kept.some(({ start, end }) => start < at && at < end)
  const breaks = (pattern: RegExp) =>
    [...window.matchAll(pattern)].filter(({ index }) => index > 0 && index <= limit)
  for (const pattern of BREAKS) {
    const last = breaks(pattern).findLast(({ index }) => !isInside(index))
    // A break in the first half would leave a stub and more parts: a finer kind of break is then better.
    if (last && last.index >= limit / 2) return cutAt(text, last.index)
  }
  const straddling = kept.filter(({ start, end }) => start < limit && limit < end)
  const start = Math.min(limit, ...straddling.map(one => one.start))
  if (start > 0 && start < limit) return cutAt(text, graphemeBoundary(text, start))
  const within = start === 0 ? breaks(/\s+/g).at(-1) : undefined
  return cutAt(text, within?.index ?? graphemeBoundary(text, limit))
}

/** UTF-16 units from the text's beginning. */
export interface Span {
  start: number
  end: number
}

const spansOf = (text: string): Span[] =>
  [...text.matchAll(WHOLE)].map(({ index, 0: { length } }) => ({ start: index, end: index + length }))

/** White space around the cut belongs to neither part. */
function cutAt(text: string, at: number): { end: number; next: number } {
  const gap = /^\s+/.exec(text.slice(at))?.[0].length ?? 0
  return { end: at, next: at + gap }
}

/** The most UTF-16 units of the text that take no more than `max`; at least one character. */
function fitting(text: string, max: number, unit: TextUnit): number {
  if (unit === 'utf16') return Math.min(text.length, Math.max(1, Math.floor(max)))
  let bytes = 0
  let at = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > max && at > 0) break
    at += character.length
  }
  return at
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The last boundary of a visible character at or before `at`; of a longer one, a place that splits no surrogate pair. */
function graphemeBoundary(text: string, at: number): number {
  // Segmenting only the end is enough: no visible character that a person writes is longer than 64 units.
  const from = Math.max(0, at - 64)
  let boundary = 0
  for (const { index } of graphemes.segment(text.slice(from, at + 1))) {
    if (from + index <= at) boundary = from + index
  }
  if (boundary > from) return boundary
  if (text.slice(0, at).isWellFormed()) return at
  return at > 1 ? at - 1 : at + 1
}
