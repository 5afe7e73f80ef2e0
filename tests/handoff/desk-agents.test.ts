import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deskAgents } from '../../handoff/desk-agents.ts'
import type { DeskTeam } from '../../handoff/routes/deps.ts'

const week = (from: number, to: number) =>
  Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: from * 60, to: to * 60 }] : []))
const shift = { timeZone: 'Europe/Madrid', week: week(9, 18), holidays: new Set<string>() }
const teams: DeskTeam[] = [{ name: 'madrid', languages: ['es'], skills: [], agents: [], shifts: [shift] }]
const ana = { id: 'agt_1', name: 'Ana', email: 'ana@example.org', role: 'agent' } as const

async function hoursAt(at: number, told: DeskTeam[] = teams) {
  const [agent] = await deskAgents({
    agents: async () => [ana],
    presence: async () => [],
    loads: async () => new Map(),
    setup: () => ({ teams: told }),
    clock: () => at,
  })
  return { working: agent?.working, hoursChangeAt: agent?.hoursChangeAt }
}

describe('an agent’s hours', () => {
  test('tell until when they work, and when they come back', async () => {
    expect(await hoursAt(Date.parse('2026-03-26T16:59:00.000Z'))).toEqual({
      working: true,
      hoursChangeAt: '2026-03-26T17:00:00.000Z',
    })
    // Over the night on which the clock goes forward.
    expect(await hoursAt(Date.parse('2026-03-27T17:00:00.000Z'))).toEqual({
      working: false,
      hoursChangeAt: '2026-03-30T07:00:00.000Z',
    })
  })

  test('tell of no change where nobody keeps hours, or none is near', async () => {
    expect(await hoursAt(0, [])).toEqual({ working: true, hoursChangeAt: undefined })
    const never = [{ ...(teams[0] as DeskTeam), shifts: [{ ...shift, week: week(0, 0) }] }]
    expect(await hoursAt(0, never)).toEqual({ working: false, hoursChangeAt: undefined })
  })

  test('are the same whatever was asked before', async () => {
    const start = Date.UTC(2026, 2, 20)
    const moment = fc.nat(14 * 1440).map(minute => start + minute * 60_000)
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 8 }), async moments => {
        for (const at of moments) {
          const fresh = await hoursAt(at, [...teams])
          expect(await hoursAt(at)).toEqual(fresh)
          const change = Date.parse(fresh.hoursChangeAt ?? '')
          expect(change).toBeGreaterThan(at)
          expect((await hoursAt(change)).working).toBe(!fresh.working)
          expect((await hoursAt(change - 1)).working).toBe(fresh.working)
        }
      }),
      { numRuns: 40 },
    )
  })
})
