import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDays, dayAt } from '../../locales/calendar-days.ts'

const hours = ({ from, to }: { from: string; to: string }) => (Date.parse(to) - Date.parse(from)) / 3_600_000

describe('calendar days', () => {
  test('a day has 23 hours when the clock goes forward, and 25 when it goes back', () => {
    const [sunday] = calendarDays('2026-03-29', '2026-03-29', 'Europe/Madrid')
    expect(sunday).toEqual({
      day: '2026-03-29',
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    })
    expect(calendarDays('2026-10-24', '2026-10-26', 'Europe/Bucharest').map(hours)).toEqual([24, 25, 24])
  })

  test('a day begins where the clock leaves out midnight, and once where midnight comes twice', () => {
    // Cairo goes from 00:00 to 01:00; Santiago from 24:00 back to 23:00.
    expect(calendarDays('2026-04-24', '2026-04-24', 'Africa/Cairo').map(hours)).toEqual([23])
    expect(calendarDays('2026-04-04', '2026-04-05', 'America/Santiago').map(hours)).toEqual([25, 24])
  })

  test('zones of half and quarter hours have whole days too', () => {
    expect(calendarDays('2026-01-01', '2026-01-01', 'Asia/Kathmandu')[0]?.from).toBe(
      '2025-12-31T18:15:00.000Z',
    )
  })

  test('days lie side by side, and every moment of a day is shown as that day', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const day = fc
      .integer({ min: Date.UTC(2020, 0, 1) / 86_400_000, max: Date.UTC(2030, 0, 1) / 86_400_000 })
      .map(n => new Date(n * 86_400_000).toISOString().slice(0, 10))
    fc.assert(
      fc.property(
        zones,
        day,
        fc.nat(5),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (zone, first, more, part) => {
          const last = new Date(Date.parse(first) + more * 86_400_000).toISOString().slice(0, 10)
          const days = calendarDays(first, last, zone)
          expect(days).toHaveLength(more + 1)
          for (const [n, { day, from, to }] of days.entries()) {
            if (n > 0) expect(from).toBe(days[n - 1]?.to)
            const [start, end] = [Date.parse(from), Date.parse(to)]
            expect(dayAt(zone, start + Math.floor((end - start) * part))).toBe(day)
            expect(dayAt(zone, start - 1) < day && dayAt(zone, end) > day).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('refuses what is no time zone', () => {
    expect(() => calendarDays('2026-01-01', '2026-01-01', 'Mars/Olympus')).toThrow('no time zone')
  })
})
