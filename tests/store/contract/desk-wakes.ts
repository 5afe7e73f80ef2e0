import { expect, test } from 'vitest'
import type { Claimed, NewOutboxRow, WakeTopic } from '../../../store/store.ts'
import { entry, handedOver } from './handoff-subject.ts'
import { answer, at, converse, type Engine, LATER, message, takeOne, turn, useStore } from './subject.ts'

export function deskWakes(engine: Engine): void {
  const store = useStore(engine)

  /** Ids that the topic told of while `work` was done. */
  async function told(work: () => Promise<unknown>, topic: WakeTopic = 'desk'): Promise<string[]> {
    const heard = new Set<string>()
    const leave = store().onWake((one, ids) => {
      if (one === topic) for (const id of ids) heard.add(id)
    })
    await work()
    leave()
    return [...heard]
  }

  test('the desk is told of a hand-off, its changes, and what is said in it', async () => {
    let one: Awaited<ReturnType<typeof handedOver>> | undefined
    const opened = await told(async () => {
      one = await handedOver(store())
    })
    const { id, conversationId, say } = one as NonNullable<typeof one>
    expect(opened).toEqual([conversationId])
    const claim = { change: 'claim', status: 'active', agentId: 'ana', at: at(1) } as const
    expect(await told(() => store().handoffs.update(id, 1, claim))).toEqual([conversationId])
    expect(await told(() => store().handoffs.update(id, 1, claim))).toEqual([])
    expect(await told(() => say({ transcript: [entry('customer', 'x', 2)] }))).toEqual([conversationId])
    expect(
      await told(() =>
        say({ handoffUpdate: { status: 'resolved', changes: [{ change: 'resolve' }] }, owner: 'bot' }),
      ),
    ).toEqual([conversationId])
    expect(await told(() => say({ transcript: [entry('customer', 'to the bot', 3)] }))).toEqual([])
  })

  /** A conversation of a human's with an agent's answer that was leased and sent. */
  async function answered(): Promise<{
    conversationId: string
    row: NewOutboxRow
    settle(): Promise<boolean>
  }> {
    let claimed: Claimed | undefined
    let row: NewOutboxRow | undefined
    const over = await handedOver(store())
    await store().inbox.accept([])
    await store().inbox.enqueue([
      { conversationId: over.conversationId, kind: 'agent', key: 'k', payload: {}, dueAt: at(0) },
    ])
    await takeOne(store(), over.conversationId, one => {
      claimed = one
      row = answer(one, { speaker: 'agent' })
      return turn(one, { outbox: [row] })
    })
    expect(claimed?.conversation.owner).toBe('human')
    const made = row as NewOutboxRow
    await store().outbox.lease(LATER, { limit: 100, leaseMs: 60_000, worker: 'w' }, () => ['payload'])
    const sent = { id: `${made.id}:0`, platformId: `p-${made.id}`, sentAt: at(1) }
    return {
      conversationId: over.conversationId,
      row: made,
      settle: () => store().outbox.settle([{ id: made.id, outcome: 'sent', parts: [sent], at: at(2) }], []),
    }
  }

  test('the desk is told how an answer ended, and what the platform reports of it', async () => {
    const { conversationId, row, settle } = await answered()
    expect(await told(settle)).toEqual([conversationId])
    const report = (status: 'delivered' | 'failed') =>
      store().deliveries.report([
        { channel: 'webchat', account: 'shop', status, platformIds: [`p-${row.id}`], at: at(3) },
      ])
    expect(await told(() => report('delivered'))).toEqual([conversationId])
    // It stands already.
    expect(await told(() => report('delivered'))).toEqual([])
  })

  test('of a conversation of the bot’s the desk hears nothing', async () => {
    const heard = await told(async () => {
      const { outbox } = await converse(store(), one => [answer(one)])
      const [row] = outbox as [NewOutboxRow]
      await store().outbox.lease(LATER, { limit: 100, leaseMs: 60_000, worker: 'w' }, () => ['payload'])
      const part = { id: `${row.id}:0`, platformId: `p-${row.id}`, sentAt: at(1) }
      await store().outbox.settle([{ id: row.id, outcome: 'sent', parts: [part], at: at(2) }], [])
      await store().deliveries.report([
        { channel: 'webchat', account: 'shop', status: 'delivered', part: part.id, at: at(3) },
      ])
    })
    expect(heard).toEqual([])
  })

  test('the desk is told that an answer waits for the customer to write', async () => {
    const over = await handedOver(store())
    await store().inbox.enqueue([
      { conversationId: over.conversationId, kind: 'agent', key: 'k', payload: {}, dueAt: at(0) },
    ])
    await takeOne(store(), over.conversationId, one =>
      turn(one, { outbox: [answer(one, { speaker: 'agent' })] }),
    )
    const parked = await told(() =>
      store().outbox.lease(LATER, { limit: 100, leaseMs: 60_000, worker: 'w' }, () => 'closed'),
    )
    expect(parked).toEqual([over.conversationId])
  })

  test('the desk is told of a file that has come', async () => {
    const media = [{ id: `med_${engine}`, status: 'wanted', ref: 'x' }] as const
    const one = message({ media })
    await store().inbox.accept([one])
    const conversation = await store().conversations.byThread(one.channel, one.account, one.threadKey)
    const conversationId = conversation?.id as string
    const stored = { status: 'stored', hash: 'h', size: 1, contentType: 'image/png' } as const
    await takeOne(store(), conversationId, claimed => turn(claimed, { owner: 'human' }))
    const { id } = media[0]
    expect(await told(() => store().media.settle(id, { status: 'wanted', error: 'e', goAt: at(5) }))).toEqual(
      [],
    )
    expect(await told(() => store().media.settle(id, stored))).toEqual([conversationId])
  })

  test('who is at the desk is known by their signs of life', async () => {
    const { presence } = store()
    const told1 = await told(() => presence.set('ana', 'away', at(0)), 'presence')
    expect(told1).toEqual(['ana'])
    expect(await told(() => presence.seen(['ana'], at(10), at(-100)), 'presence')).toEqual([])
    expect(await presence.list()).toEqual([{ agentId: 'ana', status: 'away', seenAt: at(10) }])
    // What comes late takes nothing back.
    await presence.seen(['ana'], at(5), at(-100))
    expect((await presence.list())[0]?.seenAt).toBe(at(10))
    expect(await told(() => presence.seen(['ana', 'ben'], at(500), at(400)), 'presence')).toEqual([
      'ana',
      'ben',
    ])
    expect(await presence.list()).toEqual([
      { agentId: 'ana', status: 'away', seenAt: at(500) },
      { agentId: 'ben', status: 'online', seenAt: at(500) },
    ])
    expect(await told(() => presence.leave('ana', at(500)), 'presence')).toEqual(['ana'])
    expect(await told(() => presence.leave('ana', at(500)), 'presence')).toEqual([])
    expect((await presence.list())[0]?.status).toBe('offline')
    expect(await told(() => presence.seen(['ana'], at(501), at(400)), 'presence')).toEqual(['ana'])
    expect((await presence.list())[0]).toEqual({ agentId: 'ana', status: 'online', seenAt: at(501) })
    await presence.seen([], at(600), at(500))
    const signedIn = {
      tokenHash: `h-${engine}`,
      agentId: 'ben',
      csrfToken: 'c',
      createdAt: at(0),
      expiresAt: at(700),
    }
    await store().agents.addSession(signedIn)
    expect(await told(() => presence.leave('ben', at(600)), 'presence')).toEqual([])
    expect(await told(() => presence.leave('ben', at(700)), 'presence')).toEqual(['ben'])
  })
}
