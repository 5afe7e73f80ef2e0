import type { Reading, Span } from '../reading.ts'

/** True when two different values are given as alternatives: "2 or 3", "2/3", "2-3". Asked for one, neither is the answer. */
export function joinedByOr({ words, matches, normalised }: Reading, spans: readonly Span[]): boolean {
  for (const [index, span] of spans.entries()) {
    const next = spans[index + 1]
    if (!next || next.value === span.value) continue
    const between = normalised.text.slice(span.end, next.start)
    if (/^ ?[-/~] ?$/.test(between)) return true
    const said = matches.some(
      ({ tag, from }) =>
        tag === 'or' && (words[from]?.start ?? 0) >= span.end && (words[from]?.start ?? 0) < next.start,
    )
    if (said) return true
  }
  return false
}
