import { expect, test } from 'vitest'
import type { WakeTopic } from '../../../store/store.ts'
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
