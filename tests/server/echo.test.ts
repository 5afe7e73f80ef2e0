import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Unreachable } from '../../protocol/errors.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { type House, openHouse, type ShiftedClock, shiftedClock } from './stand-in-house.ts'

const HOUR_MS = 3_600_000

describe.each(['sqlite', 'postgres'] as const)('an echo on %s', engine => {
  let database: FreshDatabase
  let house: House
  let clock: ShiftedClock

  beforeEach(async () => {
    clock = shiftedClock()
    database = await freshDatabase(engine)
    house = await openHouse(database.url, { clock })
    house.channel.limits.receipts = true
  })
  afterEach(async () => {
    await house.stop()
    await database.drop()
  })

  const echo = (text: string, platformId: string = randomUUID()) =>
    house.say('ana', text, {
      kind: 'echo',
      platformId,
      settle: false,
      activity: { type: 'message', id: platformId, text, from: { id: 'page', name: 'Marta' } },
    })
  const transcript = async (id: string) =>
    (await house.store.transcript.list(id)).map(({ speaker, author, activity }) =>
      [speaker, author, activity.text].filter(Boolean).join(' '),
    )
  const handoffs = () => house.store.handoffs.list({ limit: 10 })
  const ownerOf = async (id: string) => (await house.store.conversations.get(id))?.owner
  /** All that is due has been taken. */
  const settled = () =>
    expect
      .poll(async () => (await house.store.inbox.nextDueAt()) ?? '9')
      .toSatisfy((due: string) => due === '9' || Date.parse(due) > clock())

  test('of a person silences the bot until the desk gives the conversation back', async () => {
    const id = await house.say('ana', 'one')
    await house.answers(1)
    await echo('I am Marta, hello')
    await expect.poll(() => ownerOf(id)).toBe('human')
    const [handoff] = await handoffs()
    expect(handoff).toMatchObject({ status: 'active', reason: 'taken_over', conversationId: id })
    await house.say('ana', 'two')
    await settled()
    expect(house.sent).toHaveLength(1)
    expect(await transcript(id)).toEqual([
      'customer one',
      'bot 1: one',
      'agent Marta I am Marta, hello',
      'customer two',
    ])
    const payload = { verb: 'return', handoffId: handoff?.id as string, agentId: 'a', author: 'A', slots: {} }
    await house.store.inbox.enqueue([
      { conversationId: id, kind: 'agent', key: 'r', payload, dueAt: new Date(0).toISOString() },
    ])
    await expect.poll(() => ownerOf(id)).toBe('bot')
    expect((await handoffs())[0]?.status).toBe('returned')
  })

  test('of our own send changes nothing, also when it is faster than our settling', async () => {
    const id = await house.say('ana', 'one')
    await house.answers(1)
    await expect.poll(async () => (await house.store.outbox.counts()).sent).toBe(1)
    await echo('1: one', 'p1')
    await settled()
    let release = () => {}
    house.channel.fail = () =>
      new Promise<void>(resolve => {
        release = resolve
      })
    await house.say('ana', 'two')
    await expect.poll(async () => (await house.store.outbox.counts()).leased).toBe(1)
    await echo('2: two', 'p2')
    release()
    expect(await house.answers(2)).toEqual(['1: one', '2: two'])
    await settled()
    expect(await ownerOf(id)).toBe('bot')
    expect(await handoffs()).toEqual([])
    expect(await transcript(id)).toEqual(['customer one', 'bot 1: one', 'customer two', 'bot 2: two'])
  })

  test('of a person takes back what the bot had not yet said', async () => {
    let down = true
    house.channel.fail = async () => {
      if (down) throw new Unreachable('down')
    }
    const id = await house.say('ana', 'one')
    await house.failed(1)
    await echo('hello')
    await expect.poll(() => ownerOf(id)).toBe('human')
    down = false
    house.later(10_000)
    await expect.poll(async () => (await house.store.outbox.counts()).cancelled).toBe(1)
    expect(house.sent).toEqual([])
  })

  test('lets the bot go on when nobody has written for half a day', async () => {
    const id = await house.say('ana', 'one')
    await house.answers(1)
    await echo('hello')
    await expect.poll(() => ownerOf(id)).toBe('human')
    house.later(7 * HOUR_MS)
    await echo('still there?')
    await settled()
    house.later(6 * HOUR_MS)
    await settled()
    expect(await ownerOf(id)).toBe('human')
    house.later(7 * HOUR_MS)
    await expect.poll(() => ownerOf(id)).toBe('bot')
    expect((await handoffs())[0]?.status).toBe('returned')
    expect(house.sent).toHaveLength(1)
    await house.say('ana', 'two')
    expect(await house.answers(2)).toEqual(['1: one', '2: two'])
  })
})
