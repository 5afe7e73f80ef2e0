import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { standInEngine } from './stand-in-engine.ts'
import { type House, openHouse } from './stand-in-house.ts'

describe.each(['sqlite', 'postgres'] as const)('poison on %s', engine => {
  let database: FreshDatabase
  let house: House

  beforeEach(async () => {
    database = await freshDatabase(engine)
  })
  afterEach(async () => {
    await house.stop()
    await database.drop()
  })

  const counts = () => house.store.inbox.counts()

  test('is put aside politely when it is a state that nobody can read', async () => {
    house = await openHouse(database.url, {
      engine: {
        ...standInEngine,
        waitingForCall(state) {
          if (state !== undefined) throw new Error('state of another version')
          return false
        },
      },
    })
    await house.say('ana', 'before')
    expect(await house.answers(1)).toEqual(['1: before'])
    const conversationId = await house.say('ana', 'after')
    expect(await house.answers(2)).toEqual(['1: before', 'text of common.system_error'])
    await expect.poll(counts).toMatchObject({ dead: 1, pending: 0 })
    expect(await house.store.handoffs.list({ limit: 10 })).toMatchObject([
      { conversationId, reason: 'internal' },
    ])
  })

  test('is put aside alone when it is a damaged payload among good ones', async () => {
    house = await openHouse(database.url, { settleMs: 300 })
    await house.say('ana', 'good')
    const conversationId = await house.say('ana', '', { activity: null as never })
    expect(await house.answers(2)).toEqual(['1: good', 'text of common.system_error'])
    await expect.poll(counts).toMatchObject({ dead: 1, pending: 0 })
    expect(await house.store.handoffs.list({ limit: 10 })).toMatchObject([
      { conversationId, reason: 'internal' },
    ])
  })

  test('counts a try of the oldest row where a refused write handled none', async () => {
    house = await openHouse(database.url)
    const { takeReady, countAttempt } = house.store.inbox
    const counted: (readonly string[])[] = []
    house.store.inbox.countAttempt = async ids => {
      counted.push(ids)
      await countAttempt(ids)
    }
    house.store.inbox.takeReady = (now, which, decide) =>
      takeReady(now, which, claimed => {
        const commit = decide(claimed)
        if (commit === undefined || claimed.rows[0]?.attempts !== 0) return commit
        commit.handled.length = 0
        throw new Error('refused')
      })
    await house.say('ana', 'hello')
    expect(await house.answers(1)).toEqual(['1: hello'])
    expect(counted).toHaveLength(1)
  })

  test('that can not even be read is looked at ever more seldom, and holds up nobody', async () => {
    house = await openHouse(database.url)
    const { takeReady } = house.store.inbox
    let looks = 0
    let damaged = ''
    house.store.inbox.takeReady = async (now, which, decide) => {
      let met = false
      const taken = await takeReady(
        now,
        {
          ...which,
          begun(ids) {
            met = ids.includes(damaged)
            which.begun(ids)
          },
        },
        claimed => (claimed.conversation.id === damaged ? undefined : decide(claimed)),
      )
      if (!met) return taken
      looks++
      const others = taken.filter(({ conversationId: id }) => id !== damaged)
      return [...others, { conversationId: damaged, ok: false, error: new SyntaxError('damaged') }]
    }
    const conversationId = await house.say('ana', 'one')
    await house.answers(1)
    damaged = conversationId
    await house.say('ana', 'two')
    for (let n = 0; n < 20; n++) await house.say('ben', `word ${n}`)
    await pause(500)
    expect(looks).toBeGreaterThan(1)
    expect(looks).toBeLessThan(12)
    expect(await house.answers(20, 'ben')).toHaveLength(20)
  })
})
