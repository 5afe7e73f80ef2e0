import { type EntityReader, expects, type Reading, type Span } from '../reading.ts'
import { MOST_SPANS } from './runs.ts'

const DIGITS = /(?<![\p{L}\p{N}])\d{1,9}(?:[.,]\d{1,2})?(?![\p{L}\p{N}])/gu

/** Numbers in digits and in words: `3`, `3,50`, `three`, `treinta y uno`. The value has a point and no leading zeros. */
export const readNumber: EntityReader = (reading, free) => {
  const found: Span[] = []
  for (const match of reading.normalised.text.matchAll(DIGITS)) {
    if (found.length === MOST_SPANS) break
    const end = match.index + match[0].length
    if (free(match.index, end))
      found.push({
        type: 'number',
        value: String(Number(match[0].replace(',', '.'))),
        start: match.index,
        end,
      })
  }
  return [
    ...found,
    ...spelt(reading)
      .slice(0, MOST_SPANS)
      .filter(span => free(span.start, span.end)),
  ].sort((a, b) => a.start - b.start)
}

/** Tens and units are added, a hundred or thousand multiplies what stands before it. */
function spelt(reading: Reading): Span[] {
  const { words, matches } = reading
  const numbers = matches.filter(match => match.tag === 'number')
  const spans: Span[] = []
  for (let at = 0; at < numbers.length; at++) {
    const first = numbers[at]
    if (!first || isArticle(reading, first)) continue
    let total = Number(first.value)
    let last = first
    for (let next = numbers[at + 1]; next && adjoins(reading, last.to, next.from); next = numbers[at + 1]) {
      const value = Number(next.value)
      if (value >= 100 && total > 0 && total < value) total *= value
      else if (value < lowestPlace(total)) total += value
      else break
      last = next
      at++
    }
    const start = words[first.from]?.start ?? 0
    spans.push({ type: 'number', value: String(total), start, end: words[last.to - 1]?.end ?? start })
  }
  return spans
}

/** 20 → 10, 100 → 100, 7 → 1: what may still be added. */
const lowestPlace = (total: number): number => {
  let place = 1
  while (total > 0 && total % (place * 10) === 0) place *= 10
  return total > 10 && place === 1 ? 0 : place
}

const adjoins = ({ words, matches }: Reading, end: number, next: number): boolean => {
  if (words[next]?.fresh) return false
  return (
    next === end || (next === end + 1 && matches.some(match => match.tag === 'joiner' && match.from === end))
  )
}

/** "un", "one", "o" mostly mean no number: only where one is asked for, or where nothing else is said. */
const isArticle = (reading: Reading, match: { value: string; from: number; to: number }): boolean =>
  match.value === '1' &&
  match.to - match.from === 1 &&
  reading.words.length > 2 &&
  !expects(reading, 'number') &&
  !expects(reading, 'choice')
