import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import type { NewMessage } from '../../../store/store.ts'
import {
  acceptOne,
  activity,
  at,
  type Engine,
  IDLE_MS,
  LATER,
  message,
  takeOne,
  turn,
  useStore,
} from './subject.ts'

export function accepting(engine: Engine): void {
  const store = useStore(engine)

  test('a first message makes a thread, a customer and a conversation', async () => {
    const { inboxId, conversationId, fresh } = await acceptOne(store(), {
      threadKey: 'first',
      receivedAt: at(5),
      customer: { name: 'Ana', locale: 'es-ES', country: 'ES', verifiedPhone: '+34600111222' },
    })
    expect(fresh).toBe(true)
    expect(inboxId).toMatch(/^inb_/)
    const conversation = await store().conversations.get(conversationId)
    expect(conversation).toEqual({
      id: conversationId,
      customerId: expect.stringMatching(/^cus_/),
      thread: {
        id: expect.stringMatching(/^thr_/),
        channel: 'webchat',
        account: 'shop',
        key: 'first',
        customerId: conversation?.customerId,
        locale: 'es-ES',
        verifiedPhone: '+34600111222',
      },
      status: 'open',
      owner: 'bot',
      ownershipVersion: 0,
      conversationCount: 1,
      openedAt: at(5),
      lastActivityAt: at(5),
    })
    expect(await store().conversations.customer(conversation?.customerId as string)).toEqual({
      id: conversation?.customerId,
      name: 'Ana',
      country: 'ES',
      createdAt: at(5),
    })
    expect(await store().conversations.byThread('webchat', 'shop', 'first')).toEqual(conversation)
    expect(await store().conversations.byThread('webchat', 'other', 'first')).toBeUndefined()
  })

  test('a second delivery of a platform id changes nothing', async () => {
    const one = message()
    const [first] = await store().inbox.accept([one])
    const [second] = await store().inbox.accept([{ ...one, activity: activity('twice') }])
    expect(second).toEqual({ ...first, fresh: false })
    const [twin, other] = await store().inbox.accept([message({ ...one, account: 'other' }), one])
    expect(twin?.fresh).toBe(true)
    expect(other?.fresh).toBe(false)
    const claimed = await takeOne(store(), first?.conversationId as string)
    expect(claimed.rows).toHaveLength(1)
  })

  test('a platform id twice in one call counts once', async () => {
    const one = message()
    const [first, second] = await store().inbox.accept([one, one])
    expect(second).toEqual({ ...first, fresh: false })
  })

  test('messages of a thread get rising seqs in one conversation, also across calls at the same time', async () => {
    const threadKey = newId('usr')
    const accepted = (
      await Promise.all(
        Array.from({ length: 12 }, () =>
          store().inbox.accept([message({ threadKey }), message({ threadKey })]),
        ),
      )
    ).flat()
    expect(new Set(accepted.map(one => one.conversationId)).size).toBe(1)
    const claimed = await takeOne(store(), accepted[0]?.conversationId as string)
    expect(claimed.rows.map(row => row.seq)).toEqual(Array.from({ length: 24 }, (_, n) => n + 1))
    expect(claimed.conversation.conversationCount).toBe(1)
  })

  test('what the platform says of a customer is renewed, what it leaves out stays', async () => {
    const { conversationId } = await acceptOne(store(), {
      threadKey: 'renewed',
      customer: { name: 'Ana', locale: 'es' },
    })
    await acceptOne(store(), {
      threadKey: 'renewed',
      customer: { name: 'Ana María', verifiedPhone: '+34600' },
    })
    await acceptOne(store(), { threadKey: 'renewed' })
    const claimed = await takeOne(store(), conversationId)
    expect(claimed.customer.name).toBe('Ana María')
    expect(claimed.conversation.thread).toMatchObject({ locale: 'es', verifiedPhone: '+34600' })
  })

  test('a message after the idle time opens a new conversation for the same customer on the same thread', async () => {
    const { conversationId: old } = await acceptOne(store(), {
      threadKey: 'idle',
      customer: { locale: 'ro' },
    })
    await takeOne(store(), old, claimed =>
      turn(claimed, { language: 'ro', register: 'formal', state: { a: 1 } }),
    )
    const inTime = await acceptOne(store(), { threadKey: 'idle', receivedAt: at(IDLE_MS), dueAt: at(0) })
    expect(inTime.conversationId).toBe(old)
    const late = await acceptOne(store(), {
      threadKey: 'idle',
      receivedAt: at(2 * IDLE_MS + 1),
      dueAt: at(0),
    })
    expect(late.conversationId).not.toBe(old)
    expect((await store().conversations.get(old))?.status).toBe('closed')
    const claimed = await takeOne(store(), late.conversationId)
    expect(claimed.conversation).toMatchObject({ status: 'open', conversationCount: 2 })
    expect(claimed.conversation.language).toBeUndefined()
    expect(claimed.conversation.state).toBeUndefined()
    expect(claimed.conversation.thread.locale).toBe('ro')
    expect(claimed.customer).toMatchObject({ language: 'ro', register: 'formal' })
    expect(claimed.rows.map(row => row.seq)).toEqual([1])
    expect((await store().conversations.byThread('webchat', 'shop', 'idle'))?.id).toBe(late.conversationId)
  })

  test('a conversation that a human owns does not idle out', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'owned' })
    await takeOne(store(), conversationId, claimed => turn(claimed, { owner: 'human' }))
    const late = await acceptOne(store(), { threadKey: 'owned', receivedAt: at(10 * IDLE_MS) })
    expect(late.conversationId).toBe(conversationId)
  })

  test('a message after closing opens a new conversation', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'closed' })
    await takeOne(store(), conversationId, claimed => turn(claimed, { closed: true }))
    const next = await acceptOne(store(), { threadKey: 'closed' })
    expect(next.conversationId).not.toBe(conversationId)
  })

  test('any text comes back as it was: NUL, lone surrogates and right-to-left marks in JSON', async () => {
    const text = 'a\u0000b\ud800c\u202e😀\u0007'
    const { conversationId } = await acceptOne(store(), {
      threadKey: 'bad\u0000key',
      activity: activity(text),
      customer: { name: 'N\u0000ul\udfff' },
    })
    const claimed = await takeOne(store(), conversationId, one => turn(one, { state: { text } }))
    expect(claimed.rows[0]?.payload).toEqual({ type: 'message', text })
    expect(claimed.customer.name).toBe('Nul\ufffd')
    expect((await store().conversations.get(conversationId))?.state).toEqual({ text })
    const again = await acceptOne(store(), { threadKey: 'bad\u0000key' })
    expect(again.conversationId).toBe(conversationId)
  })

  test('a message that is changed or taken back while it is pending is read so, or not at all', async () => {
    const thread = { threadKey: 'edits', dueAt: at(60_000), settle: true }
    const { conversationId } = await acceptOne(store(), { ...thread, platformId: 'e1' })
    await acceptOne(store(), { ...thread, platformId: 'e2', activity: activity('oops') })
    const event = (changes: NonNullable<NewMessage['changes']>) =>
      acceptOne(store(), { threadKey: 'edits', activity: { type: 'event', name: 'edited' }, changes })
    await event({ platformId: 'e1', text: 'hola \ud800 otra vez' })
    await event({ platformId: 'e2' })
    await event({ platformId: 'nobody', text: 'x' })
    const { rows } = await takeOne(store(), conversationId, undefined, at(70_000))
    expect(rows.map(({ payload }) => (payload as { text?: string }).text)).toEqual([
      'hola \ud800 otra vez',
      undefined,
      undefined,
      undefined,
    ])
    await event({ platformId: 'e1', text: 'too late' })
    const later = await takeOne(store(), conversationId, undefined, at(70_000))
    expect(later.rows).toHaveLength(1)
  })

  test('rows of our own are unique by conversation and key, and count with the messages', async () => {
    const { conversationId } = await acceptOne(store())
    const timer = {
      conversationId,
      kind: 'timer',
      key: 't1',
      payload: { token: 'x' },
      dueAt: at(10),
    } as const
    const [first, second] = await store().inbox.enqueue([timer, { ...timer, payload: 'other' }])
    const [third] = await store().inbox.enqueue([timer])
    expect(first?.fresh).toBe(true)
    expect(second).toEqual({ id: first?.id, fresh: false })
    expect(third).toEqual({ id: first?.id, fresh: false })
    const claimed = await takeOne(store(), conversationId)
    expect(claimed.rows.map(row => [row.seq, row.kind, row.payload])).toEqual([
      [1, 'activity', { type: 'message', text: 'hola' }],
      [2, 'timer', { token: 'x' }],
    ])
    expect(claimed.rows[1]?.threadId).toBe(claimed.conversation.thread.id)
  })

  test('a row for an unknown conversation is refused, and nothing of the call is written', async () => {
    const { conversationId } = await acceptOne(store())
    const row = { kind: 'agent', key: 'k', payload: null, dueAt: at(0) } as const
    await expect(
      store().inbox.enqueue([
        { ...row, conversationId },
        { ...row, conversationId: newId('cnv') },
      ]),
    ).rejects.toMatchObject({ code: 'store.failed' })
    expect((await takeOne(store(), conversationId, undefined, LATER)).rows).toHaveLength(1)
  })
}
