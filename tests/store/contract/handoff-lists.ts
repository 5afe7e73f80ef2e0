import { expect, test } from 'vitest'
import type { HandoffFilter, HandoffOrder, HandoffRow, NewHandoff } from '../../../store/store.ts'
import { handedOver } from './handoff-subject.ts'
import { at, type Engine, useStore } from './subject.ts'

export function handoffLists(engine: Engine): void {
  const store = useStore(engine)

  const make = async (change: Partial<NewHandoff> = {}, language?: string) =>
    (await handedOver(store(), change, language === undefined ? {} : { language })).id
  const ids = (rows: readonly HandoffRow[]) => rows.map(({ id }) => id)
  const all = async (options: HandoffFilter & { order?: HandoffOrder }, limit = 2) => {
    const found: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await store().handoffs.page({
        ...options,
        limit,
        ...(after !== undefined && { after }),
      })
      found.push(...ids(page.items))
      expect(page.items.length).toBeLessThanOrEqual(limit)
      if (page.next === undefined) return found
      after = page.next
    }
  }

  test('hand-offs are listed oldest first, by status, page by page', async () => {
    const made: string[] = []
    for (const status of ['on_hold', 'offered', 'on_hold', 'on_hold'] as const) {
      const id = await make()
      await store().handoffs.update(id, 1, { change: 'x', status, agentId: 'list', at: at(0) })
      made.push(id)
    }
    const both = { status: ['on_hold', 'offered'], agentId: 'list' } as const
    expect(ids(await store().handoffs.list({ ...both, limit: 3 }))).toEqual(made.slice(0, 3))
    const next = await store().handoffs.list({ ...both, limit: 3, after: made[2] as string })
    expect(ids(next)).toEqual(made.slice(3))
    expect(await all(both)).toEqual(made)
    expect(await all(both, 4)).toEqual(made)
    expect(await all({ ...both, order: 'newest' })).toEqual(made.toReversed())
    const every = ids(await store().handoffs.list({ limit: 1_000 }))
    expect(every).toEqual(every.toSorted())
    expect(every.length).toBeGreaterThanOrEqual(4)
  })

  test('the queue has the most urgent first, then the oldest, through all its pages', async () => {
    const made: [string, string][] = []
    for (const priority of ['low', 'urgent', 'normal', 'high', 'urgent', 'normal'] as const) {
      made.push([priority, await make({ priority, team: 'queue' })])
    }
    const of = (wanted: string) => made.flatMap(([priority, id]) => (priority === wanted ? [id] : []))
    const queue = ['urgent', 'high', 'normal', 'low'].flatMap(of)
    expect(await all({ team: 'queue', order: 'queue' })).toEqual(queue)
    const second = of('urgent')[1] as string
    await store().handoffs.update(second, 1, { change: 'x', status: 'active', agentId: 'q', at: at(0) })
    const mixed = { status: ['waiting', 'active'], team: 'queue', order: 'queue' } as const
    expect(await all(mixed)).toEqual(queue)
    // What is no cursor begins at the beginning.
    expect(ids(await store().handoffs.list({ ...mixed, after: 'nonsense', limit: 1 }))).toEqual(
      queue.slice(0, 1),
    )
  })

  test('lists and counts hold what an agent may see: their teams, no team, and their own', async () => {
    const [returns, vip, none, own] = [
      await make({ team: 'see-returns' }),
      await make({ team: 'see-vip' }),
      await make({ deadlineAt: at(-60_000) }),
      await make({ team: 'see-vip' }),
    ]
    await store().handoffs.update(own, 1, { change: 'x', status: 'active', agentId: 'see', at: at(0) })
    const seen = async (teams: string[], agentId = 'see') => {
      const found = await store().handoffs.list({ visibleTo: { agentId, teams }, limit: 1_000 })
      return ids(found).filter(id => [returns, vip, none, own].includes(id))
    }
    expect(await seen(['see-returns'])).toEqual([returns, none, own])
    expect(await seen([])).toEqual([none, own])
    expect(await seen(['see-vip', 'see-returns'], 'other')).toEqual([returns, vip, none, own])
    const now = at(1)
    const some = await store().handoffs.counts({
      visibleTo: { agentId: 'see', teams: ['see-returns'] },
      agentId: 'see',
      now,
    })
    const every = await store().handoffs.counts({ agentId: 'see', now })
    expect(every.byStatus.waiting).toBe((some.byStatus.waiting as number) + 1 + 6 - 1)
    expect([some.mine, every.mine]).toEqual([1, 1])
    expect(every.unassigned).toBe(every.byStatus.waiting)
    expect([some.overdue, every.overdue]).toEqual([1, 1])
    const later = await store().handoffs.counts({ now: at(90_000) })
    expect(later.overdue).toBe(Object.values(later.byStatus).reduce((sum, n) => sum + n, 0))
    expect(later.mine).toBe(0)
  })

  test('lists are narrowed by agent, language, channel and deadline', async () => {
    const spanish = await make({ team: 'narrow' }, 'es')
    const brazilian = await make({ team: 'narrow', deadlineAt: at(-1) }, 'pt-BR')
    const answered = await make({ team: 'narrow', deadlineAt: at(-1) }, 'pt')
    await store().handoffs.update(answered, 1, { change: 'x', status: 'active', agentId: 'ana', at: at(0) })
    const found = async (filter: HandoffFilter) => all({ team: 'narrow', ...filter })
    expect(await found({ language: 'pt' })).toEqual([brazilian, answered])
    expect(await found({ language: 'pt-BR' })).toEqual([brazilian])
    expect(await found({ language: 'p%' })).toEqual([])
    expect(await found({ agentId: 'ana' })).toEqual([answered])
    expect(await found({ agentId: null })).toEqual([spanish, brazilian])
    expect(await found({ channel: 'webchat' })).toHaveLength(3)
    expect(await found({ channel: 'email' })).toEqual([])
    expect(await found({ overdueAt: at(0), status: ['waiting'] })).toEqual([brazilian])
    const noTeam = await all({ team: null }, 50)
    expect(noTeam).not.toContain(spanish)
  })

  test('a search finds part of a name or of an order number, without case and accents, or an id', async () => {
    const jose = await make({ terms: ['José Núñez', '10432'] })
    const other = await make({ terms: ['100%_Real!'] })
    const found = async (q: string) => all({ q })
    expect(await found('jose nu')).toEqual([jose])
    expect(await found('NÚÑEZ')).toEqual([jose])
    expect(await found('0432')).toEqual([jose])
    expect(await found(jose)).toEqual([jose])
    expect(await found('0%_r')).toEqual([other])
    expect(await found('1_432')).toEqual([])
    expect(await found("' OR 1=1 --")).toEqual([])
    // A blank search narrows nothing.
    expect(await found('  ')).toEqual(expect.arrayContaining([jose, other]))
  })

  test('of some conversations the newest hand-off is known, ended or not', async () => {
    const first = await handedOver(store())
    await first.say({
      owner: 'bot',
      handoffUpdate: { status: 'returned', changes: [{ change: 'return' }] },
    })
    const second = await handedOver(store())
    const latest = await store().handoffs.latest([
      first.conversationId,
      second.conversationId,
      first.conversationId,
      'cnv_unknown',
    ])
    expect(ids(latest).toSorted()).toEqual([first.id, second.id].toSorted())
    expect(await store().handoffs.latest([])).toEqual([])
  })
}
