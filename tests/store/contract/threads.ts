import { expect, test } from 'vitest'
import { acceptOne, answer, at, converse, type Engine, LATER, message, useStore } from './subject.ts'

export function threads(engine: Engine): void {
  const store = useStore(engine)
  const find = (key: string) => store().conversations.byThread('chat', 'shop', key)
  const say = (threadKey: string, aliases?: string[]) =>
    acceptOne(store(), { channel: 'chat', threadKey, ...(aliases && { aliases }) })

  test('a thread is found by any key that it ever had, and answered by the newest', async () => {
    const first = await say('34600', ['user-1'])
    const second = await say('user-1')
    const third = await say('user-2', ['34600', 'user-2'])
    const other = await say('34700')
    expect(second.conversationId).toBe(first.conversationId)
    expect(third.conversationId).toBe(first.conversationId)
    expect(other.conversationId).not.toBe(first.conversationId)
    for (const key of ['34600', 'user-1', 'user-2']) {
      expect((await find(key))?.thread).toMatchObject({ key: 'user-2' })
    }
    expect(await store().conversations.byThread('chat', 'other', 'user-1')).toBeUndefined()
    expect(await find('user-3')).toBeUndefined()
    const again = await say('34600')
    expect(again.conversationId).toBe(first.conversationId)
    expect((await find('user-2'))?.thread.key).toBe('34600')
  })

  test('messages that come together by different keys are one thread', async () => {
    const accepted = await store().inbox.accept([
      message({ channel: 'chat', threadKey: 'b1', aliases: ['b2'] }),
      message({ channel: 'chat', threadKey: 'b2' }),
      message({ channel: 'chat', threadKey: 'b3', aliases: ['b1', 'b4'] }),
      message({ channel: 'chat', threadKey: 'b4' }),
    ])
    expect(new Set(accepted.map(one => one.conversationId)).size).toBe(1)
  })

  test('messages that come at the same time by different keys are one thread', async () => {
    const accepted = await Promise.all(
      Array.from({ length: 8 }, (_, n) => say(`c${n}`, ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'])),
    )
    expect(new Set(accepted.map(one => one.conversationId)).size).toBe(1)
  })

  test('a key of another thread is no alias', async () => {
    const one = await say('d1')
    const other = await say('d2')
    expect((await say('d2', ['d1'])).conversationId).toBe(other.conversationId)
    expect((await say('d1')).conversationId).toBe(one.conversationId)
  })

  test('a number that passed to another person finds the former owner’s thread no more', async () => {
    const [number, verifiedPhone] = ['34611', '+34611']
    const write = (threadKey: string, more: object = {}) =>
      acceptOne(store(), {
        channel: 'chat',
        threadKey,
        aliases: [number],
        passing: [number],
        address: { phone: number },
        customer: { verifiedPhone },
        ...more,
      })
    const former = await acceptOne(store(), { channel: 'chat', threadKey: number, passing: [number] })
    expect((await write('p1')).conversationId).toBe(former.conversationId)
    expect((await write(number, { aliases: [] })).conversationId).toBe(former.conversationId)
    expect((await find(number))?.thread.key).toBe('p1')

    const next = await write('p2')
    expect(next.conversationId).not.toBe(former.conversationId)
    const [old, fresh] = [await find('p1'), await find('p2')]
    expect(fresh?.customerId).not.toBe(old?.customerId)
    expect(old?.thread).toMatchObject({ key: 'p1' })
    expect(old?.thread.address).toBeUndefined()
    expect((await find(number))?.id).toBe(next.conversationId)
    expect((await write(number, { aliases: [] })).conversationId).toBe(next.conversationId)
    const elsewhere = await acceptOne(store(), { channel: 'other', customer: { verifiedPhone } })
    expect(elsewhere.conversationId).toBe(next.conversationId)
    const back = await acceptOne(store(), {
      channel: 'chat',
      threadKey: 'p1',
      aliases: ['q'],
      passing: ['q'],
    })
    expect(back.conversationId).toBe(former.conversationId)
  })

  test('the newest address stands, is handed to whom answers, and one without it leaves it', async () => {
    const thread = { channel: 'chat', threadKey: 'e' }
    await acceptOne(store(), { ...thread, address: { id: 'old' } })
    await acceptOne(store(), { ...thread, address: { id: 'new', to: ['ño'] } })
    await converse(store(), one => [answer(one)], thread)
    expect((await find('e'))?.thread.address).toEqual({ id: 'new', to: ['ño'] })
    const [row] = await store().outbox.lease(LATER, { limit: 1, leaseMs: 60_000, worker: 'w' }, () => ['x'])
    expect(row).toMatchObject({ threadKey: 'e', address: { id: 'new', to: ['ño'] } })
  })

  test('the time of the customer’s last message is kept, and goes only forward', async () => {
    const thread = { channel: 'chat', threadKey: 'f' }
    await acceptOne(store(), { ...thread, saidAt: at(-5_000) })
    await acceptOne(store(), { ...thread, saidAt: at(-1_000) })
    await acceptOne(store(), { ...thread, saidAt: at(-9_000) })
    await acceptOne(store(), thread)
    expect((await find('f'))?.thread.lastInboundAt).toBe(at(-1_000))
  })
}
