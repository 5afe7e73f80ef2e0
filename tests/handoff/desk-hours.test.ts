import { describe, expect, test } from 'vitest'
import { loadDesk } from '../../dialogs/load-desk.ts'
import { deskAt, deskDeadline } from '../../handoff/desk-hours.ts'

const desk = loadDesk(
  {
    'lamp/desk.yaml': `teams:
  madrid: { languages: [es, pt-BR], timeZone: Europe/Madrid, country: ES, hours: { mon-fri: 9:00-18:00 } }
  bucharest: { languages: [ro], timeZone: Europe/Bucharest, hours: { mon-fri: 9:00-18:00 } }
  night: { languages: [ro], timeZone: Europe/Bucharest, hours: { mon-thu: 22:00-6:00 } }
holidays: { ES: [2026-04-03] }
`,
  },
  'lamp',
).desk
const HOUR = 3_600_000

describe("the desk's hours", () => {
  test('are those of whoever speaks the language', () => {
    const now = '2026-03-02T07:30:00Z'
    expect(deskAt(desk, now, 'ro')).toEqual({ desk: { open: true } })
    expect(deskAt(desk, now, 'es')).toEqual({ desk: { open: false, opensAt: '2026-03-02T08:00:00.000Z' } })
    expect(deskAt(desk, now, 'pt-PT')).toEqual(deskAt(desk, now, 'es'))
  })

  test('are those of all when nobody speaks it, or it is not known', () => {
    const now = '2026-03-02T07:30:00Z'
    expect(deskAt(desk, now, 'ja')).toEqual({ desk: { open: true } })
    expect(deskAt(desk, now)).toEqual({ desk: { open: true } })
  })

  test('go over midnight, the weekend, a day off and the change of the clock', () => {
    expect(deskAt(desk, '2026-03-03T02:00:00Z', 'ro')).toEqual({ desk: { open: true } })
    expect(deskAt(desk, '2026-03-03T05:00:00Z', 'ro')?.desk.opensAt).toBe('2026-03-03T07:00:00.000Z')
    expect(deskAt(desk, '2026-04-02T16:00:00Z', 'es')?.desk.opensAt).toBe('2026-04-06T07:00:00.000Z')
    expect(deskAt(desk, '2026-03-27T17:00:00Z', 'es')?.desk.opensAt).toBe('2026-03-30T07:00:00.000Z')
  })

  test('give the same answer whatever was asked before', () => {
    const moments = Array.from({ length: 400 }, (_, n) =>
      new Date(Date.UTC(2026, 2, 26, n % 7, n * 37)).toISOString(),
    )
    const asked = moments.map(now => deskAt(desk, now, 'es'))
    const fresh = moments.map(now => deskAt(structuredClone(desk), now, 'es'))
    expect(asked).toEqual(fresh)
  })

  test('are unknown without a desk, and open at no time known when nobody works', () => {
    expect(deskAt(undefined, '2026-03-02T07:30:00Z', 'es')).toBeUndefined()
    expect(deskAt({ teams: [] }, '2026-03-02T07:30:00Z', 'es')).toEqual({ desk: { open: false } })
  })
})

describe('a promise', () => {
  test("counts within the desk's hours", () => {
    const friday = '2026-03-06T16:00:00.000Z'
    expect(deskDeadline(desk, friday, 4 * HOUR, { language: 'es' })).toBe('2026-03-09T11:00:00.000Z')
    expect(deskDeadline(desk, '2026-03-08T12:00:00Z', 4 * HOUR, { language: 'es' })).toBe(
      '2026-03-09T12:00:00.000Z',
    )
  })

  test('counts in the hours of the team that is asked', () => {
    const options = { language: 'es', team: 'bucharest' }
    expect(deskDeadline(desk, '2026-03-08T12:00:00Z', HOUR, options)).toBe('2026-03-09T08:00:00.000Z')
    expect(deskDeadline(desk, '2026-03-08T12:00:00Z', HOUR, { ...options, team: 'none' })).toBe(
      '2026-03-09T09:00:00.000Z',
    )
  })

  test('counts all time without a desk', () => {
    expect(deskDeadline(undefined, '2026-03-08T12:00:00Z', HOUR, {})).toBe('2026-03-08T13:00:00.000Z')
  })
})
