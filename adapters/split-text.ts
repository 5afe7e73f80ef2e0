const BREAKS = [/\n{2,}/g, /\n/g, /(?<=[.!?…。！？؟])\s+/g, /\s+/g]

/**
 * Cuts a text into parts of at most `maxChars` UTF-16 units: at a blank line, else a line end, else a sentence's end, else
 * a space, else between two characters as a person sees them. Only the white space at a cut is lost.
 */
export function splitText(text: string, maxChars: number): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > maxChars) {
    const { end, next } = cut(rest, maxChars)
    parts.push(rest.slice(0, end))
    rest = rest.slice(next)
  }
  if (rest !== '' || parts.length === 0) parts.push(rest)
  return parts
}

function cut(text: string, maxChars: number): { end: number; next: number } {
  const window = text.slice(0, maxChars + 1)
  for (const pattern of BREAKS) {
    const last = [...window.matchAll(pattern)].findLast(match => match.index <= maxChars && match.index > 0)
    // A break in the first half would leave a stub and more parts: a finer kind of break is then better.
    if (last && last.index >= maxChars / 2) {
      const gap = /^\s+/.exec(text.slice(last.index))?.[0].length ?? last[0].length
      return { end: last.index, next: last.index + gap }
    }
  }
  const end = graphemeBoundary(text, maxChars)
  return { end, next: end }
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
  return text.slice(0, at).isWellFormed() || at < 2 ? at : at - 1
}
