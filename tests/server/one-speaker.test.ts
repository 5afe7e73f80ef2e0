import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Act, next, type Ownership } from '../../handoff/ownership.ts'
import type { Activity } from '../../protocol/activity.ts'
import { Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import type { Engine } from '../../server/engine.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { standInEngine } from './stand-in-engine.ts'
import { type House, openHouse } from './stand-in-house.ts'

const AGENTS = ['ana', 'ben', 'cho'] as const

/** A bot without manners: it answers although a human owns the conversation. */
const rudeEngine: Engine = {
  ...standInEngine,
  takeTurn(content, facts, state, event) {
    const result = standInEngine.takeTurn(content, facts, state, event)
    if (facts.owner === 'human') {
      const rude: Activity = { type: 'message', id: `${facts.inboxId}:9`, text: `rude ${randomUUID()}` }
      result.activities.push(rude)
    }
    return result
  },
}

type Step =
  | { do: 'say'; text: 'hello' | 'person' }
  | { do: 'act'; verb: 'reply' | 'note' | 'return' | 'resolve'; agent: string; supervisor: boolean }
  | { do: 'move'; act: Act }
  | { do: 'echo' }
  | { do: 'down'; ms: number }

const actor = fc.record({ id: fc.constantFrom(...AGENTS), supervisor: fc.boolean() })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      text: fc.constantFrom('hello' as const, 'person' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('act' as const),
      verb: fc.constantFrom('reply' as const, 'note' as const, 'return' as const, 'resolve' as const),
      agent: fc.constantFrom(...AGENTS),
      supervisor: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      act: fc.oneof(
        fc.record({ verb: fc.constant('claim' as const), by: actor, takeOver: fc.boolean() }),
        fc.record({
          verb: fc.constantFrom('accept' as const, 'decline' as const, 'hold' as const, 'resume' as const),
          by: actor,
        }),
        fc.record({ verb: fc.constant('transfer' as const), by: actor, to: fc.constantFrom(...AGENTS) }),
        fc.record({ verb: fc.constant('offer' as const), to: fc.constantFrom(...AGENTS) }),
        fc.record({ verb: fc.constantFrom('expire' as const, 'vanish' as const) }),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'echo' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('down' as const), ms: fc.integer({ min: 1, max: 10 }) }),
  },
)

describe.each(['sqlite', 'postgres'] as const)('one speaker on %s', engine => {
  let database: FreshDatabase
  let house: House
  let down = 0

  beforeAll(async () => {
    database = await freshDatabase(engine)
    house = await openHouse(database.url, { engine: rudeEngine })
    house.channel.fail = async () => {
      if (Date.now() < down) throw new Unreachable('down')
    }
  })
  afterAll(async () => {
    await house.stop()
    await database.drop()
  })

  const open = async (conversationId: string) => {
    const [handoff] = await house.store.handoffs.latest([conversationId])
    return handoff === undefined || handoff.endedAt !== undefined ? undefined : handoff
  }

  /** What somebody does, as the API does it: judged by what is there, written where it still is so. */
  async function move(conversationId: string, act: Act): Promise<boolean> {
    const handoff = await open(conversationId)
    if (handoff === undefined) return false
    const to = next(handoff, act)
    if (!to.ok) return false
    return house.store.handoffs.update(handoff.id, handoff.version, {
      change: act.verb,
      ...('by' in act && { by: act.by.id }),
      status: to.status,
      agentId: to.agentId ?? null,
      data: { act: JSON.parse(JSON.stringify(act)) },
      at: new Date().toISOString(),
    })
  }

  async function enqueue(
    conversationId: string,
    { verb, agent, supervisor }: Step & { do: 'act' },
    text: string,
  ) {
    const handoff = await open(conversationId)
    if (handoff === undefined || !next(handoff, { verb, by: { id: agent, supervisor } }).ok) return false
    const more = { reply: { text }, note: { text }, return: { slots: {} }, resolve: { cause: 'x' } }[verb]
    const by = { handoffId: handoff.id, agentId: agent, author: agent, supervisor }
    await house.store.inbox.enqueue([
      {
        conversationId,
        kind: 'agent',
        key: randomUUID(),
        payload: { verb, ...by, ...more },
        dueAt: new Date().toISOString(),
      },
    ])
    return true
  }

  /** All that is due was taken, and all that was to go went. The timers of echoes are due in half a day. */
  const quiet = () =>
    expect
      .poll(
        async () => {
          const due = await house.store.inbox.nextDueAt()
          const { held } = await house.store.inbox.counts()
          const { queued, leased } = await house.store.outbox.counts()
          return [due !== undefined && Date.parse(due) < Date.now() + 3_600_000, held, queued, leased]
        },
        { timeout: 20_000, interval: 20 },
      )
      .toEqual([false, 0, 0, 0])

  /** Replies that the desk has and the customer has not. */
  const unsent = async (conversationId: string) =>
    (await house.store.transcript.list(conversationId))
      .filter(({ activity: { name } }) => name === 'unsent')
      .map(({ activity: { text } }) => text)

  test('whatever happens at once, the bot is silent while a human owns, each reply goes out once or is kept as unsent, and each change was possible', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(step, fc.integer({ min: 0, max: 4 })), { minLength: 4, maxLength: 25 }),
        async steps => {
          const thread = randomUUID()
          const conversationId = await house.say(thread, 'person', { settle: false })
          await expect.poll(() => open(conversationId), { timeout: 10_000 }).toBeDefined()
          const accepted: string[] = []
          const under: Promise<unknown>[] = []
          for (const [one, ms] of steps) {
            if (one.do === 'say') under.push(house.say(thread, one.text, { settle: false }))
            else if (one.do === 'echo') {
              const text = `echo ${randomUUID()}`
              const activity: Activity = {
                type: 'message',
                id: text,
                text,
                from: { id: 'page', name: 'Marta' },
              }
              under.push(house.say(thread, text, { kind: 'echo', settle: false, activity }))
            } else if (one.do === 'down') down = Date.now() + one.ms
            else if (one.do === 'move') under.push(move(conversationId, one.act))
            else {
              const text = `${one.verb} ${randomUUID()}`
              under.push(
                enqueue(conversationId, one, text).then(kept => {
                  if (kept && one.verb === 'reply') accepted.push(text)
                }),
              )
            }
            if (ms > 0) await pause(ms)
          }
          await Promise.all(under)
          await quiet()
          const sent = house.sent.filter(({ threadKey }) => threadKey === thread).map(({ text }) => text)
          expect(sent.filter(text => text.startsWith('rude'))).toEqual([])
          const replies = sent.filter(text => text.startsWith('reply'))
          expect([...replies, ...(await unsent(conversationId))].toSorted()).toEqual(accepted.toSorted())
          expect(sent.filter(text => text.startsWith('note'))).toEqual([])
          const conversation = await house.store.conversations.get(conversationId)
          expect((await open(conversationId)) !== undefined).toBe(conversation?.owner === 'human')
          await checkLife(conversationId)
        },
      ),
      { numRuns: engine === 'sqlite' ? 25 : 8, endOnFailure: true },
    )
  }, 120_000)

  /** The events of each hand-off tell a way through the state machine that ends where it stands. */
  async function checkLife(conversationId: string): Promise<void> {
    const events = await house.store.events.list({ conversationId, limit: 1_000 })
    const lives = new Map<string, Ownership>()
    for (const { name, data } of events) {
      const change = name.slice('handoff.'.length)
      const id = data.handoff as string
      const status = data.status as Ownership['status'] | undefined
      if (change === 'created') {
        expect([...lives.values()].every(one => one.status === 'returned' || one.status === 'resolved')).toBe(
          true,
        )
        lives.set(id, { status: status as Ownership['status'] })
        continue
      }
      const before = lives.get(id)
      if (before === undefined || status === undefined) continue
      const by = { id: String(data.agent ?? ''), supervisor: true }
      const act = (data.act ?? { verb: change, by }) as Act
      const after = next(before, act)
      expect([change, before, after.ok]).toEqual([change, before, true])
      expect(after).toMatchObject({ status })
      if (after.ok) lives.set(id, { status: after.status, agentId: after.agentId })
    }
    for (const [id, life] of lives) {
      const row = await house.store.handoffs.get(id)
      expect({ status: row?.status, agentId: row?.agentId }).toEqual({
        status: life.status,
        agentId: life.agentId,
      })
    }
  }

  test('of fifty agents who claim at once one has it, also while the customer and a person elsewhere write', async () => {
    const thread = randomUUID()
    const conversationId = await house.say(thread, 'person', { settle: false })
    await expect.poll(() => open(conversationId), { timeout: 10_000 }).toBeDefined()
    const claims = Array.from({ length: 50 }, (_, n) =>
      move(conversationId, { verb: 'claim', by: { id: `a${n}`, supervisor: false } }),
    )
    const said = house.say(thread, 'hello?', { settle: false })
    const won = await Promise.all(claims)
    await said
    expect(won.filter(Boolean)).toHaveLength(1)
    expect((await open(conversationId))?.agentId).toBe(`a${won.indexOf(true)}`)
  })

  test('an echo that races a claim leaves the hand-off with the agent, or with the agent after it', async () => {
    for (let n = 0; n < 10; n++) {
      const thread = randomUUID()
      const conversationId = await house.say(thread, 'person', { settle: false })
      await expect.poll(() => open(conversationId), { timeout: 10_000 }).toBeDefined()
      const activity: Activity = {
        type: 'message',
        id: randomUUID(),
        text: 'from the app',
        from: { id: 'page' },
      }
      const [, claimed] = await Promise.all([
        house.say(thread, 'x', { kind: 'echo', settle: false, activity }),
        move(conversationId, { verb: 'claim', by: { id: 'ana', supervisor: false } }),
      ])
      await quiet()
      // Too late only when the echo's turn came in between: then it is active, and can be claimed still.
      if (!claimed)
        expect(await move(conversationId, { verb: 'claim', by: { id: 'ana', supervisor: false } })).toBe(true)
      expect(await open(conversationId)).toMatchObject({ status: 'active', agentId: 'ana' })
      const said = (await house.store.transcript.list(conversationId)).map(({ activity: { text } }) => text)
      expect(said).toContain('from the app')
    }
  })

  test('an echo that races the bot’s answer: what had not gone does not go, and the person has the conversation', async () => {
    for (let n = 0; n < 10; n++) {
      const thread = randomUUID()
      down = Date.now() + 60_000
      const conversationId = await house.say(thread, 'hello', { settle: false })
      const activity: Activity = {
        type: 'message',
        id: randomUUID(),
        text: 'from the app',
        from: { id: 'page' },
      }
      await house.say(thread, 'x', { kind: 'echo', settle: false, activity })
      await expect
        .poll(() => open(conversationId), { timeout: 10_000 })
        .toMatchObject({ reason: 'taken_over' })
      down = 0
      await quiet()
      expect(house.sent.filter(({ threadKey }) => threadKey === thread)).toEqual([])
    }
  })

  test('who writes into what was put aside has its agent again', async () => {
    const thread = randomUUID()
    const conversationId = await house.say(thread, 'person', { settle: false })
    await expect.poll(() => open(conversationId), { timeout: 10_000 }).toBeDefined()
    const by = { id: 'ana', supervisor: false }
    expect(await move(conversationId, { verb: 'claim', by })).toBe(true)
    expect(await move(conversationId, { verb: 'hold', by })).toBe(true)
    await house.say(thread, 'hello', { settle: false })
    await expect
      .poll(() => open(conversationId), { timeout: 10_000 })
      .toMatchObject({ status: 'active', agentId: 'ana', waitingSince: expect.any(String) })
  })

  test('of two agents who answer what waits at once one speaks, and the desk keeps what the other wrote', async () => {
    const { thread, conversationId } = await handedOver()
    const ask = { do: 'act', verb: 'reply', supervisor: false } as const
    const kept = await Promise.all([
      enqueue(conversationId, { ...ask, agent: 'ana' }, 'from ana'),
      enqueue(conversationId, { ...ask, agent: 'ben' }, 'from ben'),
    ])
    expect(kept).toEqual([true, true])
    await quiet()
    const agentId = (await open(conversationId))?.agentId
    const other = agentId === 'ana' ? 'ben' : 'ana'
    expect(sentTo(thread).filter(text => text.startsWith('from'))).toEqual([`from ${agentId}`])
    expect(await unsent(conversationId)).toEqual([`from ${other}`])
    const events = await house.store.events.list({ conversationId, limit: 100 })
    expect(events.filter(({ name }) => name === 'handoff.refused').map(({ data }) => data)).toMatchObject([
      { agent: other, verb: 'reply' },
    ])
  })

  test('a reply that comes after the conversation went back to the bot is not sent; one just before it is', async () => {
    const { thread, conversationId } = await handedOver()
    const handoff = await open(conversationId)
    const by = { handoffId: handoff?.id ?? '', agentId: 'ana', author: 'ana' }
    const row = (payload: object) => ({
      conversationId,
      kind: 'agent' as const,
      key: randomUUID(),
      payload: { ...by, ...payload } as Json,
      dueAt: new Date().toISOString(),
    })
    await house.store.inbox.enqueue([
      row({ verb: 'reply', text: 'before' }),
      row({ verb: 'return', slots: {} }),
      row({ verb: 'reply', text: 'after' }),
    ])
    await quiet()
    expect(sentTo(thread)).toContain('before')
    expect(sentTo(thread)).not.toContain('after')
    expect(await unsent(conversationId)).toEqual(['after'])
    expect((await house.store.conversations.get(conversationId))?.owner).toBe('bot')
    expect(await open(conversationId)).toBeUndefined()
  })

  async function handedOver() {
    const thread = randomUUID()
    const conversationId = await house.say(thread, 'person', { settle: false })
    await expect.poll(() => open(conversationId), { timeout: 10_000 }).toBeDefined()
    return { thread, conversationId }
  }

  const sentTo = (thread: string) =>
    house.sent.filter(({ threadKey }) => threadKey === thread).map(({ text }) => text)
})
