import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Json } from '../../../protocol/json.ts'
import type { LeasedRow, LeaseOptions, Rendered } from '../../../store/store.ts'
import { acceptOne, activity, answer, at, converse, type Engine, LATER, useStore } from './subject.ts'

export function windows(engine: Engine): void {
  const store = useStore(engine)
  const texts = (row: LeasedRow): Json[] =>
    'activities' in row.payload ? row.payload.activities.map(one => one.text ?? '') : []
  const lease = (render: (row: LeasedRow) => Rendered, more: Partial<LeaseOptions> = {}) =>
    store().outbox.lease(LATER, { limit: 100, leaseMs: 60_000, worker: 'w', ...more }, render)
  const closed = (): Rendered => 'closed'
  const settle = (rows: readonly LeasedRow[]) =>
    store().outbox.settle(
      rows.map(row => ({
        id: row.id,
        outcome: 'sent' as const,
        parts: row.parts.map(({ id }) => ({ id, platformId: `p-${id}` })),
        at: LATER,
      })),
      [],
    )

  test('what must wait for the customer is parked, and goes in its order, before the new answer, when they write', async () => {
    const thread = { channel: 'chat', threadKey: randomUUID() }
    const say = (text: string) =>
      converse(store(), one => [answer(one, { payload: { activities: [activity(text)] } })], thread)
    await say('one')
    await say('two')
    expect(await lease(closed)).toEqual([])
    const stuck = await store().outbox.stuck(10)
    expect(stuck.map(({ status, lastError }) => [status, lastError?.split(':')[0]])).toEqual([
      ['parked', 'channel.window_closed'],
      ['parked', 'channel.window_closed'],
    ])
    expect(await store().outbox.nextRunAt()).toBeUndefined()
    await acceptOne(store(), thread)
    expect((await store().outbox.counts()).parked).toBe(2)
    await converse(store(), one => [answer(one, { payload: { activities: [activity('three')] } })], {
      ...thread,
      saidAt: at(0),
    })
    const order: Json[] = []
    for (let rows = await lease(texts); rows.length > 0; rows = await lease(texts)) {
      order.push(...rows.flatMap(row => row.parts.map(part => part.payload)))
      await settle(rows)
    }
    expect(order).toEqual(['one', 'two', 'three'])
    expect((await store().outbox.counts()).parked).toBe(0)
  })

  test('what is only of use now is dropped, and goes on no other thread', async () => {
    await converse(
      store(),
      one => [answer(one, { payload: { activities: [activity('how was it?')], passing: true } })],
      { channel: 'chat', threadKey: randomUUID(), customer: { verifiedPhone: '+34600999777' } },
    )
    await acceptOne(store(), {
      channel: 'open',
      threadKey: randomUUID(),
      customer: { verifiedPhone: '+34600999777' },
    })
    const { cancelled, parked } = await store().outbox.counts()
    expect(await lease(closed, { reach: [{ channel: 'open' }] })).toEqual([])
    expect(await store().outbox.counts()).toMatchObject({ cancelled: cancelled + 1, parked })
  })

  test('what must wait goes to the customer’s other thread that is open, used last', async () => {
    const phone = '+34600999888'
    const on = (channel: string, saidAt?: string) =>
      acceptOne(store(), {
        channel,
        threadKey: randomUUID(),
        customer: { verifiedPhone: phone },
        ...(saidAt && { saidAt }),
      })
    await on('late', at(-90_000))
    await on('off')
    await on('open', at(-5_000))
    const { outbox } = await converse(store(), one => [answer(one)], {
      channel: 'chat',
      threadKey: randomUUID(),
      customer: { verifiedPhone: phone },
    })
    const reach = [
      { channel: 'late', windowMs: 60_000 },
      { channel: 'open', windowMs: 60_000 },
      { channel: 'chat' },
    ]
    const render = (row: LeasedRow) => (row.channel === 'chat' ? 'closed' : texts(row))
    const rows = await lease(render, { reach })
    expect(rows.map(({ id, channel }) => [id, channel])).toEqual([[outbox[0]?.id, 'open']])
    expect(rows[0]?.lastInboundAt).toBe(at(-5_000))
    await settle(rows)
  })

  test('a row of which a part went is said whole on the other channel, which cuts it elsewhere', async () => {
    const customer = { verifiedPhone: '+34600999777' }
    await acceptOne(store(), { channel: 'mail', threadKey: randomUUID(), customer })
    const { outbox } = await converse(
      store(),
      one => [answer(one, { payload: { activities: [activity('one'), activity('two')] } })],
      { channel: 'chat', threadKey: randomUUID(), saidAt: at(-100), customer },
    )
    const id = outbox[0]?.id as string
    await lease(texts)
    await store().outbox.settle(
      [
        {
          id,
          outcome: 'retry',
          runAt: at(0),
          error: 'no',
          parts: [{ id: `${id}:0`, platformId: 'p', sentAt: at(10) }],
          windowClosed: true,
        },
      ],
      [],
    )
    const [row] = await lease(
      one => (one.channel === 'chat' ? 'closed' : [...one.parts.map(part => part.payload), 'all of it']),
      { reach: [{ channel: 'chat', windowMs: 60_000 }, { channel: 'mail' }], renew: () => true },
    )
    expect([row?.channel, row?.parts]).toEqual(['mail', [{ id: `${id}:0`, payload: 'all of it' }]])
    await settle([row as LeasedRow])
    expect((await store().outbox.counts()).parked).toBe(0)
  })

  test('parts that no longer fit are rendered anew, those that went stay', async () => {
    await converse(
      store(),
      one => [answer(one, { payload: { activities: [activity('one'), activity('two')] } })],
      { channel: 'chat', threadKey: randomUUID() },
    )
    const [first] = await lease(texts)
    const id = first?.id as string
    const retry = { id, outcome: 'retry', runAt: at(0), error: 'busy' } as const
    await store().outbox.settle([{ ...retry, parts: [{ id: `${id}:0`, platformId: 'p' }] }], [])
    const [again] = await lease(row => [...row.parts.slice(0, 1).map(part => part.payload), 'anew'], {
      renew: row => row.parts.length === 2,
    })
    expect(again?.parts).toEqual([
      { id: `${id}:0`, payload: 'one', platformId: 'p' },
      { id: `${id}:1`, payload: 'anew' },
    ])
    await store().outbox.settle([{ ...retry, parts: [] }], [])
    expect(await lease(closed, { renew: () => true })).toEqual([])
    expect(await store().outbox.stuck(10)).toMatchObject([
      { id, status: 'parked', parts: [{ id: `${id}:0`, payload: 'one', platformId: 'p' }] },
    ])
  })

  test('a platform that says the window is closed has the rest rendered anew', async () => {
    const thread = { channel: 'chat', threadKey: randomUUID(), saidAt: at(-100) }
    await converse(store(), one => [answer(one)], thread)
    const [row] = await lease(texts)
    await store().outbox.settle(
      [{ id: row?.id as string, outcome: 'retry', runAt: at(0), error: 'no', parts: [], windowClosed: true }],
      [],
    )
    const [again] = await lease(one => (one.windowClosed === true ? ['template'] : ['free']))
    expect(again?.parts.map(part => part.payload)).toEqual(['template'])
    // A person's words may go for days after the customer's.
    expect(again?.lastInboundAt).toBe(at(-100))
    await settle([again as LeasedRow])
    const { claimed } = await converse(store(), one => [answer(one)], { ...thread, saidAt: at(-50) })
    expect(claimed.conversation.thread.windowClosed).toBeUndefined()
    const rows = await lease(texts)
    expect(rows.map(one => one.windowClosed)).toEqual([undefined])
    await settle(rows)
  })

  test('a platform that refuses what may go after that too has it wait for the customer', async () => {
    const thread = { channel: 'chat', threadKey: randomUUID(), saidAt: at(-100) }
    await converse(store(), one => [answer(one)], thread)
    const refuse = async () => {
      const [row] = await lease(texts)
      const { id } = row as LeasedRow
      const end = { id, outcome: 'retry' as const, runAt: at(0), error: 'no', parts: [], windowClosed: true }
      await store().outbox.settle([end], [])
      return row
    }
    expect(await refuse()).toMatchObject({ lastInboundAt: at(-100) })
    expect(await refuse()).toMatchObject({ lastInboundAt: at(-100), windowClosed: true })
    const [row] = await lease(texts)
    expect(row?.lastInboundAt).toBeUndefined()
    expect(row?.windowClosed).toBeUndefined()
    await settle([row as LeasedRow])
  })

  test('what must wait goes to a page only while the customer looks at it', async () => {
    const reach = [{ channel: 'chat' }, { channel: 'page', usedWithinMs: 300_000 }]
    const render = (row: LeasedRow) => (row.channel === 'chat' ? 'closed' : texts(row))
    for (const [ago, channels] of [
      [600_000, []],
      [60_000, ['page']],
    ] as const) {
      const customer = { verifiedPhone: `+346${ago}` }
      const on = (channel: string, more: object) => ({ channel, threadKey: randomUUID(), customer, ...more })
      await acceptOne(store(), on('page', { receivedAt: at(-ago) }))
      await converse(store(), one => [answer(one)], on('chat', {}))
      const rows = await lease(render, { reach })
      expect(rows.map(({ channel }) => channel)).toEqual(channels)
      await settle(rows)
    }
  })
}
