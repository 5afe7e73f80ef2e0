import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import type { NewHandoff, WakeTopic } from '../../../store/store.ts'
import {
  acceptOne,
  activity,
  answer,
  at,
  converse,
  type Engine,
  HOUR_MS,
  IDLE_MS,
  LATER,
  takeOne,
  turn,
  useStore,
} from './subject.ts'

export function records(engine: Engine): void {
  const store = useStore(engine)

  const handoff = (change: Partial<NewHandoff> = {}): NewHandoff => ({
    id: newId('hof'),
    reason: 'asked',
    priority: 'normal',
    facts: { intent: 'human.request' },
    deadlineAt: at(60_000),
    ...change,
  })

  test('a hand-off is opened, seen by the next turn, changed and ended', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'handoff' })
    const asked = handoff({ team: 'returns' })
    await takeOne(store(), conversationId, one =>
      turn(one, { handoff: asked, owner: 'human', language: 'es' }),
    )
    const [waiting] = await store().handoffs.list({ status: ['waiting'], limit: 10 })
    const conversation = await store().conversations.get(conversationId)
    expect(waiting).toEqual({
      ...asked,
      conversationId,
      customerId: conversation?.customerId,
      channel: 'webchat',
      language: 'es',
      status: 'waiting',
      createdAt: at(0),
      updatedAt: at(0),
      version: 1,
    })
    await acceptOne(store(), { threadKey: 'handoff' })
    const claimed = await takeOne(store(), conversationId, one =>
      turn(one, { handoffUpdate: { status: 'active', agentId: 'agt_1' }, at: at(10) }),
    )
    expect(claimed.handoff).toEqual(waiting)
    expect(await store().handoffs.get(asked.id)).toMatchObject({
      status: 'active',
      agentId: 'agt_1',
      version: 2,
      updatedAt: at(10),
    })
    await acceptOne(store(), { threadKey: 'handoff' })
    await takeOne(store(), conversationId, one =>
      turn(one, {
        handoffUpdate: { status: 'resolved', cause: 'solved', note: 'n' },
        owner: 'bot',
        closed: true,
      }),
    )
    expect(await store().handoffs.get(asked.id)).toMatchObject({
      status: 'resolved',
      cause: 'solved',
      note: 'n',
    })
    expect(await store().handoffs.list({ status: ['waiting', 'active'], limit: 10 })).toEqual([])
  })

  test('two agents who change the same hand-off: one is too late', async () => {
    const { conversationId } = await acceptOne(store())
    const asked = handoff()
    await takeOne(store(), conversationId, one => turn(one, { handoff: asked }))
    const change = { status: 'active', agentId: 'a', at: at(1) } as const
    const won = await Promise.all([
      store().handoffs.update(asked.id, 1, change),
      store().handoffs.update(asked.id, 1, { ...change, agentId: 'b' }),
    ])
    expect(won.toSorted()).toEqual([false, true])
    expect((await store().handoffs.get(asked.id))?.version).toBe(2)
    expect(await store().handoffs.update('hof_unknown', 1, change)).toBe(false)
    expect(await store().handoffs.get('hof_unknown')).toBeUndefined()
  })

  test('a hand-off that the desk changes while a turn is thought of is not overwritten: the turn is decided anew', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'overtaken' })
    const asked = handoff()
    await takeOne(store(), conversationId, one => turn(one, { handoff: asked, owner: 'human' }))
    await acceptOne(store(), { threadKey: 'overtaken' })
    let transfer: Promise<boolean> | undefined
    const [taken] = await store().inbox.take(LATER, [conversationId], one => {
      transfer = store().handoffs.update(asked.id, 1, { status: 'offered', agentId: 'ben', at: at(1) })
      // Much to write, so that PostgreSQL hears of the transfer before it comes to the hand-off.
      const outbox = Array.from({ length: 300 }, () => answer(one, { notice: true, runAt: at(90_000_000) }))
      return turn(one, { outbox, handoffUpdate: { status: 'active', agentId: 'ana' } })
    })
    const transferred = await transfer
    // On PostgreSQL either may come first.
    if (engine === 'sqlite') expect(transferred).toBe(true)
    // No failed try, which would be counted.
    expect(taken).toEqual(transferred ? undefined : { conversationId, ok: true })
    expect(await store().handoffs.get(asked.id)).toMatchObject(
      transferred
        ? { status: 'offered', agentId: 'ben', version: 2 }
        : { status: 'active', agentId: 'ana', version: 2 },
    )
    if (!transferred) return
    const again = await takeOne(store(), conversationId, one =>
      turn(one, { handoffUpdate: { status: 'active' } }),
    )
    expect(again.handoff).toMatchObject({ status: 'offered', agentId: 'ben', version: 2 })
    expect(await store().handoffs.get(asked.id)).toMatchObject({
      status: 'active',
      agentId: 'ben',
      version: 3,
    })
  })

  test('hand-offs are listed oldest first, by status, page by page', async () => {
    const ids: string[] = []
    for (const status of ['on_hold', 'offered', 'on_hold', 'on_hold'] as const) {
      const { conversationId } = await acceptOne(store())
      const one = handoff()
      await takeOne(store(), conversationId, claimed => turn(claimed, { handoff: one }))
      await store().handoffs.update(one.id, 1, { status, at: at(0) })
      ids.push(one.id)
    }
    const page = await store().handoffs.list({ status: ['on_hold', 'offered'], limit: 3 })
    expect(page.map(one => one.id)).toEqual(ids.slice(0, 3))
    const next = await store().handoffs.list({
      status: ['on_hold', 'offered'],
      limit: 3,
      after: ids[2] as string,
    })
    expect(next.map(one => one.id)).toEqual(ids.slice(3))
    const all = await store().handoffs.list({ limit: 1_000 })
    expect(all.map(one => one.id)).toEqual(all.map(one => one.id).toSorted())
    expect(all.length).toBeGreaterThanOrEqual(4)
  })

  test('events of all conversations come in one order', async () => {
    const before = (await store().events.list({ limit: 10_000 })).at(-1)?.seq ?? 0
    const { conversationId: first } = await acceptOne(store())
    const { conversationId: second } = await acceptOne(store())
    for (const id of [first, second]) {
      await takeOne(store(), id, one =>
        turn(one, {
          events: [
            { name: 'a', data: { id } },
            { name: 'b', data: {} },
          ],
        }),
      )
    }
    const events = await store().events.list({ after: before, limit: 10 })
    expect(events.map(event => [event.conversationId, event.name])).toEqual([
      [first, 'a'],
      [first, 'b'],
      [second, 'a'],
      [second, 'b'],
    ])
    expect(await store().events.list({ after: events[1]?.seq as number, limit: 1 })).toEqual([events[2]])
    expect(await store().events.list({ conversationId: second, limit: 10 })).toEqual(events.slice(2))
  })

  test('rows are counted by status', async () => {
    const inbox = await store().inbox.counts()
    const outbox = await store().outbox.counts()
    const { conversationId, inboxId } = await acceptOne(store(), { threadKey: 'counted' })
    await takeOne(store(), conversationId, one => turn(one, { outbox: [answer(one), answer(one)] }))
    await acceptOne(store(), { threadKey: 'counted' })
    await takeOne(store(), conversationId, one =>
      turn(one, { handled: [], held: one.rows.map(row => row.id) }),
    )
    await acceptOne(store(), { threadKey: 'counted' })
    await takeOne(store(), conversationId, one =>
      turn(one, { handled: [], dead: one.rows.map(row => ({ id: row.id, error: 'e' })) }),
    )
    await acceptOne(store(), { threadKey: 'counted' })
    expect(inboxId).toBeDefined()
    expect(await store().inbox.counts()).toEqual({
      pending: inbox.pending + 1,
      held: inbox.held + 1,
      dead: inbox.dead + 1,
      done: inbox.done + 1,
    })
    expect(await store().outbox.counts()).toEqual({ ...outbox, queued: outbox.queued + 2 })
  })

  test('listeners hear of new work after the commit, until they leave', async () => {
    const heard: [WakeTopic, readonly string[]][] = []
    const leave = store().onWake((topic, ids) => {
      heard.push([topic, ids])
    })
    const { claimed } = await converse(store(), one => [answer(one)])
    await store().webchat.append('wake', activity('x'), 'k', at(0))
    await store().webchat.append('wake', activity('x'), 'k', at(0))
    expect(heard).toContainEqual(['inbox', [claimed.conversation.id]])
    expect(heard.some(([topic]) => topic === 'outbox')).toBe(true)
    expect(heard.filter(([topic, ids]) => topic === 'webchat' && ids[0] === 'wake')).toHaveLength(1)
    leave()
    const count = heard.length
    await acceptOne(store())
    expect(heard).toHaveLength(count)
  })

  test('a listener that throws keeps no other from hearing', async () => {
    const stop = store().onWake(() => {
      throw new Error('deaf')
    })
    let heard = false
    const leave = store().onWake(() => {
      heard = true
    })
    await acceptOne(store())
    expect(heard).toBe(true)
    stop()
    leave()
  })

  test('the sweep closes what idles, and keeps what waits, what a human owns, and what platforms may send again', async () => {
    const past = -IDLE_MS - HOUR_MS
    const old = { receivedAt: at(past), dueAt: at(past) }
    const made = await Promise.all(
      ['idle', 'timer', 'human', 'held'].map(threadKey =>
        acceptOne(store(), { ...old, threadKey, platformId: `old-${threadKey}` }),
      ),
    )
    const [idle, timer, human, held] = made.map(one => one.conversationId) as [string, string, string, string]
    await takeOne(store(), idle, one => turn(one, { contentVersion: 'swept' }))
    await takeOne(store(), timer, one =>
      turn(one, {
        inbox: [{ conversationId: timer, kind: 'timer', key: 't', payload: null, dueAt: at(HOUR_MS) }],
      }),
    )
    await takeOne(store(), human, one => turn(one, { owner: 'human' }))
    await takeOne(store(), held, one => turn(one, { handled: [], held: one.rows.map(row => row.id) }))
    await store().sweep(at(0))
    const status = async (id: string) => (await store().conversations.get(id))?.status
    expect(await Promise.all([idle, timer, human, held].map(status))).toEqual([
      'closed',
      'open',
      'open',
      'open',
    ])
    expect(await store().conversations.pinnedVersions()).not.toContain('swept')
    await store().sweep(at(30 * IDLE_MS))
    const again = await acceptOne(store(), { threadKey: 'idle', platformId: 'old-idle' })
    expect(again).toEqual({ ...made[0], fresh: false })
  })

  test('the sweep gets through many idle conversations at once', async () => {
    const past = at(-3 * IDLE_MS)
    const accepted = await store().inbox.accept(
      Array.from({ length: 1_100 }, (_, n) => ({
        channel: 'webchat',
        account: 'sweep',
        threadKey: `s${n}`,
        platformId: `s${n}`,
        kind: 'activity' as const,
        activity: activity('x'),
        receivedAt: past,
        dueAt: past,
        settle: false,
      })),
    )
    for (let from = 0; from < accepted.length; from += 100) {
      const ids = accepted.slice(from, from + 100).map(one => one.conversationId)
      await store().inbox.take(LATER, ids, one => turn(one, { at: past }))
    }
    await store().sweep(at(0))
    const last = accepted.at(-1)?.conversationId as string
    expect((await store().conversations.get(last))?.status).toBe('closed')
    expect((await store().conversations.get(accepted[0]?.conversationId as string))?.status).toBe('closed')
  })

  test('the database answers a ping', async () => {
    await store().ping()
  })
}
