import { isTimeZone } from './market.ts'

/** A day of the calendar in a time zone; from `from` to just before `to`, ISO 8601. 23 or 25 hours where the clock is changed. */
export interface CalendarDay {
  /** `2026-03-29` */
  day: string
  from: string
  to: string
}

const DAY_MS = 86_400_000
/** Offsets from UTC are whole quarters of an hour, in every zone of today. */
const QUARTER_MS = 900_000
const MOST_OFFSET_MS = 15 * 3_600_000

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Which day the calendar of a zone shows. @throws RangeError for what is no time zone */
export function dayAt(timeZone: string, ms: number): string {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    // Sweden writes a day as ISO 8601 does.
    clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
    clocks.set(timeZone, clock)
  }
  return clock.format(ms)
}

/** The first moment at which the calendar shows this day, or a later one where it was left out. */
function startOf(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  let before = (midnight - MOST_OFFSET_MS) / QUARTER_MS
  let after = (midnight + MOST_OFFSET_MS) / QUARTER_MS
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dayAt(timeZone, middle * QUARTER_MS) >= day) after = middle
    else before = middle
  }
  return after * QUARTER_MS
}

const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)

/** Every day from the first to the last, both counted in, in the calendar of a time zone. */
export function calendarDays(first: string, last: string, timeZone: string): CalendarDay[] {
  if (!isTimeZone(timeZone)) throw new RangeError(`${timeZone} is no time zone`)
  const days: CalendarDay[] = []
  let from = startOf(first, timeZone)
  for (let day = first; day <= last; day = nextDay(day)) {
    const to = startOf(nextDay(day), timeZone)
    days.push({ day, from: new Date(from).toISOString(), to: new Date(to).toISOString() })
    from = to
  }
  return days
}
