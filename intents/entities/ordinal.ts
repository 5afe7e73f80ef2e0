import { type EntityReader, expects, type Reading, type Span } from '../reading.ts'
import { lengthOf } from '../words.ts'
import { joinedByOr } from './alternatives.ts'
import { readNumber } from './number.ts'
import { MOST_SPANS } from './runs.ts'

/** "the second", "la última", "a doua": the value is the place from 1, or `last`. Where one is asked for, "the first or the second" is none. */
export const readOrdinal: EntityReader = (reading, free) => {
  const found = places(reading, free)
  return expects(reading, 'ordinal') && joinedByOr(reading, found) ? [] : found
}

const places: EntityReader = ({ words, matches }, free) =>
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

/**
 * Which of the offered choices is meant, where one is asked for: an ordinal, else a lone number from 1 to 20, else `all` or `none`. "2 or 3" and "not the second" name none.
 */
export const readChoice: EntityReader = (reading, free) => {
  if (!expects(reading, 'choice')) return []
  const ordinals = places(reading, free)
  const named = ordinals.length > 0 ? ordinals : lone(readNumber(reading, free), reading)
  if (named.length === 0) return wholes(reading).map(span => ({ ...span, type: 'choice' }))
  if (new Set(named.map(({ value }) => value)).size > 1) return []
  return named.map(span => ({ ...span, type: 'choice' }))
}

const lone = (numbers: Span[], reading: Reading): Span[] =>
  numbers.length === 1 && lengthOf(reading.words) <= 6
    ? numbers.filter(
        span =>
          /^\d+$/.test(span.value) &&
          Number(span.value) >= 1 &&
          Number(span.value) <= 20 &&
          !isPronoun(reading, span),
      )
    : []

/** "The blue one" names no number; "one" and "option one" do. */
function isPronoun({ words, matches, normalised }: Reading, { value, start, end }: Span): boolean {
  if (value !== '1' || words.length === 1 || /\d/.test(normalised.text.slice(start, end))) return false
  const at = words.findIndex(word => word.start >= start)
  return !matches.some(({ tag, to }) => tag === 'cue.choice' && to === at)
}

/** "both", "none of them", in a few words. */
const wholes = ({ words, matches }: Reading): Span[] =>
  lengthOf(words) > 6
    ? []
    : matches
        .filter(({ tag }) => tag === 'all' || tag === 'none')
        .slice(0, 1)
        .map(({ tag, from, to }) => ({
          type: 'choice',
          value: tag,
          start: words[from]?.start ?? 0,
          end: words[to - 1]?.end ?? 0,
        }))
