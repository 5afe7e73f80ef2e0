import type { Match } from '../../lexicon.ts'
import type { Reading } from '../../reading.ts'
import { isUnspaced } from '../../words.ts'
import { type Day, dayOf, lastOfMonth, plusMonths, weekdayOf, yearAndMonth } from './calendar.ts'
import { gapsOf, stands } from './gaps.ts'
import { type DateReading, isSmall, type Piece, spanOf } from './piece.ts'
import { dayNumbers } from './written.ts'

/** Days told from today: "mañana", "next Monday", "来週の月曜", "in drei Tagen", "end of the month"; none while nobody told what today is. */
export function relativeDates(given: DateReading): Piece[] {
  if (given.now === undefined) return []
  return [
    ...weekdays(given, given.now.day),
    // "In a week" is seven days on, though a pack may list it beside "next week".
    ...counted(given, given.now),
    ...given.phrases.flatMap(phrase => simple(given, phrase, given.now?.day ?? 0) ?? []),
    ...(given.asked ? dayOfMonth(given, given.now.day) : []),
  ]
}

function simple({ reading }: DateReading, { tag, value, from, to }: Match, today: Day): Piece | undefined {
  const day = simpleDay(tag, value, today)
  if (day === undefined) return undefined
  const part = tag === 'time.day' ? partIn(reading, from, to) : undefined
  return { day, ...(part && { part }), ...spanOf(reading, from, to) }
}

/** "Tonight", "morgenavond", 今晩 say a part of the day too. */
function partIn({ words, lexicon }: Reading, from: number, to: number): string | undefined {
  const said = words
    .slice(from, to)
    .map(({ plain }) => plain)
    .join(' ')
  return lexicon && gapsOf(lexicon).parts.find(({ text }) => said.includes(text))?.part
}

function simpleDay(tag: string, value: string, today: Day): Day | undefined {
  const steps = Number(value)
  const { year, month } = yearAndMonth(today)
  const monday = today - weekdayOf(today) + 1
  switch (tag) {
    case 'time.day':
      return today + steps
    case 'time.week':
      return steps === 0 ? undefined : monday + 7 * steps
    case 'time.month':
      return steps === 0
        ? undefined
        : dayOf(yearAndMonth(plusMonths(today, steps)).year, yearAndMonth(plusMonths(today, steps)).month, 1)
    case 'time.weekend':
      return Math.max(today, monday + 5)
    case 'time.end':
      if (value === 'week') return monday + 6
      return value === 'month' ? lastOfMonth(year, month) : lastOfMonth(year, 12)
    default:
      return undefined
  }
}

/** A weekday by itself, or with "next", or with "next week" beside it, is the one to come; with "last" the one before today. */
function weekdays({ reading, phrases }: DateReading, today: Day): Piece[] {
  const monday = today - weekdayOf(today) + 1
  return phrases.flatMap(phrase => {
    if (phrase.tag !== 'time.weekday') return []
    const beside = phrases.find(
      ({ tag, from, to }) =>
        (tag === 'time.week' || tag === 'time.next' || tag === 'time.last') &&
        // 下周一: "next week" and "Monday" share a letter.
        (overlaps(phrase, { from, to }) ||
          isSmall(reading, to, phrase.from, 1) ||
          isSmall(reading, phrase.to, from, 1)),
    )
    const weekday = Number(phrase.value)
    const ahead = (weekday - weekdayOf(today) + 7) % 7 || 7
    const day =
      beside?.tag === 'time.week'
        ? monday + 7 * Number(beside.value) + weekday - 1
        : beside?.tag === 'time.last'
          ? today + ahead - 7 - (ahead === 7 ? 7 : 0)
          : today + ahead
    const from = Math.min(phrase.from, beside?.from ?? phrase.from)
    return [{ day, ...spanOf(reading, from, Math.max(phrase.to, beside?.to ?? phrase.to)) }]
  })
}

const overlaps = (a: { from: number; to: number }, b: { from: number; to: number }): boolean =>
  a.from < b.to && b.from < a.to

/** "in three days", "hace dos semanas", "3日後", "in 2 hours". */
function counted(given: DateReading, now: { day: Day; minute: number }): Piece[] {
  const { reading, phrases } = given
  const gaps = reading.lexicon && gapsOf(reading.lexicon)
  if (!gaps) return []
  return phrases.flatMap(unit => {
    const count = unit.tag === 'time.unit' || unit.tag === 'time.two' ? countOf(given, unit) : []
    for (const { value, from } of count)
      for (const [list, sign] of [
        [gaps.past, -1],
        [gaps.future, 1],
      ] as const) {
        const around = list.flatMap(gap => stands(gap, reading.words, from, unit.to) ?? [])[0]
        const piece = around && plus(now, unit.value, sign * value)
        if (piece) return [{ ...piece, ...spanOf(reading, around.from, around.to) }]
      }
    return []
  })
}

/** How many of a unit are meant, and from which word on it is said: "3 days", "a week", أسبوعين. "2-3 days" names no number. */
function countOf({ reading, numbers }: DateReading, unit: Match): { value: number; from: number }[] {
  if (unit.tag === 'time.two') return [{ value: 2, from: unit.from }]
  const { words, lexicon, normalised } = reading
  const number = numbers.find(
    ({ to }) => to === unit.from || (to < unit.from && isSmall(reading, to, unit.from, 1)),
  )
  if (number) {
    const exact = Number.isInteger(number.value) && !isRange(normalised.text, number.start)
    return exact ? [{ value: number.value, from: number.from }] : []
  }
  const said = words[unit.from]?.plain ?? ''
  if (!lexicon || isUnspaced(said) || !gapsOf(lexicon).ones.has(said)) return []
  return [unit.from, unit.from - 1]
    .filter(from => from === unit.from || isSmall(reading, from, unit.from, 1))
    .map(from => ({ value: 1, from }))
}

const isRange = (text: string, start: number): boolean =>
  /\d ?[-/] ?$/.test(text.slice(Math.max(0, start - 5), start))

function plus(
  { day, minute }: { day: Day; minute: number },
  unit: string,
  count: number,
): Pick<Piece, 'day' | 'minute'> | undefined {
  if (Math.abs(count) > 1000) return undefined
  switch (unit) {
    case 'day':
      return { day: day + count }
    case 'week':
      return { day: day + 7 * count }
    case 'month':
      return { day: plusMonths(day, count) }
    case 'year':
      return { day: plusMonths(day, 12 * count) }
    default: {
      const minutes = minute + count * (unit === 'hour' ? 60 : 1)
      return { day: day + Math.floor(minutes / 1440), minute: ((minutes % 1440) + 1440) % 1440 }
    }
  }
}

/** "The 15th", where a date is asked for: of this month or, when that has passed, of the next. */
function dayOfMonth(given: DateReading, today: Day): Piece[] {
  const [only, another] = dayNumbers(given)
  if (
    !only ||
    another ||
    given.reading.words.length > 5 ||
    given.phrases.some(({ tag }) => tag !== 'time.part')
  )
    return []
  const { year, month, date } = yearAndMonth(today)
  const day =
    dayOf(year, only.value >= date ? month : month + 1, only.value) ??
    (month === 12 ? dayOf(year + 1, 1, only.value) : undefined)
  return day === undefined ? [] : [{ day, ...spanOf(given.reading, only.from, only.to) }]
}
