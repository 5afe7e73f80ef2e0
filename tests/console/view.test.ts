import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HandoffSummary } from '../../protocol/api/handoff.ts'
import { choicesOf, countViews, type QueueView, rowsOf, SORTS } from '../../web/console/queue/view.ts'
import { manyHandoffs } from './sample.ts'

const rows = manyHandoffs(200)
const me = 'agt_ana'
const now = Date.now()
const show = (change: Partial<QueueView>): QueueView => ({
  view: 'all',
  sort: 'urgency',
  find: '',
  ...change,
  filters: { status: '', team: '', language: '', channel: '', ...change.filters },
})
const rank = { urgent: 0, high: 1, normal: 2, low: 3 }

describe('the queue’s views', () => {
  it('show as many as their counts say', () => {
    const counts = countViews(rows, me, now)
    for (const view of ['mine', 'unassigned', 'all', 'overdue'] as const) {
      expect([view, rowsOf(rows, show({ view }), me, now).length]).toEqual([view, counts[view]])
      expect(counts[view]).toBeGreaterThan(0)
    }
  })

  it('stand most urgent first, and among equals the one whose promise ends first', () => {
    const shown = rowsOf(rows, show({}), me, now)
    for (const [at, row] of shown.entries()) {
      const before = shown[at - 1]
      if (before === undefined) continue
      expect(rank[before.priority]).toBeLessThanOrEqual(rank[row.priority])
      if (before.priority === row.priority) expect(before.deadlineAt <= row.deadlineAt).toBe(true)
    }
  })

  it('put what is offered to me before all else', () => {
    const offered: HandoffSummary = {
      ...(rows[4] as HandoffSummary),
      id: 'hnd_x',
      status: 'offered',
      agentId: me,
      priority: 'low',
    }
    expect(rowsOf([...rows, offered], show({}), me, now)[0]?.id).toBe('hnd_x')
    expect(rowsOf([...rows, offered], show({}), 'agt_luis', now)[0]?.id).not.toBe('hnd_x')
  })

  it('keep the same rows in every order, and the same order whatever order they came in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SORTS),
        fc.shuffledSubarray(rows, { minLength: rows.length }),
        (sort, shuffled) => {
          const ids = rowsOf(shuffled, show({ sort }), me, now).map(({ id }) => id)
          expect(ids).toEqual(rowsOf(rows, show({ sort }), me, now).map(({ id }) => id))
          expect(new Set(ids).size).toBe(rows.length)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('put who waits for nothing behind all who wait', () => {
    const shown = rowsOf(rows, show({ sort: 'waiting' }), me, now)
    const first = shown.findIndex(({ waitingSince }) => waitingSince === undefined)
    expect(shown.slice(first).every(({ waitingSince }) => waitingSince === undefined)).toBe(true)
  })

  it('become overdue by our own clock, without a word of the server', () => {
    const row: HandoffSummary = {
      ...(rows[0] as HandoffSummary),
      status: 'waiting',
      overdue: false,
      deadlineAt: new Date(now + 1000).toISOString(),
    }
    expect(countViews([row], me, now).overdue).toBe(0)
    expect(countViews([row], me, now + 2000).overdue).toBe(1)
    expect(countViews([{ ...row, status: 'active' }], me, now + 2000).overdue).toBe(0)
  })

  it('are narrowed by each filter to what its choice says that it has', () => {
    for (const filter of ['status', 'team', 'language', 'channel'] as const) {
      for (const { value, count } of choicesOf(rows, filter, 'unassigned', me, now)) {
        const filters = { status: '', team: '', language: '', channel: '', [filter]: value }
        const shown = rowsOf(rows, show({ view: 'unassigned', filters }), me, now)
        expect([filter, value, shown.length]).toEqual([filter, value, count])
      }
    }
  })

  it('are searched in names, summaries and last words, in any case', () => {
    expect(rowsOf(rows, show({ find: 'CARMEN' }), me, now).length).toBe(20)
    expect(rowsOf(rows, show({ find: 'third time' }), me, now).length).toBeGreaterThan(10)
    expect(rowsOf(rows, show({ find: '[.*' }), me, now)).toEqual([])
  })

  it('take a frame for ten thousand', () => {
    const many = manyHandoffs(10_000)
    rowsOf(many, show({}), me, now)
    const from = performance.now()
    for (let run = 0; run < 5; run += 1) rowsOf(many, show({ find: 'lamp' }), me, now)
    expect((performance.now() - from) / 5).toBeLessThan(120)
  })
})
