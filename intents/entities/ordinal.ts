import { type EntityReader, expects, type Reading, type Span } from '../reading.ts'
import { readNumber } from './number.ts'
import { MOST_SPANS } from './runs.ts'

/** "the second", "la última", "a doua": the value is the place from 1, or `last`. */
export const readOrdinal: EntityReader = ({ words, matches }, free) =>
  matches
    .filter(match => match.tag === 'ordinal')
    .slice(0, MOST_SPANS)
    .map(match => ({
      type: 'ordinal',
      value: match.value,
      start: words[match.from]?.start ?? 0,
      end: words[match.to - 1]?.end ?? 0,
    }))
    .filter(span => free(span.start, span.end))

/** Which of the offered choices is meant, where one is asked for: an ordinal, else a lone number from 1 to 20. */
export const readChoice: EntityReader = (reading, free) => {
  if (!expects(reading, 'choice')) return []
  const ordinals = readOrdinal(reading, free)
  const named = ordinals.length > 0 ? ordinals : lone(readNumber(reading, free), reading)
  return named.map(span => ({ ...span, type: 'choice' }))
}

const lone = (numbers: Span[], { words }: Reading): Span[] =>
  numbers.length === 1 && words.length <= 6
    ? numbers.filter(({ value }) => /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 20)
    : []
