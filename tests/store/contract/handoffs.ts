import { expect, test } from 'vitest'
import type { HandoffChange } from '../../../store/store.ts'
import { entry, eventsOf, handedOver, handoff } from './handoff-subject.ts'
import { acceptOne, answer, at, type Engine, LATER, takeOne, turn, useStore } from './subject.ts'

const CLAIM: HandoffChange = { change: 'claim', by: 'ana', status: 'active', agentId: 'ana', at: at(1) }

export function handoffs(engine: Engine): void {
  const store = useStore(engine)

  test('a hand-off is opened, seen by the next turn, changed and ended', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'handoff' })
    const { terms, ...asked } = { ...handoff({ team: 'returns', skill: 'invoices' }), terms: ['Ana'] }
    await takeOne(store(), conversationId, one =>
      turn(one, { handoff: { ...asked, terms }, owner: 'human', language: 'es' }),
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
      waitingSince: at(0),
      version: 1,
    })
    await acceptOne(store(), { threadKey: 'handoff' })
    const claimed = await takeOne(store(), conversationId, one =>
      turn(one, {
        handoffUpdate: {
          status: 'active',
          agentId: 'agt_1',
          changes: [{ change: 'reply', by: 'agt_1', status: 'active' }],
        },
        at: at(10),
      }),
    )
    expect(claimed.handoff).toEqual(waiting)
    expect(await store().handoffs.get(asked.id)).toMatchObject({
      status: 'active',
      agentId: 'agt_1',
      version: 2,
      updatedAt: at(10),
      claimedAt: at(10),
    })
    await acceptOne(store(), { threadKey: 'handoff' })
    await takeOne(store(), conversationId, one =>
      turn(one, {
        handoffUpdate: {
          status: 'resolved',
          cause: 'solved',
          note: 'n',
          changes: [{ change: 'resolve', by: 'agt_1' }],
        },
        owner: 'bot',
        closed: true,
        at: at(20),
      }),
    )
    const resolved = await store().handoffs.get(asked.id)
    expect(resolved).toMatchObject({
      status: 'resolved',
      agentId: 'agt_1',
      cause: 'solved',
      note: 'n',
      endedAt: at(20),
    })
    expect(resolved?.waitingSince).toBeUndefined()
    expect(await store().handoffs.list({ status: ['waiting', 'active'], limit: 10 })).toEqual([])
    expect(await eventsOf(store(), conversationId)).toEqual([
      ['handoff.created', { handoff: asked.id, status: 'waiting', reason: 'asked', priority: 'normal' }],
      ['handoff.reply', { handoff: asked.id, agent: 'agt_1', status: 'active' }],
      ['handoff.resolve', { handoff: asked.id, agent: 'agt_1' }],
    ])
  })

  test('of two agents who change the same hand-off one is too late, and leaves no event', async () => {
    const { id, conversationId } = await handedOver(store())
    const won = await Promise.all([
      store().handoffs.update(id, 1, CLAIM),
      store().handoffs.update(id, 1, { ...CLAIM, by: 'ben', agentId: 'ben' }),
    ])
    expect(won.toSorted()).toEqual([false, true])
    const after = await store().handoffs.get(id)
    expect(after).toMatchObject({ version: 2, status: 'active', claimedAt: at(1) })
    const events = await eventsOf(store(), conversationId)
    expect(events.slice(1)).toEqual([
      ['handoff.claim', { handoff: id, agent: after?.agentId, status: 'active' }],
    ])
    expect(await store().handoffs.update('hof_unknown', 1, CLAIM)).toBe(false)
    expect(await store().handoffs.get('hof_unknown')).toBeUndefined()
  })

  test('of fifty who claim at once exactly one wins', async () => {
    const { id, conversationId } = await handedOver(store())
    const won = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        store().handoffs.update(id, 1, { ...CLAIM, by: `a${n}`, agentId: `a${n}` }),
      ),
    )
    expect(won.filter(Boolean)).toHaveLength(1)
    expect((await store().handoffs.get(id))?.agentId).toBe(`a${won.indexOf(true)}`)
    expect(
      (await eventsOf(store(), conversationId)).filter(([name]) => name === 'handoff.claim'),
    ).toHaveLength(1)
  })

  test('a hand-off that the desk changes while a turn is thought of is not overwritten: the turn is decided anew', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'overtaken' })
    const asked = handoff()
    await takeOne(store(), conversationId, one => turn(one, { handoff: asked, owner: 'human' }))
    await acceptOne(store(), { threadKey: 'overtaken' })
    let transfer: Promise<boolean> | undefined
    const [taken] = await store().inbox.take(LATER, [conversationId], one => {
      transfer = store().handoffs.update(asked.id, 1, {
        change: 'transfer',
        status: 'offered',
        agentId: 'ben',
        at: at(1),
      })
      // Much to write, so that PostgreSQL hears of the transfer before it comes to the hand-off.
      const outbox = Array.from({ length: 300 }, () => answer(one, { notice: true, runAt: at(90_000_000) }))
      return turn(one, {
        outbox,
        transcript: [entry('agent', 'hola', 5)],
        handoffUpdate: { status: 'active', agentId: 'ana', changes: [{ change: 'reply', by: 'ana' }] },
      })
    })
    const transferred = await transfer
    // On PostgreSQL either may come first.
    if (engine === 'sqlite') expect(transferred).toBe(true)
    // No failed try, which would be counted.
    expect(taken).toEqual(transferred ? undefined : { conversationId, ok: true })
    expect(await store().handoffs.get(asked.id)).toMatchObject(
      transferred
        ? { status: 'offered', agentId: 'ben', version: 2, waitingSince: at(0) }
        : { status: 'active', agentId: 'ana', version: 2 },
    )
    if (!transferred) return
    expect((await eventsOf(store(), conversationId)).map(([name]) => name)).toEqual([
      'handoff.created',
      'handoff.transfer',
    ])
    const again = await takeOne(store(), conversationId, one =>
      turn(one, { handoffUpdate: { status: 'active', changes: [{ change: 'reply' }] } }),
    )
    expect(again.handoff).toMatchObject({ status: 'offered', agentId: 'ben', version: 2 })
    expect(await store().handoffs.get(asked.id)).toMatchObject({
      status: 'active',
      agentId: 'ben',
      version: 3,
    })
  })

  test('an offer ends with the next state, and who gives it back has it no more', async () => {
    const { id } = await handedOver(store(), { team: 'returns' })
    const update = (version: number, change: Partial<HandoffChange>) =>
      store().handoffs.update(id, version, { change: 'x', at: at(version), ...change })
    await update(1, { status: 'offered', agentId: 'ana', offeredUntil: at(60_000) })
    expect(await store().handoffs.get(id)).toMatchObject({ agentId: 'ana', offeredUntil: at(60_000) })
    await update(2, { status: 'waiting', team: null, language: 'ro', priority: 'urgent', escalatedAt: at(2) })
    const back = await store().handoffs.get(id)
    expect(back).toMatchObject({ status: 'waiting', language: 'ro', priority: 'urgent', escalatedAt: at(2) })
    expect([back?.agentId, back?.offeredUntil, back?.team, back?.claimedAt]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    await update(3, { status: 'active', agentId: 'ben', desk: 'slack' })
    await update(4, { status: 'on_hold' })
    await update(5, { status: 'active' })
    const active = await store().handoffs.get(id)
    expect(active).toMatchObject({ agentId: 'ben', desk: 'slack', claimedAt: at(3), version: 6 })
  })

  test('it is known since when the customer waits, when they were first answered, and what was said last', async () => {
    const asked = entry('customer', 'a person, please', -5)
    const said = await handedOver(store(), {}, { transcript: [asked, entry('bot', 'Somebody comes.', 0)] })
    const now = () => store().handoffs.get(said.id)
    expect(await now()).toMatchObject({
      waitingSince: at(0),
      lastMessage: { at: at(-5), speaker: 'customer', text: 'a person, please' },
    })
    await said.say({ transcript: [entry('customer', 'hello?', 10)] })
    expect((await now())?.waitingSince).toBe(at(0))
    await said.say({
      transcript: [entry('agent', 'Let me see', 20), entry('agent', '', 21, { type: 'event', name: 'note' })],
    })
    expect(await now()).toMatchObject({
      firstReplyAt: at(20),
      lastMessage: { at: at(20), speaker: 'agent', text: 'Let me see' },
      version: 1,
    })
    expect((await now())?.waitingSince).toBeUndefined()
    await said.say({ transcript: [entry('customer', '👍', 25, { type: 'event', name: 'reaction' })] })
    expect((await now())?.waitingSince).toBeUndefined()
    const photo = { contentType: 'image/jpeg', contentUrl: 'media:med_1', name: 'box.jpg' }
    const { text: _none, ...picture } = entry('customer', '', 30, { attachments: [photo] }).activity
    await said.say({
      transcript: [
        { ...entry('customer', '', 30), activity: picture },
        entry('customer', 'x'.repeat(400), 40),
      ],
    })
    const after = await now()
    expect(after).toMatchObject({ waitingSince: at(30), firstReplyAt: at(20) })
    expect(after?.lastMessage?.text).toBe(`${'x'.repeat(199)}…`)
    await said.say({
      transcript: [{ ...entry('customer', '', 45), activity: picture }],
    })
    expect((await now())?.lastMessage?.text).toBe('box.jpg')
    await said.say({ transcript: [entry('agent', 'yes', 50), entry('customer', 'and', 60)] })
    expect(await now()).toMatchObject({ waitingSince: at(60), firstReplyAt: at(20) })
  })

  test('what somebody answered at the platform’s own app is a hand-off that nobody waits in', async () => {
    const { id } = await handedOver(
      store(),
      { status: 'active', reason: 'taken_over' },
      { transcript: [entry('agent', 'hello from the app', 3)], at: at(4) },
    )
    const made = await store().handoffs.get(id)
    expect(made).toMatchObject({ status: 'active', claimedAt: at(4), firstReplyAt: at(3) })
    expect(made?.waitingSince).toBeUndefined()
  })

  test('each thing that is said while a hand-off is open is an event of it, what opened it included', async () => {
    const asked = entry('customer', 'a person', 0)
    const said = await handedOver(store(), {}, { transcript: [asked], events: [{ name: 'own', data: {} }] })
    const reply = entry('agent', 'hello', 1)
    const note = entry('agent', '', 2, { type: 'event', name: 'note' })
    await said.say({ transcript: [reply, note] })
    const last = entry('customer', 'bye', 3)
    await said.say({
      transcript: [last],
      owner: 'bot',
      handoffUpdate: { status: 'returned', changes: [{ change: 'return', by: 'ana', status: 'returned' }] },
    })
    await said.say({ transcript: [entry('customer', 'to the bot', 4)] })
    const of = (one: typeof asked) => ({ handoff: said.id, entry: one.id, speaker: one.speaker })
    expect(await eventsOf(store(), said.conversationId)).toEqual([
      ['own', {}],
      ['handoff.created', expect.objectContaining({ handoff: said.id })],
      ['handoff.message', of(asked)],
      ['handoff.message', of(reply)],
      ['handoff.message', of(note)],
      ['handoff.message', of(last)],
      ['handoff.return', { handoff: said.id, agent: 'ana', status: 'returned' }],
    ])
    const entries = await store().transcript.entries(said.conversationId, [note.id, reply.id, 'unknown'])
    expect(entries.map(({ id }) => id)).toEqual([reply.id, note.id])
    expect(await store().transcript.entries(said.conversationId, [])).toEqual([])
  })

  test('what is to be done only while the customer waits is not done once they have an answer', async () => {
    const { id, say } = await handedOver(store())
    const vanished = { change: 'vanished', status: 'waiting', whileWaiting: true, at: at(9) } as const
    await store().handoffs.update(id, 1, CLAIM)
    await say({ transcript: [entry('agent', 'hello', 5)] })
    expect(await store().handoffs.update(id, 2, vanished)).toBe(false)
    await say({ transcript: [entry('customer', 'hello?', 6)] })
    expect(await store().handoffs.update(id, 2, vanished)).toBe(true)
  })

  test('what the customer was told is kept, and changes nothing else', async () => {
    const { id, conversationId } = await handedOver(store())
    await store().handoffs.setTold(id, { position: 2 })
    expect(await store().handoffs.get(id)).toMatchObject({ told: { position: 2 }, version: 1 })
    expect(await eventsOf(store(), conversationId)).toHaveLength(1)
  })

  test('how long the last ones waited is known, the newest first', async () => {
    const claimed: string[] = []
    for (const ms of [3_000_000, 3_001_000, 3_002_000]) {
      const { id } = await handedOver(store(), { team: 'vip' })
      await store().handoffs.update(id, 1, { ...CLAIM, at: at(ms) })
      claimed.unshift(at(ms))
    }
    const waits = await store().handoffs.recentWaits({ since: at(3_000_500), limit: 10 })
    expect(waits.map(one => one.claimedAt)).toEqual(claimed.slice(0, 2))
    expect(waits[0]).toEqual({ createdAt: at(0), claimedAt: claimed[0], team: 'vip' })
    expect(await store().handoffs.recentWaits({ since: at(0), limit: 1 })).toHaveLength(1)
  })
}
