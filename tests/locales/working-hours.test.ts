import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterWorkingTime, anyWorks, nextChange, type WorkingHours } from '../../locales/working-hours.ts'

const MINUTE = 60_000
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Reads the wall clock with words, a minute at a time. */
function slowlyWorks(staff: readonly WorkingHours[], ms: number): boolean {
  return staff.some(({ timeZone, week, holidays }) => {
    const today = read(timeZone, ms)
    const yesterday = new Date(Date.parse(`${today.date}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
    const isOff = (date: string) => holidays.has(date) || holidays.has(date.slice(5))
    const begun = isOff(today.date) ? [] : (week[today.weekday] as { from: number; to: number }[])
    const left = isOff(yesterday) ? [] : (week[(today.weekday + 6) % 7] as { from: number; to: number }[])
    return (
      begun.some(({ from, to }) => today.minute >= from && today.minute < to) ||
      left.some(({ to }) => to - 1440 > today.minute)
    )
  })
}

const readers = new Map<string, Intl.DateTimeFormat>()

function read(timeZone: string, ms: number): { date: string; weekday: number; minute: number } {
  const reader =
    readers.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
  readers.set(timeZone, reader)
  const parts = Object.fromEntries(reader.formatToParts(ms).map(({ type, value }) => [type, value]))
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: DAYS.indexOf(parts.weekday as string),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  }
}

function slowNextChange(staff: readonly WorkingHours[], ms: number, opens: boolean, days: number) {
  for (let at = Math.floor(ms / MINUTE) * MINUTE + MINUTE; at < ms + days * 1440 * MINUTE; at += MINUTE)
    if (slowlyWorks(staff, at) === opens) return at
  return undefined
}

const interval = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 96 }))
  .map(([from, length]) => ({ from: from * 15, to: (from + length) * 15 }))
const zones = [
  'Europe/Madrid',
  'Europe/Bucharest',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]
const hours: fc.Arbitrary<WorkingHours> = fc.record({
  timeZone: fc.constantFrom(...zones),
  week: fc.array(fc.array(interval, { maxLength: 2 }), { minLength: 7, maxLength: 7 }),
  holidays: fc
    .subarray(['2026-03-29', '2026-10-25', '03-30', '12-25', '2026-04-05', '10-26', '11-01'])
    .map(days => new Set(days)),
})
/** Half of them about the changes of the clock in spring and autumn. */
const moment = fc
  .oneof(
    fc.integer({ min: Date.parse('2026-01-01T00:00Z'), max: Date.parse('2027-01-01T00:00Z') }),
    ...['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'].map(date =>
      fc.integer({ min: -2880, max: 1440 }).map(minutes => Date.parse(`${date}T00:00Z`) + minutes * MINUTE),
    ),
  )
  .map(Math.floor)

describe('working hours', () => {
  test('are those of the wall clock at every minute', () => {
    fc.assert(
      fc.property(fc.array(hours, { minLength: 1, maxLength: 3 }), moment, (staff, ms) => {
        expect(anyWorks(staff, ms)).toBe(slowlyWorks(staff, ms))
      }),
      { numRuns: 500 },
    )
  })

  test('change next when a slow look at each minute says so', () => {
    fc.assert(
      fc.property(fc.array(hours, { minLength: 1, maxLength: 3 }), moment, (staff, ms) => {
        const opens = !anyWorks(staff, ms)
        const slow = slowNextChange(staff, ms, opens, 6)
        const fast = nextChange(staff, ms, opens, 8)
        if (slow === undefined)
          expect(fast ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(ms + 6 * 1440 * MINUTE)
        else expect(fast).toBe(slow)
      }),
      { numRuns: 150 },
    )
  }, 60_000)

  test('count a promise in minutes worked', () => {
    const minutes = fc.integer({ min: 1, max: 600 })
    fc.assert(
      fc.property(fc.array(hours, { minLength: 1, maxLength: 2 }), moment, minutes, (staff, at, promise) => {
        const start = Math.floor(at / MINUTE) * MINUTE
        const end = afterWorkingTime(staff, start, promise * MINUTE)
        if (end - start > 6 * 1440 * MINUTE) return
        let worked = 0
        for (let ms = start; ms < end; ms += MINUTE) worked += slowlyWorks(staff, ms) ? 1 : 0
        const isNever = staff.every(({ week }) => week.flat().length === 0)
        expect(worked).toBe(isNever ? 0 : promise)
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  test('that nobody keeps never begin, and a promise then counts all time', () => {
    const nobody = {
      timeZone: 'Europe/Madrid',
      week: [[], [], [], [], [], [], []],
      holidays: new Set<string>(),
    }
    const now = Date.parse('2026-03-02T10:00Z')
    expect(nextChange([nobody], now, true)).toBeUndefined()
    expect(afterWorkingTime([nobody], now, 1000)).toBe(now + 1000)
  })
})
