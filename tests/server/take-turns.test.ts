import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Action } from '../../protocol/call.ts'
import { Refused, Unreachable } from '../../protocol/errors.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { type House, openHouse, shiftedClock } from './stand-in-house.ts'

const slow = (name: string, ms: number): Action => ({
  name,
  timeoutMs: 5_000,
  retries: 0,
  outcomes: [],
  async run() {
    await pause(ms)
    return { outcome: 'ok', value: 1 }
  },
})

/** An action that is out until it is released. */
function held(name: string) {
  const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const action: Action = {
    ...slow(name, 0),
    async run() {
      begun.resolve()
      await released.promise
      return { outcome: 'ok', value: 1 }
    },
  }
  return { action, begun: begun.promise, release: released.resolve }
}

describe.each(['sqlite', 'postgres'] as const)('the loops on %s', engine => {
  let database: FreshDatabase
  let house: House

  beforeEach(async () => {
    database = await freshDatabase(engine)
  })
  afterEach(async () => {
    await house.stop()
    await database.drop()
  })

  test('answer messages of one conversation in their order, each once', async () => {
    house = await openHouse(database.url)
    for (let n = 1; n <= 20; n++) await house.say('ana', `word ${n}`)
    expect(await house.answers(20)).toEqual(Array.from({ length: 20 }, (_, n) => `${n + 1}: word ${n + 1}`))
  })

  test('serve many conversations side by side', async () => {
    house = await openHouse(database.url)
    const threads = Array.from({ length: 100 }, (_, n) => `t${n}`)
    await Promise.all(threads.map(thread => house.say(thread, 'hello')))
    await house.answers(100)
    expect(new Set(house.sent.map(({ threadKey }) => threadKey)).size).toBe(100)
    expect(house.sent.every(({ text }) => text === '1: hello')).toBe(true)
  })

  test('make one turn of a message that the platform delivers twice', async () => {
    house = await openHouse(database.url)
    await house.say('ana', 'hello', { platformId: 'same' })
    await house.say('ana', 'hello', { platformId: 'same' })
    await house.say('ana', 'end')
    expect(await house.answers(2)).toEqual(['1: hello', '2: end'])
  })

  test('read bubbles sent in a row as one, and a pressed choice by itself', async () => {
    house = await openHouse(database.url, { settleMs: 500 })
    await house.say('ana', 'hi')
    await house.say('ana', 'my parcel')
    await house.say('ana', 'is late')
    expect(await house.answers(1)).toEqual(['1: hi\nmy parcel\nis late'])
    await house.say('ana', 'wait')
    const choice = { type: 'message', text: 'Track', value: { choice: 'x' } }
    await house.say('ana', '', { activity: choice, settle: false })
    expect(await house.answers(3)).toEqual(['1: hi\nmy parcel\nis late', '2: wait', '3: Track'])
  })

  test('hold messages while a call is out, and run them in order before younger ones', async () => {
    const find = held('find')
    house = await openHouse(database.url, { actions: [find.action] })
    await house.say('ana', 'call find')
    await find.begun
    await house.say('ana', 'first')
    await house.say('ana', 'second')
    await pause(100)
    expect(house.sent.map(({ text }) => text).filter(text => text !== '(typing)')).toEqual([])
    find.release()
    const texts = await house.answers(5)
    expect(texts.filter(text => text !== '(typing)')).toEqual(['2: find ok', '3: first', '4: second'])
    expect(texts.slice(0, 1)).toEqual(['(typing)'])
  })

  test('let a request for a person overtake a call that is out', async () => {
    const find = held('find')
    house = await openHouse(database.url, { actions: [find.action] })
    const conversation = await house.say('ana', 'call find')
    await find.begun
    await house.say('ana', 'held')
    await house.say('ana', 'person')
    await house.answers(2)
    expect(house.sent.map(({ text }) => text)).toContain('a person will answer')
    find.release()
    await expect.poll(() => house.store.inbox.nextDueAt()).toBeUndefined()
    const stored = await house.store.conversations.get(conversation)
    expect(stored).toMatchObject({ owner: 'human', ownershipVersion: expect.any(Number) })
    const [handoff] = await house.store.handoffs.list({ status: ['waiting'], limit: 10 })
    expect(handoff).toMatchObject({ conversationId: conversation, reason: 'asked', channel: 'test' })
    // What was held is the agent's to read, and the bot stays silent about it.
    const transcript = await house.store.transcript.list(conversation)
    expect(transcript.map(({ activity }) => activity.text)).toContain('held')
    expect(house.sent.map(({ text }) => text)).not.toContainEqual(expect.stringContaining(': held'))
  })

  test('tell the engine that a call failed, timed out, or does not exist', async () => {
    const broken: Action = { ...slow('broken', 0), run: () => Promise.reject(new Unreachable('down')) }
    const refused: Action = { ...slow('refused', 0), run: () => Promise.reject(new Refused('no')) }
    house = await openHouse(database.url, { actions: [slow('late', 5_000), broken, refused] })
    await house.say('a', 'call late 100')
    await house.say('b', 'call broken 2000')
    await house.say('c', 'call refused')
    await house.say('d', 'call nothing')
    await house.answers(4)
    expect(house.sent.map(({ text }) => text).sort()).toEqual([
      '2: broken failed',
      '2: late timeout',
      '2: nothing failed',
      '2: refused failed',
    ])
  })

  test('put a poisonous message aside after three tries, politely, and hand the conversation over', async () => {
    house = await openHouse(database.url)
    await house.say('ana', 'before')
    await house.answers(1)
    const conversation = await house.say('ana', 'boom')
    await house.say('ana', 'after')
    await house.say('ben', 'hello')
    const texts = await house.answers(2, 'ana')
    expect(texts).toEqual(['1: before', 'text of common.system_error'])
    expect(await house.answers(1, 'ben')).toEqual(['1: hello'])
    const [handoff] = await house.store.handoffs.list({ limit: 10 })
    expect(handoff).toMatchObject({ conversationId: conversation, reason: 'internal' })
    const said = async () =>
      (await house.store.transcript.list(conversation)).map(({ activity }) => activity.text)
    await expect.poll(said).toEqual(['before', '1: before', 'boom', 'text of common.system_error', 'after'])
    expect(await house.store.inbox.counts()).toMatchObject({ dead: 1, pending: 0 })
  })

  test('wake a timer when it is due', async () => {
    house = await openHouse(database.url, { clock: shiftedClock() })
    await house.say('ana', 'remind')
    expect(await house.answers(1)).toEqual(['later'])
    house.later(61_000)
    expect(await house.answers(2)).toEqual(['later', '2: it is time'])
  })

  test('let a verb for an earlier hand-off leave a later one alone', async () => {
    house = await openHouse(database.url)
    const conversationId = await house.say('ana', 'person')
    await house.answers(1)
    const [first] = await house.store.handoffs.list({ limit: 1 })
    const by = { handoffId: first?.id as string, agentId: 'agt_1', author: 'Eva' }
    const act = (key: string, payload: object) =>
      house.store.inbox.enqueue([
        {
          conversationId,
          kind: 'agent',
          key,
          payload: { ...by, ...payload },
          dueAt: new Date().toISOString(),
        },
      ])
    await act('1', { verb: 'return', slots: {} })
    await house.answers(2)
    await house.say('ana', 'person')
    await house.answers(3)
    await act('2', { verb: 'resolve', cause: 'answered' })
    await act('3', { verb: 'reply', text: 'Goodbye' })
    const refused = async () =>
      (await house.store.events.list({ conversationId, limit: 99 })).filter(
        ({ name }) => name === 'handoff.refused',
      )
    // Its hand-off is over: it is kept for the desk, and nobody speaks beside who has the conversation now.
    await expect.poll(refused).toHaveLength(2)
    expect(await house.answers(3)).not.toContain('Goodbye')
    const statuses = (await house.store.handoffs.list({ limit: 9 })).map(({ status }) => status)
    expect(statuses.sort()).toEqual(['returned', 'waiting'])
    expect(await house.store.conversations.get(conversationId)).toMatchObject({
      status: 'open',
      owner: 'human',
    })
  })

  test('let an agent answer, and give the conversation back to the bot', async () => {
    house = await openHouse(database.url)
    const conversationId = await house.say('ana', 'person')
    await house.answers(1)
    const [handoff] = await house.store.handoffs.list({ limit: 1 })
    const by = { handoffId: handoff?.id as string, agentId: 'agt_1', author: 'Eva' }
    const row = (key: string, payload: object) => ({
      conversationId,
      kind: 'agent' as const,
      key,
      payload: { ...by, ...payload },
      dueAt: new Date().toISOString(),
    })
    await house.store.inbox.enqueue([row('1', { verb: 'reply', text: 'Hello, Eva here' })])
    expect(await house.answers(2)).toEqual(['a person will answer', 'Hello, Eva here'])
    await house.say('ana', 'thanks Eva')
    await house.store.inbox.enqueue([row('2', { verb: 'resolve', cause: 'answered' })])
    expect((await house.answers(3)).at(-1)).toMatch(/: resolved$/)
    expect(await house.store.conversations.get(conversationId)).toMatchObject({
      status: 'closed',
      owner: 'bot',
    })
    expect(await house.store.handoffs.list({ limit: 1 })).toMatchObject([
      { status: 'resolved', cause: 'answered', agentId: 'agt_1' },
    ])
    const said = await house.store.transcript.list(conversationId)
    expect(said.map(({ speaker }) => speaker)).toEqual(['customer', 'bot', 'agent', 'customer', 'bot'])
  })

  test('keep a conversation on the content that it began with', async () => {
    house = await openHouse(database.url, { version: 'v1' })
    const conversation = await house.say('ana', 'hello')
    await house.answers(1)
    await house.stop()
    house = await openHouse(database.url, { version: 'v2' })
    const other = await house.say('ben', 'hello')
    await house.say('ana', 'again')
    await house.answers(2)
    expect(house.sent.map(({ text }) => text).sort()).toEqual(['1: hello', '2: again'])
    expect(await house.store.conversations.get(conversation)).toMatchObject({ contentVersion: 'v1' })
    expect(await house.store.conversations.get(other)).toMatchObject({ contentVersion: 'v2' })
  })
})
