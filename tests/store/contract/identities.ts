import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  acceptOne,
  at,
  type Engine,
  HOUR_MS,
  IDLE_MS,
  message,
  START,
  takeOne,
  turn,
  useStore,
} from './subject.ts'

/** One customer on many channels. */
export function identities(engine: Engine): void {
  const store = useStore(engine)

  /** A customer's first message on a channel: thread, customer and conversation. */
  async function meet(channel: string, change: Parameters<typeof message>[0] = {}) {
    const { conversationId } = await acceptOne(store(), { channel, threadKey: randomUUID(), ...change })
    const conversation = await store().conversations.get(conversationId)
    if (conversation === undefined) throw new Error('the conversation is not there')
    return conversation
  }
  const write = (thread: { channel: string; key: string }, receivedAt = at(100)) =>
    acceptOne(store(), { channel: thread.channel, threadKey: thread.key, receivedAt, dueAt: receivedAt })

  test('a code moves the conversation to the thread that redeems it, once', async () => {
    const chat = await meet('webchat')
    const phone = await meet('whatsapp')
    const hash = randomUUID()
    await store().identities.issueCode({ codeHash: hash, threadId: chat.thread.id, untilMs: START + 60_000 })
    const redeem = (thread: string, atMs = START) => store().identities.redeemCode(hash, thread, atMs)
    expect(await redeem(chat.thread.id)).toBeUndefined()
    expect(await redeem(phone.thread.id, START + 60_000)).toBeUndefined()
    expect(await redeem(phone.thread.id)).toBe(chat.thread.id)
    expect(await redeem(phone.thread.id)).toBe(chat.thread.id)
    expect(await redeem(randomUUID())).toBeUndefined()
    // Read off the screen of the thread that used it, it opens nothing later.
    expect(await redeem(phone.thread.id, START + 60_000)).toBeUndefined()
  })

  test('a new code ends the one before', async () => {
    const { thread } = await meet('webchat')
    const other = await meet('whatsapp')
    const [first, second] = [randomUUID(), randomUUID()]
    for (const codeHash of [first, second]) {
      await store().identities.issueCode({ codeHash, threadId: thread.id, untilMs: START + 60_000 })
    }
    expect(await store().identities.redeemCode(first, other.thread.id, START)).toBeUndefined()
    expect(await store().identities.redeemCode(second, other.thread.id, START)).toBe(thread.id)
  })

  test('joined threads have one customer, and the conversation goes on where the customer went', async () => {
    const chat = await meet('webchat', { customer: { country: 'ES' } })
    const phone = await meet('whatsapp', { customer: { name: 'Ana' } })
    const join = () =>
      store().identities.join({ threadId: phone.thread.id, toThreadId: chat.thread.id, move: 'always' })
    const joined = {
      moved: true,
      thread: { channel: 'whatsapp', account: 'shop', key: phone.thread.key },
      from: 'webchat',
    }
    expect(await join()).toEqual(joined)
    expect(await join()).toEqual(joined)
    expect((await write(phone.thread)).conversationId).toBe(chat.id)
    expect(await store().conversations.get(chat.id)).toMatchObject({
      status: 'open',
      customerId: chat.customerId,
      conversationCount: 2,
      thread: { id: phone.thread.id, channel: 'whatsapp' },
    })
    expect(await store().conversations.get(phone.id)).toMatchObject({
      status: 'closed',
      customerId: chat.customerId,
    })
    expect(await store().conversations.customer(chat.customerId)).toMatchObject({
      name: 'Ana',
      country: 'ES',
    })
    expect(await store().conversations.customer(phone.customerId)).toBeUndefined()
  })

  test('what the bot says to the one is not said to the other: the thread that was left begins anew', async () => {
    const chat = await meet('webchat')
    const phone = await meet('whatsapp')
    await store().identities.join({ threadId: phone.thread.id, toThreadId: chat.thread.id, move: 'always' })
    const { conversationId } = await write(chat.thread)
    expect([chat.id, phone.id]).not.toContain(conversationId)
    expect(await store().conversations.get(conversationId)).toMatchObject({
      customerId: chat.customerId,
      thread: { id: chat.thread.id },
    })
    expect((await write(phone.thread)).conversationId).toBe(chat.id)
  })

  test('a person who has the conversation hears both threads, and answers on the newest', async () => {
    const chat = await meet('webchat')
    await takeOne(store(), chat.id, claimed => turn(claimed, { owner: 'human' }))
    const phone = await meet('whatsapp')
    const joined = await store().identities.join({
      threadId: phone.thread.id,
      toThreadId: chat.thread.id,
      move: 'human',
    })
    expect(joined?.moved).toBe(true)
    for (const { thread } of [phone, chat]) {
      expect((await write(thread)).conversationId).toBe(chat.id)
      expect((await store().conversations.get(chat.id))?.thread.id).toBe(thread.id)
    }
  })

  test('a person who has the conversation of this thread keeps it, whoever has the other one', async () => {
    for (const owner of ['bot', 'human'] as const) {
      const chat = await meet('webchat')
      await takeOne(store(), chat.id, claimed => turn(claimed, { owner }))
      const phone = await meet('whatsapp')
      await takeOne(store(), phone.id, claimed => turn(claimed, { owner: 'human' }))
      const joined = await store().identities.join({
        threadId: phone.thread.id,
        toThreadId: chat.thread.id,
        move: 'always',
      })
      expect(joined?.moved).toBe(false)
      for (const one of [phone, chat]) expect((await write(one.thread)).conversationId).toBe(one.id)
      expect(await store().conversations.get(phone.id)).toMatchObject({
        status: 'open',
        owner: 'human',
        customerId: chat.customerId,
      })
    }
  })

  test('an order proved by e-mail on both joins the customers, and leaves a talk with the bot where it is', async () => {
    const chat = await meet('webchat')
    const phone = await meet('whatsapp')
    const order = randomUUID().slice(0, 8)
    const { proofs, identities: joined } = store()
    await proofs.prove(chat.thread.id, order, START + 60_000, 'postcode')
    expect(await joined.provedElsewhere(phone.thread.id, order, START)).toBeUndefined()
    await proofs.prove(chat.thread.id, order, START + 60_000, 'email')
    expect(await joined.provedElsewhere(phone.thread.id, order, START)).toBe(chat.thread.id)
    expect(await joined.provedElsewhere(chat.thread.id, order, START)).toBeUndefined()
    expect(await joined.provedElsewhere(phone.thread.id, order, START + 60_000)).toBeUndefined()
    const result = await joined.join({ threadId: phone.thread.id, toThreadId: chat.thread.id, move: 'human' })
    expect(result?.moved).toBe(false)
    expect((await write(phone.thread)).conversationId).toBe(phone.id)
    expect(await store().conversations.get(phone.id)).toMatchObject({
      customerId: chat.customerId,
      status: 'open',
    })
  })

  test('two threads that join each other at the same time keep one customer, and both are heard', async () => {
    for (let n = 0; n < 20; n++) {
      const chat = await meet('webchat')
      const phone = await meet('whatsapp')
      const [one, other] = [chat.thread.id, phone.thread.id]
      const { join } = store().identities
      await Promise.all([
        join({ threadId: one, toThreadId: other, move: 'always' }),
        join({ threadId: other, toThreadId: one, move: 'always' }),
      ])
      const customers = new Set<string | undefined>()
      for (const { thread } of [chat, phone]) {
        const { conversationId } = await write(thread)
        expect((await takeOne(store(), conversationId)).rows).not.toEqual([])
        const conversation = await store().conversations.get(conversationId)
        expect(conversation?.thread.id).toBe(thread.id)
        customers.add(conversation?.customerId)
      }
      expect(customers.size).toBe(1)
    }
  })

  test('a thread that is not there joins nothing', async () => {
    const { thread } = await meet('webchat')
    expect(
      await store().identities.join({ threadId: 'thr_none', toThreadId: thread.id, move: 'always' }),
    ).toBeUndefined()
  })

  test('the same verified phone is the same customer on another channel, and goes on in the open conversation', async () => {
    const verifiedPhone = '+34600333444'
    const first = await meet('whatsapp', { customer: { verifiedPhone } })
    const second = await meet('whatsapp-web', { customer: { verifiedPhone }, receivedAt: at(10) })
    expect(second.id).toBe(first.id)
    expect(second.thread).toMatchObject({ channel: 'whatsapp-web', customerId: first.customerId })
    expect((await write(first.thread)).conversationId).toBe(first.id)
    expect((await store().conversations.get(first.id))?.thread.id).toBe(first.thread.id)
  })

  test('of two messages in one batch too, and never by name alone', async () => {
    const customer = { name: 'Ana', verifiedPhone: '+34600555666' }
    const accepted = await store().inbox.accept([
      message({ channel: 'whatsapp', customer }),
      message({ channel: 'whatsapp-web', customer }),
      message({ channel: 'messenger', customer: { name: 'Ana' } }),
    ])
    const ids = accepted.map(({ conversationId }) => conversationId)
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
    const [one, other] = await Promise.all(
      ids.map(id => store().conversations.get(id)).filter((_, n) => n !== 1),
    )
    expect(other?.customerId).not.toBe(one?.customerId)
  })

  test('a verified phone whose last conversation is over begins another one of the same customer', async () => {
    const verifiedPhone = '+34600777888'
    const first = await meet('whatsapp', { customer: { verifiedPhone } })
    const later = at(IDLE_MS + 1_000)
    const second = await meet('whatsapp-web', {
      customer: { verifiedPhone },
      receivedAt: later,
      dueAt: later,
    })
    expect(second.id).not.toBe(first.id)
    expect(second).toMatchObject({ customerId: first.customerId, conversationCount: 2 })
  })

  test('a verified phone that nobody has used for months may be another person’s', async () => {
    const verifiedPhone = '+34600777999'
    const first = await meet('whatsapp', { customer: { verifiedPhone } })
    const later = at(91 * 24 * HOUR_MS)
    const second = await meet('whatsapp-web', {
      customer: { verifiedPhone },
      receivedAt: later,
      dueAt: later,
    })
    expect(second.customerId).not.toBe(first.customerId)
  })
}
