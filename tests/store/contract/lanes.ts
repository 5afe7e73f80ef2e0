import { expect, test } from 'vitest'
import type { Claimed, LeasedRow, NewOutboxRow } from '../../../store/store.ts'
import { render, sent } from './sending.ts'
import { answer, at, converse, type Engine, LATER, takeOne, turn, useStore } from './subject.ts'

const OPTIONS = { limit: 100, leaseMs: 60_000, worker: 'w' }

export function lanes(engine: Engine): void {
  const store = useStore(engine)
  const lease = (now: string = LATER) => store().outbox.lease(now, OPTIONS, render)
  const ids = (rows: readonly { id: string }[]) => rows.map(row => row.id)
  const settleAll = async (rows: readonly LeasedRow[]) => store().outbox.settle(rows.map(sent), [])
  /** Sends whatever is left, so that tests do not meet each other's rows. */
  const drain = async () => {
    for (let rows = await lease(at(9_000_000)); rows.length > 0; rows = await lease(at(9_000_000))) {
      await settleAll(rows)
    }
  }
  const call = (claimed: Claimed): NewOutboxRow =>
    answer(claimed, { lane: 'call', kind: 'desk', payload: { notice: 1 } })

  test('only the head of a lane goes, lanes go side by side, calls all at once', async () => {
    const { outbox } = await converse(store(), one => [
      answer(one),
      answer(one),
      answer(one, { lane: 'desk', kind: 'desk', payload: { notice: 'n' } }),
      call(one),
      call(one),
    ])
    const first = await lease()
    expect(new Set(ids(first))).toEqual(new Set(ids([0, 2, 3, 4].map(n => outbox[n] as NewOutboxRow))))
    expect(await lease()).toEqual([])
    expect(await settleAll(first)).toBe(true)
    const second = await lease()
    expect(ids(second)).toEqual([outbox[1]?.id])
    await settleAll(second)
  })

  test('a row that waits for its retry holds those behind it, also the later ones', async () => {
    const { claimed, outbox } = await converse(store(), one => [answer(one), answer(one)])
    const [head] = await lease()
    await store().outbox.settle(
      [{ id: head?.id as string, outcome: 'retry', runAt: at(60_000), error: 'e', parts: [] }],
      [],
    )
    await store().inbox.enqueue([
      { conversationId: claimed.conversation.id, kind: 'agent', key: 'a', payload: null, dueAt: at(0) },
    ])
    let later: NewOutboxRow | undefined
    await takeOne(store(), claimed.conversation.id, one => {
      later = answer(one)
      return turn(one, { outbox: [later] })
    })
    expect(await lease(at(59_999))).toEqual([])
    expect(await store().outbox.nextRunAt()).toBe(at(60_000))
    for (const id of [outbox[0]?.id, outbox[1]?.id, later?.id]) {
      const rows = await lease(at(60_000))
      expect(ids(rows)).toEqual([id])
      await settleAll(rows)
    }
  })

  test('a dead row leaves its lane', async () => {
    const { outbox } = await converse(store(), one => [answer(one), answer(one)])
    const [head] = await lease()
    await store().outbox.settle([{ id: head?.id as string, outcome: 'dead', error: 'e', at: at(0) }], [])
    expect(ids(await lease())).toEqual([outbox[1]?.id])
    await drain()
  })

  test('a row goes no earlier than it may', async () => {
    const { outbox } = await converse(store(), one => [answer(one, { runAt: at(30_000) }), answer(one)])
    expect(await lease(at(29_999))).toEqual([])
    expect(ids(await lease(at(30_000)))).toEqual([outbox[0]?.id])
    await drain()
  })

  test('no more rows are leased than asked for', async () => {
    await Promise.all(Array.from({ length: 5 }, () => converse(store(), one => [answer(one), call(one)])))
    const rows = await store().outbox.lease(LATER, { ...OPTIONS, limit: 7 }, render)
    expect(rows).toHaveLength(7)
    await settleAll(rows)
    await drain()
  })

  test('once a human owns the conversation what the bot still had to say is cancelled, its notice is not', async () => {
    const { claimed, outbox } = await converse(store(), one => [
      answer(one),
      answer(one),
      answer(one, { notice: true }),
      call(one),
    ])
    const id = claimed.conversation.id
    const leased = await lease()
    const head = leased.find(row => row.lane !== 'call') as LeasedRow
    await store().outbox.settle(
      [{ id: head.id, outcome: 'retry', runAt: at(60_000), error: 'busy', parts: [] }],
      [],
    )
    const before = (await store().outbox.counts()).cancelled
    await store().inbox.enqueue([
      { conversationId: id, kind: 'agent', key: 'claim', payload: null, dueAt: at(0) },
    ])
    let word: NewOutboxRow | undefined
    await takeOne(store(), id, one => {
      word = answer(one, { speaker: 'agent', ownershipVersion: one.conversation.ownershipVersion + 1 })
      return turn(one, { owner: 'human', outbox: [word] })
    })
    expect((await store().outbox.counts()).cancelled).toBe(before + 2)
    expect(await store().conversations.get(id)).toMatchObject({ owner: 'human', ownershipVersion: 1 })
    const notice = await lease()
    expect(ids(notice)).toEqual([outbox[2]?.id])
    await settleAll(notice)
    expect(ids(await lease())).toEqual([word?.id])
    await drain()
  })

  test("a send that fails after a human took over is not tried again, and the agent's word goes", async () => {
    const { claimed } = await converse(store(), one => [answer(one)])
    const id = claimed.conversation.id
    const [inFlight] = await lease()
    await store().inbox.enqueue([
      { conversationId: id, kind: 'agent', key: 'claim', payload: null, dueAt: at(0) },
    ])
    let word: NewOutboxRow | undefined
    await takeOne(store(), id, one => {
      word = answer(one, { speaker: 'agent', ownershipVersion: 1 })
      return turn(one, { owner: 'human', outbox: [word] })
    })
    expect(await lease()).toEqual([])
    await store().outbox.settle(
      [{ id: inFlight?.id as string, outcome: 'retry', runAt: at(60_000), error: 'e', parts: [] }],
      [],
    )
    expect(ids(await lease())).toEqual([word?.id])
    await drain()
  })

  test('a bot row that is queued with an older version while a human owns is cancelled when it would go', async () => {
    const { claimed } = await converse(store(), () => [])
    const id = claimed.conversation.id
    const push = async (key: string, change: (one: Claimed) => Parameters<typeof turn>[1]) => {
      await store().inbox.enqueue([{ conversationId: id, kind: 'agent', key, payload: null, dueAt: at(0) }])
      await takeOne(store(), id, one => turn(one, change(one)))
    }
    await push('claim', () => ({ owner: 'human' }))
    await push('late', one => ({
      outbox: [answer(one, { ownershipVersion: 0 }), answer(one, { ownershipVersion: 0, notice: true })],
    }))
    const rows = await lease()
    expect(rows.map(row => row.notice)).toEqual([true])
    await settleAll(rows)
    await push('back', () => ({ owner: 'bot' }))
    await push('talk', one => ({ outbox: [answer(one)] }))
    expect(await store().conversations.get(id)).toMatchObject({ owner: 'bot', ownershipVersion: 2 })
    expect(await lease()).toHaveLength(1)
    await drain()
  })
}
