import type { Culture } from '../locales/culture.ts'

/** Phrases of one meaning: what `Match` finds them under, `time.` left out. */
interface TimePhrases {
  /** `day`, `week`, `month`, `next`, `last`, `unit`, `two`, `end`, `weekend`, `part`, `weekday`, `name` (of a month). */
  tag: string
  /** Days, weeks or months from now; the unit; the part of the day; 1 (Monday) to 7; 1 to 12. */
  value: string
  phrases: readonly string[]
}

/** All phrases about days and times of a culture pack, with the names that `Intl` has for its weekdays and months. */
export function timePhrases({ language, times = {} }: Culture): TimePhrases[] {
  const listed = (tag: string, record: Readonly<Record<string, readonly string[] | undefined>> = {}) =>
    Object.entries(record).map(([value, phrases]) => ({ tag, value, phrases: phrases ?? [] }))
  return [
    ...listed('day', times.days),
    ...listed('week', times.weeks),
    ...listed('month', times.months),
    ...listed('unit', times.units),
    ...listed('two', times.twos),
    ...listed('end', times.ends),
    ...listed('part', times.parts),
    { tag: 'next', value: '', phrases: times.next ?? [] },
    { tag: 'last', value: '', phrases: times.last ?? [] },
    { tag: 'weekend', value: '', phrases: times.weekend ?? [] },
    ...listed('weekday', times.weekdays),
    ...listed('name', times.monthNames),
    ...names(language),
  ]
}

const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000
const UNSPACED = /^\p{Script=Han}{2,}$/u

/** Short weekdays are mostly another word too (sun, mar, ter, mon): the pack lists those that are none. */
function names(language: string): TimePhrases[] {
  const found: TimePhrases[] = []
  const weekdays = (width: 'long' | 'short'): string[] => {
    const format = new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' })
    return [0, 1, 2, 3, 4, 5, 6].map(day => format.format(MONDAY + day * DAY_MS))
  }
  for (const [day, name] of weekdays('long').entries()) found.push(...phrase('weekday', day + 1, name))
  for (const [day, name] of weekdays('short').entries())
    if (UNSPACED.test(name)) found.push(...phrase('weekday', day + 1, name))
  for (const width of ['long', 'short'] as const) {
    // With a day beside it, Polish and others write the month in another case.
    const alone = new Intl.DateTimeFormat(language, { month: width, timeZone: 'UTC' })
    const dated = new Intl.DateTimeFormat(language, { month: width, day: 'numeric', timeZone: 'UTC' })
    for (let month = 1; month <= 12; month++) {
      const day = Date.UTC(2024, month - 1, 2)
      const inDate = dated.formatToParts(day).find(part => part.type === 'month')?.value ?? ''
      for (const name of new Set([alone.format(day), inDate])) found.push(...phrase('name', month, name))
    }
  }
  return found
}

/** `1月` is read by its digits, and one letter is no name. */
function phrase(tag: string, value: number, name: string): TimePhrases[] {
  const bare = name.replace(/\.$/, '')
  return bare.length > 1 && !/\d/.test(bare) ? [{ tag, value: String(value), phrases: [bare] }] : []
}
