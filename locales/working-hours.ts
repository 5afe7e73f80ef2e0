/** A stretch of a day on the wall clock, in minutes from midnight; `to` over 1440 lies on the next day. */
export interface Interval {
  from: number
  to: number
}

/** When somebody works, on the wall clock of a time zone. */
export interface WorkingHours {
  /** IANA. */
  timeZone: string
  /** Seven days, Monday first. */
  week: readonly (readonly Interval[])[]
  /** Days off: `2026-04-03`, or `12-25` in every year. What begins on the evening before goes on into such a day. */
  holidays: ReadonlySet<string>
}

const MINUTE = 60_000
const DAY = 86_400_000
/** Closed for longer than this is told as closed without an end. */
const HORIZON_DAYS = 400

const clocks = new Map<string, Intl.DateTimeFormat>()

/** What the wall clock of a zone shows, as if it were UTC: Sweden writes a time as ISO 8601 does. */
function wallClock(timeZone: string, ms: number): number {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    clocks.set(timeZone, clock)
  }
  const second = Math.floor(ms / 1000) * 1000
  return Date.parse(`${clock.format(second).replace(' ', 'T')}Z`) + ms - second
}

/** The intervals that begin on a calendar day, counted from 1970-01-01. */
function intervalsOn({ week, holidays }: WorkingHours, day: number): readonly Interval[] {
  const date = new Date(day * DAY).toISOString().slice(0, 10)
  // The first of January 1970 was a Thursday.
  return holidays.has(date) || holidays.has(date.slice(5)) ? [] : (week[(day + 3) % 7] ?? [])
}

/** Whether somebody of these works at a moment: what the wall clock shows lies in an interval. Epoch milliseconds. */
export const anyWorks = (staff: readonly WorkingHours[], ms: number): boolean =>
  staff.some(hours => {
    const wall = wallClock(hours.timeZone, ms)
    const day = Math.floor(wall / DAY)
    const minute = (wall - day * DAY) / MINUTE
    return (
      intervalsOn(hours, day).some(({ from, to }) => from <= minute && minute < to) ||
      intervalsOn(hours, day - 1).some(({ to }) => minute + 1440 < to)
    )
  })

/** Every moment at which the intervals of a calendar day may begin or end: on either side of a clock change, and the change itself. */
function edges(hours: WorkingHours, day: number): number[] {
  const offset = (ms: number) => wallClock(hours.timeZone, ms) - ms
  const probes = [-1, 0, 1, 2, 3].map(n => (day + n) * DAY)
  const offsets = new Set(probes.map(offset))
  const walls = intervalsOn(hours, day).flatMap(({ from, to }) => [from, to])
  const told = walls.flatMap(minute => [...offsets].map(shift => day * DAY + minute * MINUTE - shift))
  if (offsets.size === 1) return told
  const changes = probes.slice(1).flatMap((end, n) => clockChange(offset, probes[n] as number, end))
  return [...told, ...changes]
}

/** The moment between two at which the clock is changed, if it is. */
function clockChange(offset: (ms: number) => number, start: number, end: number): number[] {
  const before = offset(start)
  if (offset(end) === before) return []
  let [early, late] = [start, end]
  while (late - early > 1000) {
    const middle = Math.floor((early + late) / 2000) * 1000
    if (offset(middle) === before) early = middle
    else late = middle
  }
  return [late]
}

/**
 * The first moment after `ms` at which somebody of these begins to work (`opens`), or nobody does any more. Undefined when
 * that is not within `days`.
 */
export function nextChange(
  staff: readonly WorkingHours[],
  ms: number,
  opens: boolean,
  days = HORIZON_DAYS,
): number | undefined {
  const today = Math.floor(ms / DAY)
  let last = today + days
  let next: number | undefined
  // Two days back, for what goes on over midnight in zones far from UTC; three days on from the first find, as an earlier one may begin there.
  for (let day = today - 2; day <= last; day++) {
    for (const at of new Set(staff.flatMap(hours => edges(hours, day)))) {
      if (at <= ms || (next !== undefined && at >= next) || anyWorks(staff, at) !== opens) continue
      next = at
      last = Math.min(last, day + 3)
    }
  }
  return next
}

/** The moment when `duration` milliseconds of working time have passed since `ms`; as if all time were, for those who never work. */
export function afterWorkingTime(staff: readonly WorkingHours[], ms: number, duration: number): number {
  let at = ms
  let left = duration
  for (;;) {
    const begins = anyWorks(staff, at) ? at : nextChange(staff, at, true)
    if (begins === undefined) return ms + duration
    const ends = nextChange(staff, begins, false, Math.ceil(left / DAY) + 3)
    if (ends === undefined || ends - begins >= left) return begins + left
    left -= ends - begins
    at = ends
  }
}
