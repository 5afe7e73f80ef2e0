const DAY_MS = 86_400_000

/** A day of the calendar as days since 1970-01-01: sums and differences need no time zone. */
export type Day = number

/** The day and the minute of the day that it is in a time zone. Pure; an unknown zone counts as UTC. */
export interface Moment {
  day: Day
  minute: number
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    const options = { dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' } as const
    try {
      clock = new Intl.DateTimeFormat('sv', { ...options, timeZone })
    } catch {
      clock = new Intl.DateTimeFormat('sv', { ...options, timeZone: 'UTC' })
    }
    clocks.set(timeZone, clock)
  }
  return clock
}

/** `now` is ISO 8601; undefined when it is no time. */
export function momentOf(now: string, timeZone = 'UTC'): Moment | undefined {
  const ms = Date.parse(now)
  if (Number.isNaN(ms)) return undefined
  const [date = '', time = ''] = clockOf(timeZone).format(ms).split(' ')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return { day: Math.floor(Date.parse(date) / DAY_MS), minute: hour * 60 + minute }
}

/** Undefined for a day that is none, like 31 February. */
export function dayOf(year: number, month: number, date: number): Day | undefined {
  if (month < 1 || month > 12 || date < 1 || date > 31) return undefined
  const ms = Date.UTC(year, month - 1, date)
  return new Date(ms).getUTCDate() === date ? ms / DAY_MS : undefined
}

/** `2026-05-03`. */
export const isoDay = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** 1 is Monday, 7 Sunday. */
export const weekdayOf = (day: Day): number => ((((day + 3) % 7) + 7) % 7) + 1

export function yearAndMonth(day: Day): { year: number; month: number; date: number } {
  const at = new Date(day * DAY_MS)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() }
}

/** The same date so many months on, or the last of that month when it is shorter. */
export function plusMonths(day: Day, months: number): Day {
  const { year, month, date } = yearAndMonth(day)
  const last = lastOfMonth(year, month + months)
  return Math.min(Date.UTC(year, month - 1 + months, 1) / DAY_MS + date - 1, last)
}

/** `month` may lie outside 1 to 12. */
export const lastOfMonth = (year: number, month: number): Day => Date.UTC(year, month, 0) / DAY_MS
