import { baseOf } from '../../../locales/language-tag.ts'
import { LETTER, MOST_SPANS } from '../runs.ts'
import { type Day, dayOf, yearAndMonth } from './calendar.ts'
import { type DateReading, isSmall, type Piece, spanOf } from './piece.ts'

const FULL = new RegExp(
  String.raw`(?<!${LETTER}|[\p{N}./-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\p{N}|[-/.]\d)`,
  'gu',
)
const SHORT = new RegExp(
  String.raw`(?<!${LETTER}|[\p{N}./,-])(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})(?!\d)|(\.)(?!\d)|)(?!${LETTER}|\p{N}|[./,-]\d)`,
  'gu',
)
const HAN = /(?:(\d{4}) ?年 ?)?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]?/gu

/** Dates in digits: `2026-05-03`, `03/05/2026`, `3.5.`, `03/05`, `5月3日`. Day or month first as the customer's locale writes it. */
export function digitDates(given: DateReading): Piece[] {
  const { text } = given.reading.normalised
  if (!/\d ?[-/.月]/.test(text)) return []
  const found: Piece[] = []
  const add = (day: Day | undefined, match: RegExpExecArray): void => {
    const end = match.index + match[0].trimEnd().length
    if (day !== undefined) found.push({ day, start: match.index, end })
  }
  for (const match of text.matchAll(FULL).take(MOST_SPANS))
    add(dayOf(Number(match[1]), Number(match[3]), Number(match[4])), match)
  for (const match of text.matchAll(HAN).take(MOST_SPANS))
    add(dated(given, match[1], Number(match[2]), Number(match[3])), match)
  for (const match of text.matchAll(SHORT).take(MOST_SPANS)) {
    const [, a = '', mark = '', b = '', year, stop] = match
    if (!isShort(given, a, mark, b, year ?? stop)) continue
    const [date, month] = dayFirst(given) ? [Number(a), Number(b)] : [Number(b), Number(a)]
    // 25/12 is Christmas everywhere.
    add(month > 12 ? dated(given, year, date, month) : dated(given, year, month, date), match)
  }
  return found
}

/** Without a year, two small numbers are a date when written so that they are nothing else. */
function isShort(
  { asked }: DateReading,
  a: string,
  mark: string,
  b: string,
  rest: string | undefined,
): boolean {
  if (rest !== undefined || asked) return true
  if (mark === '/') return !(a === '24' && b === '7')
  // 3.50 is an amount, 03-05 a part of something.
  return mark === '.' && a.length === 2 && b.length === 2 && Number(b) <= 12 && b.startsWith('0')
}

const orders = new Map<string, boolean>()

function dayFirst({ reading: { hints, lexicon } }: DateReading): boolean {
  const language = lexicon?.culture.language ?? hints.language ?? 'en'
  const locale = hints.market
    ? `${baseOf(language)}-${hints.market}`
    : (hints.locale ?? (language === 'en' ? 'en-GB' : language))
  let first = orders.get(locale)
  if (first === undefined) {
    first = isDayFirst(locale)
    orders.set(locale, first)
  }
  return first
}

function isDayFirst(locale: string): boolean {
  try {
    const parts = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric' }).formatToParts(0)
    return parts.findIndex(({ type }) => type === 'day') < parts.findIndex(({ type }) => type === 'month')
  } catch {
    return true
  }
}

/** The year as written, or the one that brings the date nearest to today. */
function dated({ now }: DateReading, year: string | undefined, month: number, date: number): Day | undefined {
  if (year !== undefined) return dayOf(year.length === 2 ? 2000 + Number(year) : Number(year), month, date)
  if (now === undefined) return undefined
  const { year: today } = yearAndMonth(now.day)
  return [today - 1, today, today + 1]
    .flatMap(each => dayOf(each, month, date) ?? [])
    .sort((a, b) => Math.abs(a - now.day) - Math.abs(b - now.day))[0]
}

/** Dates with the name of a month: "el 3 de mayo", "May 3rd, 2026", "3. Mai", "五月三日". */
export function namedDates(given: DateReading): Piece[] {
  const { reading, phrases } = given
  const found: Piece[] = []
  for (const name of phrases) {
    if (name.tag !== 'time.name') continue
    const days = dayNumbers(given)
    const before = days.findLast(({ to }) => to <= name.from && isSmall(reading, to, name.from, 2))
    const after = monthFirst(given) ? days.find(({ from }) => from === name.to) : undefined
    const day = before ?? after
    if (!day) continue
    const from = Math.min(day.from, name.from)
    let to = Math.max(day.to, name.to)
    while (isEnding(given, to)) to++
    const year = given.numbers.find(
      each =>
        each.value >= 2000 && each.value < 2100 && each.from >= to && isSmall(reading, to, each.from, 1),
    )
    const value = dated(given, year && String(year.value), Number(name.value), day.value)
    if (value !== undefined) found.push({ day: value, ...spanOf(reading, from, year?.to ?? to) })
  }
  return found
}

/** `3rd`, `1er`, `三日`: what is written on to the day. */
const isEnding = ({ reading: { words } }: DateReading, at: number): boolean => {
  const word = words[at]
  if (word?.kind !== 'word') return false
  return (
    /^[日号號]$/.test(word.text) ||
    (words[at - 1]?.kind === 'number' && words[at - 1]?.end === word.start && word.plain.length <= 2)
  )
}

interface DayNumber {
  value: number
  from: number
  to: number
}

/** Numbers and ordinals that may be a day of a month. */
export function dayNumbers({ reading, numbers }: DateReading): DayNumber[] {
  const places = reading.matches
    .filter(match => match.tag === 'ordinal' && match.value !== 'last')
    .map(({ value, from, to }) => ({ value: Number(value), from, to }))
  return [...numbers.map(({ value, from, to }) => ({ value, from, to })), ...places]
    .filter(({ value }) => Number.isInteger(value) && value >= 1 && value <= 31)
    .sort((a, b) => a.from - b.from || b.to - a.to)
}

const monthsFirst = new Map<string, boolean>()

/** Whether a language may write the month before the day when it names it: "May 3". */
function monthFirst({ reading: { lexicon } }: DateReading): boolean {
  const language = lexicon?.culture.language ?? 'en'
  let first = monthsFirst.get(language)
  if (first === undefined) {
    const parts = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long' }).formatToParts(0)
    first = parts.findIndex(({ type }) => type === 'month') < parts.findIndex(({ type }) => type === 'day')
    monthsFirst.set(language, first)
  }
  return first
}
