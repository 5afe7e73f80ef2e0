import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planDesk } from '../../handoff/desk-plan.ts'
import type { DeskHandoff } from '../../handoff/desk-store.ts'
import type { Staff } from '../../handoff/routing.ts'
import { at, handoff, NOW, picture, staff } from './desk-subject.ts'

const MINUTE = 60_000

/** The change of each, by id. */
const changes = (change: Parameters<typeof picture>[0]) =>
  Object.fromEntries(planDesk(picture(change)).changes.map(one => [one.handoff.id, one.change]))

/** As the store would write them. */
const after = (handoffs: readonly DeskHandoff[], plan: ReturnType<typeof planDesk>): DeskHandoff[] =>
  handoffs.map(row => {
    const change = plan.changes.find(one => one.handoff.id === row.id)?.change
    if (change === undefined) return row
    const { change: _what, by: _by, data: _data, at: when, ...columns } = change
    const merged = { ...row, ...columns, updatedAt: when, version: row.version + 1 }
    if (columns.status !== 'offered' && columns.status !== undefined) delete merged.offeredUntil
    return Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== null),
    ) as unknown as DeskHandoff
  })

describe('the desk by itself', () => {
  test('offers what waits, the most urgent first, to whoever has least to do', () => {
    const plan = planDesk(
      picture({
        staff: [staff('ana'), staff('ben', { active: 1 })],
        capacity: 2,
        handoffs: [
          handoff('hof_1'),
          handoff('hof_2', { priority: 'urgent' }),
          handoff('hof_3'),
          handoff('hof_4'),
        ],
      }),
    )
    expect(plan.changes.map(one => [one.handoff.id, one.change.agentId])).toEqual([
      ['hof_2', 'ana'],
      ['hof_1', 'ben'],
      ['hof_3', 'ana'],
    ])
    expect(plan.changes[0]?.change).toEqual({
      change: 'offered',
      status: 'offered',
      agentId: 'ana',
      offeredUntil: at(MINUTE),
      data: { to: 'ana' },
      at: at(0),
    })
  })

  test('offers to the next when time is up, and to nobody who has passed it on', () => {
    const offered = handoff('hof_1', { status: 'offered', agentId: 'ana', offeredUntil: at(MINUTE) })
    const people = [staff('ana'), staff('ben')]
    expect(planDesk(picture({ staff: people, handoffs: [offered], now: NOW + 1 }))).toEqual({
      changes: [],
      dueAt: NOW + MINUTE,
    })
    expect(changes({ staff: people, handoffs: [offered], now: NOW + MINUTE }).hof_1).toMatchObject({
      change: 'expired',
      status: 'waiting',
      agentId: null,
      data: { from: 'ana' },
    })
    const passedUntil = (_: unknown, id: string) => (id === 'ana' ? NOW + 5 * MINUTE : undefined)
    expect(changes({ staff: people, handoffs: [handoff('hof_1')], passedUntil }).hof_1?.agentId).toBe('ben')
    const alone = planDesk(picture({ staff: people.slice(0, 1), handoffs: [handoff('hof_1')], passedUntil }))
    expect(alone).toEqual({ changes: [], dueAt: NOW + 30_000 })
  })

  test('gives a colleague who was named five times as long', () => {
    const passed = handoff('hof_1', { status: 'offered', agentId: 'ana' })
    const plan = planDesk(picture({ staff: [staff('ana')], handoffs: [passed], now: NOW + 2 * MINUTE }))
    // Then their sign of life is two minutes old.
    expect(plan).toEqual({ changes: [], dueAt: NOW + 4 * MINUTE + 1 })
    expect(changes({ staff: [staff('ana')], handoffs: [passed], now: NOW + 5 * MINUTE }).hof_1?.change).toBe(
      'expired',
    )
  })

  describe('takes from an agent who has gone', () => {
    const gone = staff('ana', { status: 'offline' })
    const seen = (ms: number, status: 'online' | 'offline' = 'online') =>
      new Map([['ana', { agentId: 'ana', status, seenAt: at(ms) }]])
    const active = (change: Partial<DeskHandoff> = {}) =>
      handoff('hof_1', { status: 'active', agentId: 'ana', desk: 'console', ...change })

    test('what was offered and what the customer waits in, after two minutes without a sign of life', () => {
      for (const status of ['offered', 'active', 'on_hold'] as const) {
        const handoffs = [active({ status })]
        const early = planDesk(picture({ staff: [gone], handoffs, presence: seen(0), now: NOW + 2 * MINUTE }))
        expect(early).toEqual({ changes: [], dueAt: NOW + 2 * MINUTE + 1 })
        const late = changes({ staff: [gone], handoffs, presence: seen(0), now: NOW + 2 * MINUTE + 1 })
        expect(late.hof_1).toMatchObject({
          change: 'vanished',
          status: 'waiting',
          agentId: null,
          data: { from: 'ana', why: 'gone' },
        })
      }
    })

    test('at once when they have signed out', () => {
      expect(
        changes({ staff: [gone], handoffs: [active()], presence: seen(0, 'offline') }).hof_1?.change,
      ).toBe('vanished')
    })

    test('nothing in which they had the last word, until the customer writes', () => {
      const { waitingSince: _none, ...answered } = active()
      const now = NOW + 10 * MINUTE
      expect(changes({ staff: [gone], handoffs: [answered], presence: seen(0), now })).toEqual({})
      expect(changes({ staff: [gone], handoffs: [active()], presence: seen(0), now }).hof_1?.change).toBe(
        'vanished',
      )
    })

    test('nothing that they took elsewhere, where they show no sign of life', () => {
      const now = NOW + 10 * MINUTE
      expect(
        changes({ staff: [gone], handoffs: [active({ desk: 'slack' })], presence: seen(0), now }),
      ).toEqual({})
      expect(changes({ staff: [gone], handoffs: [active()], presence: new Map(), now })).toEqual({})
    })

    test('all, when their account is no more, wherever they worked', () => {
      const { waitingSince: _none, ...answered } = active({ desk: 'slack' })
      expect(changes({ handoffs: [answered], accounts: new Set() }).hof_1).toMatchObject({
        change: 'vanished',
        agentId: null,
        data: { why: 'account' },
      })
    })

    test('nothing that a guest from another desk has, who never had an account', () => {
      const guest = active({ agentId: 'slack:U0ANA', desk: 'slack' })
      expect(changes({ handoffs: [guest], accounts: new Set() })).toEqual({})
    })
  })

  test('leaves somebody at the platform’s own app alone', () => {
    expect(changes({ handoffs: [handoff('hof_1', { status: 'active' })] })).toEqual({})
  })

  test('gives to all what a team had that is no more', () => {
    const of = { handoffs: [handoff('hof_1', { team: 'vip' })] }
    expect(changes({ ...of, teams: ['vip'] })).toEqual({})
    expect(changes({ ...of, teams: ['other'] }).hof_1).toMatchObject({ change: 'team_gone', team: null })
  })

  test('tells a supervisor once when the promise is broken, and may offer it to them then', () => {
    const chief = staff('chief', { role: 'supervisor' })
    const people = [chief, staff('ana', { active: 5 })]
    const late = handoff('hof_1', { deadlineAt: at(-1) })
    expect(changes({ staff: people, handoffs: [late] }).hof_1).toEqual({
      change: 'escalated',
      priority: 'urgent',
      escalatedAt: at(0),
      at: at(0),
    })
    const told = { ...late, escalatedAt: at(0), priority: 'urgent' as const }
    expect(changes({ staff: people, handoffs: [told] }).hof_1).toMatchObject({
      change: 'offered',
      agentId: 'chief',
    })
    // Answered in time, or before it was looked at.
    expect(changes({ handoffs: [{ ...late, status: 'active', firstReplyAt: at(-2) }] })).toEqual({})
    const claimed = { ...late, status: 'active' as const, agentId: 'ana' }
    expect(changes({ staff: people, handoffs: [claimed] }).hof_1?.change).toBe('escalated')
  })

  test('makes more urgent what waits, and looks again when the next step is due', () => {
    const rises = () => [
      { at: NOW, priority: 'high' as const },
      { at: NOW + MINUTE, priority: 'urgent' as const },
    ]
    expect(changes({ handoffs: [handoff('hof_1')], rises }).hof_1).toMatchObject({
      change: 'priority',
      priority: 'high',
    })
    const high = handoff('hof_1', { priority: 'high', status: 'active', agentId: 'ana', desk: 'api' })
    expect(planDesk(picture({ staff: [staff('ana')], handoffs: [high], rises }))).toEqual({
      changes: [],
      dueAt: NOW + MINUTE,
    })
    const { waitingSince: _none, ...answered } = high
    const later = { staff: [staff('ana')], handoffs: [answered], rises, now: NOW + MINUTE }
    expect(planDesk(picture(later)).changes).toEqual([])
  })

  test('sleeps when nothing is open', () => {
    expect(planDesk(picture({ staff: [staff('ana')] }))).toEqual({ changes: [] })
  })

  const people: fc.Arbitrary<Staff[]> = fc
    .uniqueArray(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        role: fc.constantFrom('agent' as const, 'supervisor' as const),
        status: fc.constantFrom('online' as const, 'away' as const, 'offline' as const),
        working: fc.boolean(),
        languages: fc.subarray(['es', 'ro']),
      }),
      { selector: one => one.id },
    )
    .map(all => all.map(one => staff(one.id, one)))
  const rows: fc.Arbitrary<DeskHandoff[]> = fc
    .array(
      fc.record({
        status: fc.constantFrom(
          'waiting' as const,
          'offered' as const,
          'active' as const,
          'on_hold' as const,
        ),
        agentId: fc.constantFrom('a', 'b', 'c', 'd', 'removed'),
        language: fc.constantFrom('es', 'ro', 'ja'),
        team: fc.constantFrom('vip', 'gone'),
        priority: fc.constantFrom('low' as const, 'urgent' as const),
        waits: fc.boolean(),
        deadline: fc.integer({ min: -5, max: 5 }),
        offer: fc.integer({ min: -5, max: 5 }),
      }),
      { maxLength: 12 },
    )
    .map(all =>
      all.map(({ status, agentId, waits, deadline, offer, ...rest }, n) => {
        const { waitingSince, ...base } = handoff(`hof_${String(n).padStart(2, '0')}`, {
          ...rest,
          status,
          deadlineAt: at(deadline * MINUTE),
          ...(status !== 'waiting' && { agentId }),
          ...(status === 'offered' && { offeredUntil: at(offer * MINUTE) }),
        })
        return waits || status === 'waiting' ? { ...base, waitingSince: waitingSince as string } : base
      }),
    )

  test('comes to an end: then nothing is nobody’s, no offer is late, and nobody who is free and able sits before a queue', () => {
    fc.assert(
      fc.property(people, rows, (crew, start) => {
        const capacity = 2
        let handoffs = start
        const loads = () =>
          crew.map(one => ({
            ...one,
            teams: ['vip'],
            active: handoffs.filter(row => row.status === 'active' && row.agentId === one.id).length,
            offered: handoffs.filter(row => row.status === 'offered' && row.agentId === one.id).length,
          }))
        const view = () =>
          picture({
            staff: loads(),
            handoffs,
            teams: ['vip'],
            capacity,
            rises: () => [{ at: NOW, priority: 'high' }],
          })
        let passes = 0
        for (; passes < 10; passes++) {
          const plan = planDesk(view())
          if (plan.changes.length === 0) break
          expect(new Set(plan.changes.map(one => one.handoff.id)).size).toBe(plan.changes.length)
          handoffs = after(handoffs, plan)
        }
        expect(passes).toBeLessThan(10)
        const online = new Set(crew.filter(({ status }) => status !== 'offline').map(({ id }) => id))
        for (const row of handoffs) {
          expect(row.team).not.toBe('gone')
          if (row.status === 'waiting') expect(row.agentId).toBeUndefined()
          else expect(crew.some(({ id }) => id === row.agentId)).toBe(true)
          if (row.status === 'offered') {
            expect(Date.parse(row.offeredUntil as string)).toBeGreaterThan(NOW)
            expect(online.has(row.agentId as string)).toBe(true)
          }
          if (row.waitingSince !== undefined && row.status !== 'waiting') {
            expect(online.has(row.agentId as string)).toBe(true)
          }
          if (Date.parse(row.deadlineAt) < NOW) expect(row.escalatedAt).toBeDefined()
        }
        for (const one of loads()) {
          const given = start.filter(row => row.status !== 'waiting' && row.agentId === one.id).length
          expect(one.active + one.offered).toBeLessThanOrEqual(Math.max(capacity, given))
        }
      }),
      { numRuns: 300 },
    )
  })
})
