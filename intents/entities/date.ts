import type { Match } from '../lexicon.ts'
import { type EntityReader, expects, type Reading, type Span } from '../reading.ts'
import { joinedByOr } from './alternatives.ts'
import { isoDay, momentOf } from './dates/calendar.ts'
import { minuteIn, times } from './dates/clock.ts'
import { type DateReading, isSmall, type Piece } from './dates/piece.ts'
import { relativeDates } from './dates/relative.ts'
import { digitDates, namedDates } from './dates/written.ts'
import { numbersOf } from './numbers.ts'
import { MOST_SPANS } from './runs.ts'

const MAY_HAVE_DATE = /\d ?(?:[-/.:月時时点點]|h|[ap]\.?m)/u

/**
 * Dates and times, `date` with the value `2026-05-03` or `2026-05-03T17:30` and `time` with `17:30`; of the customer's own clock (`hints.now`, `hints.timeZone`). "Next week" is
 * its Monday, "next month" its first day. Digits that are an order number as written are left to it, unless a date is asked for. Asked for one, "Monday or
 * Tuesday" is none.
 */
export const dateReader =
  (isOrder: (code: string) => boolean): EntityReader =>
  (reading, free) => {
    const asked = expects(reading, 'date') || expects(reading, 'time')
    const phrases = outermost(reading.matches)
    const mayHaveDate =
      phrases.length > 0 ||
      asked ||
      MAY_HAVE_DATE.test(reading.normalised.text) ||
      numbersOf(reading).some(({ value }) => value <= LAST_HOUR)
    if (!mayHaveDate) return []
    const { now, timeZone } = reading.hints
    const given: DateReading = {
      reading,
      phrases,
      numbers: numbersOf(reading),
      now: now === undefined ? undefined : momentOf(now, timeZone),
      asked,
    }
    const { text } = reading.normalised
    const mayBe = ({ start, end }: Piece): boolean =>
      free(start, end) && (asked || !isOrder(text.slice(start, end).replace(/[^\p{L}\p{N}]/gu, '')))
    const days = distinct([...digitDates(given), ...namedDates(given), ...relativeDates(given)].filter(mayBe))
    const clock = distinct(times(given).filter(mayBe)).filter(time => !days.some(day => overlap(day, time)))
    const spans = merged(reading, days, clock).slice(0, MOST_SPANS).map(spanFor)
    return asked && joinedByOr(reading, spans) ? [] : spans
  }

const LAST_HOUR = 24
const PHRASE = /^time\./

/** Phrases about time that lie in no longer one: "mañana" in "por la mañana" is no tomorrow. What goes together by half (下周 and 周一) stays. */
function outermost(matches: readonly Match[]): Match[] {
  const phrases = matches.filter(({ tag }) => PHRASE.test(tag)).slice(0, MOST_SPANS)
  if (phrases.length < 2) return phrases
  return phrases.filter(
    one =>
      !phrases.some(
        other =>
          other !== one &&
          other.from <= one.from &&
          other.to >= one.to &&
          other.to - other.from > one.to - one.from,
      ),
  )
}

const overlap = (a: Piece, b: Piece): boolean => a.start < b.end && b.start < a.end

/** The longest of those that overlap. */
function distinct(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = []
  for (const piece of pieces.toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start))
    if (!kept.some(other => overlap(other, piece))) kept.push(piece)
  return kept.sort((a, b) => a.start - b.start)
}

/** A day and the time beside it are one: "mañana a las 5", "at 5 on Monday". */
function merged(reading: Reading, days: readonly Piece[], clock: readonly Piece[]): Piece[] {
  const left = new Set(clock)
  const joined: Piece[] = []
  for (const day of asOne(reading, days)) {
    const time =
      day.minute === undefined
        ? [...left].find(
            each => isBeside(reading, day.end, each.start) || isBeside(reading, each.end, day.start),
          )
        : undefined
    if (time) left.delete(time)
    joined.push({
      ...day,
      ...(time && {
        minute: day.part && time.said ? minuteIn(day.part, time.said) : (time.minute ?? 0),
        start: Math.min(day.start, time.start),
        end: Math.max(day.end, time.end),
      }),
    })
  }
  return [...joined, ...left].sort((a, b) => a.start - b.start)
}

/** "Tuesday, 24 November": the same day said twice. */
function asOne(reading: Reading, days: readonly Piece[]): Piece[] {
  const once: Piece[] = []
  for (const day of days) {
    const before = once.at(-1)
    if (before?.day === day.day && before && isBeside(reading, before.end, day.start)) before.end = day.end
    else once.push({ ...day })
  }
  return once
}

/** What stands between the two is nothing, or small words. */
function isBeside(reading: Reading, end: number, start: number): boolean {
  if (start < end) return false
  const { words } = reading
  const from = words.findIndex(word => word.start >= end)
  const to = words.findIndex(word => word.start >= start)
  return from >= 0 && to >= from && isSmall(reading, from, to, 2)
}

function spanFor({ day, minute, start, end }: Piece): Span {
  const time = minute === undefined ? '' : `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
  if (day === undefined) return { type: 'time', value: time, start, end }
  return { type: 'date', value: time === '' ? isoDay(day) : `${isoDay(day)}T${time}`, start, end }
}

const two = (number: number): string => String(number).padStart(2, '0')
