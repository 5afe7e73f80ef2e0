import { saysNothingBut } from '../nothing-but.ts'
import { type EntityReader, entityOf, expects, type Reading, type Span } from '../reading.ts'
import { lengthOf } from '../words.ts'
import { joinedByOr } from './alternatives.ts'
import { readNumber } from './number.ts'
import { numbersOf } from './numbers.ts'
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
 * Where choices only stand under what was said (`offer`), the message must say nothing else: "two please", "the second one", but not "2 lamps".
 */
export const readChoice: EntityReader = (reading, free) => {
  if (!expects(reading, 'choice')) return expects(reading, 'offer') ? pressed(reading, free) : []
  const ordinals = places(reading, free)
  const named = ordinals.length > 0 ? ordinals : lone(readNumber(reading, free), reading)
  if (named.length === 0) return wholes(reading).map(span => ({ ...span, type: 'choice' }))
  return asChoice(named)
}

const asChoice = (named: readonly Span[]): Span[] =>
  new Set(named.map(({ value }) => value)).size > 1 ? [] : named.map(span => ({ ...span, type: 'choice' }))

/** What goes with it: "yes, option two please, thanks". */
const WITH_CHOICE =
  /^(?:cue\.choice|answer|pleased|joiner|introduction|ordinal|number|need|concept\.(?:yes|thank))$/
/** "A segunda" is Monday where a day is asked for. */
const DAYS = ['date', 'time']

/** A number or an ordinal that is all that the message says. */
const pressed: EntityReader = (reading, free) => {
  const { words, matches, normalised, lexicon } = reading
  if (/[?؟]/.test(normalised.text)) return []
  const ordinals = places(reading, DAYS.some(type => expects(reading, type)) ? free : () => true)
  const numbers = numbersOf(reading)
    .filter(
      ({ value, start, end }) => Number.isInteger(value) && value >= 1 && value <= 20 && free(start, end),
    )
    .map(({ value, start, end }) => ({ type: 'choice', value: String(value), start, end }))
  // "一番目" holds a number too.
  const named = ordinals.length > 0 ? ordinals : numbers
  if (named.length === 0) return []
  const alone = saysNothingBut(
    reading,
    { from: 0, to: words.length },
    {
      given: named.map(span => entityOf(reading, span)),
      matches,
      cued: true,
      goesWith: ({ tag }) => WITH_CHOICE.test(tag),
      asks: ({ tag }) => /^(?:concept|cue|negation)/.test(tag),
      // "Take the last one", "2 pls", but "2 lamps" are lamps.
      mayHold: ({ plain, kind }) =>
        (ordinals.length > 0 && kind === 'word') || lexicon?.abbreviations.has(plain) === true,
    },
  )
  return alone ? asChoice(named) : []
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
