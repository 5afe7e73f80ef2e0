import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Json } from '../../../protocol/json.ts'
import type { LeasedRow, OutboxStore } from '../../../store/store.ts'
import { activity, answer, at, converse, type Engine, LATER, takeOne, useStore } from './subject.ts'

const OPTIONS = { limit: 100, leaseMs: 60_000, worker: 'w' }

/** Renders each activity as one payload. */
export const render = (row: LeasedRow): Json[] =>
  'activities' in row.payload ? row.payload.activities.map(one => ({ text: one.text ?? '' })) : []

const lease = (outbox: OutboxStore, now: string = LATER) => outbox.lease(now, OPTIONS, render)

export const sent = (row: { id: string; parts: readonly { id: string }[] }) => ({
  id: row.id,
  outcome: 'sent' as const,
  parts: row.parts.map(part => ({ id: part.id, platformId: `p-${part.id}` })),
  at: LATER,
})

export function sending(engine: Engine): void {
  const store = useStore(engine)

  test('a row is leased with its address, rendered once, and settled', async () => {
    const { claimed, outbox } = await converse(store(), one => [answer(one)], {
      threadKey: 'a',
      customer: { locale: 'es-ES' },
    })
    const [row] = await lease(store().outbox)
    const expected: LeasedRow = {
      ...(outbox[0] as LeasedRow),
      channel: 'webchat',
      account: 'shop',
      threadKey: 'a',
      locale: 'es-ES',
      attempts: 1,
      parts: [{ id: `${outbox[0]?.id}:0`, payload: { text: 'buenas' } }],
      createdAt: at(0),
    }
    expect(row).toEqual(expected)
    expect(await lease(store().outbox)).toEqual([])
    await store().outbox.settle([sent(row as LeasedRow)], [])
    expect(await lease(store().outbox)).toEqual([])
    expect(await store().outbox.nextRunAt()).toBeUndefined()
    expect(claimed.conversation.thread.key).toBe('a')
  })

  test('the language of the conversation is the one to render in', async () => {
    const { claimed } = await converse(store(), () => [], {
      customer: { locale: 'es-ES' },
      threadKey: 'lang',
    })
    await store().inbox.enqueue([
      { conversationId: claimed.conversation.id, kind: 'agent', key: 'x', payload: null, dueAt: at(0) },
    ])
    await store().inbox.take(LATER, [claimed.conversation.id], one => ({
      handled: one.rows.map((row, order) => ({ id: row.id, order })),
      held: [],
      dead: [],
      release: false,
      language: 'ro',
      outbox: [answer(one)],
      inbox: [],
      transcript: [],
      events: [],
      at: at(0),
    }))
    const rows = await lease(store().outbox)
    expect(rows.map(row => row.locale)).toEqual(['ro'])
    await store().outbox.settle(rows.map(sent), [])
  })

  test('a retry comes back at its time with the same payloads, without those that were sent', async () => {
    await converse(store(), one => [
      answer(one, {
        payload: {
          activities: [
            { type: 'message', text: 'one' },
            { type: 'message', text: 'two' },
          ],
        },
      }),
    ])
    const [row] = await lease(store().outbox)
    await store().outbox.settle(
      [
        {
          id: row?.id as string,
          outcome: 'retry',
          runAt: at(5_000),
          error: 'busy',
          parts: [{ id: `${row?.id}:0`, platformId: 'p0' }],
        },
      ],
      [],
    )
    expect(await store().outbox.nextRunAt()).toBe(at(5_000))
    expect(await lease(store().outbox, at(4_999))).toEqual([])
    let renders = 0
    const [again] = await store().outbox.lease(at(5_000), OPTIONS, () => {
      renders++
      return []
    })
    expect(renders).toBe(0)
    expect(again).toMatchObject({ attempts: 2, lastError: 'busy', runAt: at(5_000) })
    expect(again?.parts).toEqual([
      { id: `${row?.id}:0`, payload: { text: 'one' }, platformId: 'p0' },
      { id: `${row?.id}:1`, payload: { text: 'two' } },
    ])
    await store().outbox.settle(
      [{ ...sent(row as LeasedRow), parts: [{ id: `${row?.id}:1`, platformId: 'p1' }] }],
      [],
    )
    expect((await store().outbox.counts()).queued).toBe(0)
  })

  test('a dead row is listed with its error and may be revived', async () => {
    await converse(store(), one => [answer(one)])
    const [row] = await lease(store().outbox)
    const id = row?.id as string
    await store().outbox.settle([{ id, outcome: 'dead', error: 'refused\u0000', at: LATER }], [])
    expect(await lease(store().outbox)).toEqual([])
    const [stuck] = await store().outbox.stuck(10)
    expect(stuck).toMatchObject({ id, status: 'dead', lastError: 'refused', attempts: 1 })
    expect(await store().outbox.revive([id, 'unknown'], LATER)).toBe(1)
    expect(await store().outbox.stuck(10)).toEqual([])
    const [again] = await lease(store().outbox)
    expect(again).toMatchObject({ id, attempts: 2, parts: row?.parts as [] })
    await store().outbox.settle([sent(again as LeasedRow)], [])
  })

  if (engine === 'sqlite') {
    test('a row that this process still works on is leased to nobody else, however long that takes', async () => {
      const { outbox } = await converse(store(), one => [answer(one)])
      const short = { ...OPTIONS, limit: 1, leaseMs: 1 }
      const [first] = await store().outbox.lease(LATER, short, render)
      expect(first?.id).toBe(outbox[0]?.id)
      await converse(store(), one => [answer(one)])
      const [other, ...more] = await store().outbox.lease(at(1_001), { ...OPTIONS, limit: 1 }, render)
      expect(other?.id).not.toBe(first?.id)
      expect(more).toEqual([])
      expect(await lease(store().outbox, at(2_000))).toEqual([])
      await store().outbox.settle(
        [first, other].map(row => sent(row as LeasedRow)),
        [],
      )
      expect(await store().outbox.nextRunAt()).toBeUndefined()
    })
  } else {
    test('an expired lease may be taken again, and the late settlement of the first does no harm', async () => {
      await converse(store(), one => [answer(one)])
      const short = { ...OPTIONS, leaseMs: 1 }
      const [first] = await store().outbox.lease(at(0), short, render)
      const start = new Date().toISOString()
      await new Promise(resolve => setTimeout(resolve, 20))
      const now = new Date(Date.parse(start) + 2_000).toISOString()
      const [second] = await store().outbox.lease(now, OPTIONS, render)
      expect(second).toMatchObject({ id: first?.id as string, attempts: 2, parts: first?.parts as [] })
      expect(second?.lastError).toBeUndefined()
      await store().outbox.settle([sent(second as LeasedRow)], [])
      await store().outbox.settle(
        [{ id: first?.id as string, outcome: 'retry', runAt: at(0), error: 'late', parts: [] }],
        [],
      )
      expect(await lease(store().outbox, now)).toEqual([])
    })
  }

  test('a worker that starts ends the leases of its former life', async () => {
    await converse(store(), one => [answer(one)])
    await store().outbox.lease(LATER, { ...OPTIONS, worker: 'other' }, render)
    await converse(store(), one => [answer(one)])
    await store().outbox.lease(LATER, { ...OPTIONS, worker: 'killed' }, render)
    expect(await store().outbox.release('killed')).toBe(1)
    expect(await store().outbox.release('killed')).toBe(0)
    const rows = await lease(store().outbox)
    expect(rows.map(row => row.attempts)).toEqual([2])
    expect(await store().outbox.release('other')).toBe(1)
    await store().outbox.settle([...rows, ...(await lease(store().outbox))].map(sent), [])
  })

  test('a row that can not be rendered is dead, and the one behind it goes', async () => {
    const { outbox } = await converse(store(), one => [answer(one), answer(one)])
    const rows = await store().outbox.lease(LATER, OPTIONS, row => {
      if (row.id === outbox[0]?.id) throw new Error('a fault in render')
      return render(row)
    })
    expect(rows.map(row => row.id)).toEqual([outbox[1]?.id])
    expect((await store().outbox.stuck(10)).map(row => row.id)).toEqual([outbox[0]?.id])
    await store().outbox.settle(rows.map(sent), [])
  })

  test("a call's answer is an inbox row of the same transaction", async () => {
    const { claimed, outbox } = await converse(store(), one => [
      answer(one, {
        lane: 'call',
        kind: 'call',
        payload: {
          call: { id: 'c1', action: 'orders.find', input: {}, timeoutMs: 1_000, retries: 0 },
          context: {
            conversationId: one.conversation.id,
            threadId: one.conversation.thread.id,
            customerId: one.customer.id,
            channel: 'webchat',
            language: 'es',
          },
        },
      }),
    ])
    expect(await store().outbox.lease(LATER, { ...OPTIONS, lanes: 'send' }, render)).toEqual([])
    const [row] = await store().outbox.lease(LATER, { ...OPTIONS, lanes: 'call' }, render)
    expect(row).toMatchObject({ id: outbox[0]?.id as string, parts: [] })
    expect(row?.payload).toEqual(outbox[0]?.payload)
    const result = {
      conversationId: claimed.conversation.id,
      kind: 'callResult',
      key: 'c1',
      payload: { callId: 'c1', outcome: 'ok' },
      dueAt: at(0),
    } as const
    await store().outbox.settle([sent(row as LeasedRow)], [result])
    await store().outbox.settle([], [result])
    const { rows } = await takeOne(store(), claimed.conversation.id)
    expect(rows.map(one => [one.kind, one.payload])).toEqual([
      ['callResult', { callId: 'c1', outcome: 'ok' }],
    ])
  })

  test('settling with a row for an unknown conversation settles nothing', async () => {
    await converse(store(), one => [answer(one)])
    const [row] = await lease(store().outbox)
    await expect(
      store().outbox.settle(
        [sent(row as LeasedRow)],
        [{ conversationId: 'cnv_x', kind: 'callResult', key: 'k', payload: null, dueAt: at(0) }],
      ),
    ).rejects.toMatchObject({ code: 'store.failed' })
    expect((await store().outbox.counts()).leased).toBe(1)
  })

  test('a row of many parts is leased for as long as all of them may take', async () => {
    const { outbox } = await converse(store(), one => [
      answer(one, { payload: { activities: ['one', 'two', 'three', 'four'].map(activity) } }),
    ])
    const options = { limit: 100, leaseMs: 400, worker: 'w' }
    const texts = (row: LeasedRow) =>
      'activities' in row.payload ? row.payload.activities.map(({ text = '' }) => text) : []
    const rows = await store().outbox.lease(LATER, options, texts)
    expect(rows.map(({ id }) => id)).toEqual([outbox[0]?.id])
    await pause(700)
    expect(await store().outbox.lease(LATER, options, texts)).toEqual([])
    await store().outbox.settle(rows.map(sent), [])
  })
}
