import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RenderContext } from '../../adapters/adapter.ts'
import type { Activity } from '../../protocol/activity.ts'
import { OutcomeUnknown, RateLimited, Refused, StoreError, Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import { sendRow } from '../../server/outgoing.ts'
import { eventually } from '../eventually.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { standInContent } from './stand-in-engine.ts'
import { type House, listChannel, openHouse, type ShiftedClock, shiftedClock } from './stand-in-house.ts'

describe.each(['sqlite', 'postgres'] as const)('deliver on %s', engine => {
  let database: FreshDatabase
  let house: House
  let clock: ShiftedClock

  beforeEach(async () => {
    clock = shiftedClock()
    database = await freshDatabase(engine)
    house = await openHouse(database.url, { clock })
  })
  afterEach(async () => {
    await house.stop()
    await database.drop()
  })

  /** Fails the sends of one thread as long as it is told. */
  const fail = (threadKey: string, error: () => Error | undefined) => {
    house.channel.fail = async (_payload: Json, options) => {
      const found = options.threadKey === threadKey ? error() : undefined
      if (found !== undefined) throw found
    }
  }
  const dead = async () => (await house.store.outbox.counts()).dead

  test('tries again after an outage, in order, and lets no other lane wait for it', async () => {
    let down = true
    fail('ana', () => (down ? new Unreachable('connection refused') : undefined))
    await house.say('ana', 'one')
    await house.say('ana', 'two')
    await house.say('ben', 'hello')
    expect(await house.answers(1, 'ben')).toEqual(['1: hello'])
    await house.failed(1)
    expect(await house.answers(0, 'ana')).toEqual([])
    down = false
    house.later(5_000)
    expect(await house.answers(2, 'ana')).toEqual(['1: one', '2: two'])
  })

  test('waits as long as the platform asks', async () => {
    let asked = 0
    fail('ana', () => (asked++ === 0 ? new RateLimited('slow down', 60_000) : undefined))
    await house.say('ana', 'one')
    await house.failed(1)
    await pause(100)
    expect([asked, house.sent]).toEqual([1, []])
    house.later(61_000)
    expect(await house.answers(1, 'ana')).toEqual(['1: one'])
  })

  test('gives up what the platform refuses, and goes on in that lane', async () => {
    let asked = 0
    fail('ana', () => (asked++ === 0 ? new Refused('blocked') : undefined))
    await house.say('ana', 'one')
    await house.say('ana', 'two')
    expect(await house.answers(1, 'ana')).toEqual(['2: two'])
    const [stuck] = await house.store.outbox.stuck(10)
    expect(stuck).toMatchObject({ status: 'dead', lastError: 'channel.refused: blocked' })
    expect(await house.store.outbox.revive([stuck?.id as string], new Date(clock()).toISOString())).toBe(1)
    expect(await house.answers(2, 'ana')).toEqual(['2: two', '1: one'])
  })

  test('risks an unknown outcome once more, and no further', async () => {
    let asked = 0
    fail('ana', () => {
      asked++
      return new OutcomeUnknown('no answer')
    })
    await house.say('ana', 'one')
    await eventually(async () => {
      house.later(2_000)
      expect(await dead()).toBe(1)
    })
    expect(asked).toBe(2)
  })

  test('sends nothing twice of what a report vouches for while its outcome is unknown', async () => {
    house.channel.limits.receipts = true
    let part = ''
    house.channel.fail = async (_payload: Json, { idempotencyKey }) => {
      if (part === '') {
        part = idempotencyKey
        throw new OutcomeUnknown('no answer', { waitMs: 30_000 })
      }
    }
    await house.say('ana', 'one')
    await house.say('ana', 'two')
    await house.failed(1)
    await expect.poll(async () => (await house.store.outbox.counts()).queued).toBe(2)
    expect(Date.parse((await house.store.outbox.nextRunAt()) as string)).toBeGreaterThan(clock() + 20_000)
    const at = new Date(clock()).toISOString()
    await house.store.deliveries.report([{ channel: 'test', account: 'a', status: 'sent', part, at }])
    expect(await house.answers(1)).toEqual(['2: two'])
    await expect.poll(async () => (await house.store.outbox.counts()).sent).toBe(2)
    const entry = part.slice(0, -':0'.length)
    expect((await house.store.deliveries.of([entry])).get(entry)).toEqual({ status: 'sent', at })
  })

  test('sends nothing free once the reply window has closed: it waits for the customer, or goes as a template', async () => {
    let down = true
    let template = false
    house.channel.limits.replyWindowMs = 60_000
    house.channel.render = (activities: readonly Activity[], context: RenderContext) => {
      if (context.window === 'closed') return template ? [context.text('hello')] : []
      return activities.map(({ text }) => text as Json)
    }
    fail('ana', () => (down ? new Unreachable('down') : undefined))
    await house.say('ana', 'one')
    await house.failed(1)
    down = false
    house.later(120_000)
    await expect.poll(async () => (await house.store.outbox.counts()).parked).toBe(1)
    await house.say('ana', 'two')
    expect(await house.answers(2, 'ana')).toEqual(['1: one', '2: two'])
    template = true
    down = true
    await house.say('ana', 'three')
    await house.failed(2)
    down = false
    house.later(120_000)
    expect((await house.answers(3, 'ana')).at(-1)).toBe('text of hello')
  })

  test('learns from the platform that the window is closed', async () => {
    house.channel.limits.replyWindowMs = 60_000
    const closedAfter: unknown[] = []
    house.channel.render = (activities: readonly Activity[], context: RenderContext) => {
      if (context.window === 'open') return activities.map(({ text }) => text as Json)
      closedAfter.push(context.lastInboundAt)
      return ['template']
    }
    house.channel.fail = async (payload: Json) => {
      if (payload !== 'template') throw new Refused('131047', { windowClosed: true })
    }
    await house.say('ana', 'one')
    expect(await house.answers(1)).toEqual(['template'])
    // What a person says may go for days after the customer's word.
    expect(closedAfter).toEqual([expect.any(String)])
    expect(await dead()).toBe(0)
  })

  test('repeats only the parts that did not go out, under the same keys', async () => {
    let failing = true
    const keys: string[] = []
    house.channel.render = () => ['first part', 'second part']
    house.channel.fail = async (payload: Json, options) => {
      keys.push(options.idempotencyKey)
      if (payload === 'second part' && failing) throw new Unreachable('down')
    }
    await house.say('ana', 'hello')
    expect(await house.answers(1)).toEqual(['first part'])
    await house.failed(1)
    failing = false
    house.later(5_000)
    expect(await house.answers(2)).toEqual(['first part', 'second part'])
    expect(new Set(keys).size).toBe(2)
    expect(keys.filter(key => key === keys[0])).toHaveLength(1)
  })

  test('buries what cannot be rendered without holding up the rest', async () => {
    house.channel.render = activities => {
      if (activities.some(({ text }) => text?.includes('odd'))) throw new TypeError('no such card')
      return activities.map(({ text }) => text as Json)
    }
    await house.say('ana', 'odd')
    await house.say('ana', 'even')
    await house.say('ben', 'hello')
    expect((await house.answers(2)).sort()).toEqual(['1: hello', '2: even'])
    expect(await dead()).toBe(1)
  })

  test('keeps what a channel that was off has to say until it is on again', async () => {
    await house.stop()
    house = await openHouse(database.url, { clock, channelOn: false })
    await house.say('ana', 'hello')
    await expect.poll(async () => (await house.store.outbox.counts()).queued).toBe(1)
    await expect.poll(async () => (await house.store.outbox.counts()).leased).toBe(0)
    await house.stop()
    clock.add(5_000)
    house = await openHouse(database.url, { clock })
    expect(await house.answers(1)).toEqual(['1: hello'])
    await expect.poll(async () => (await house.store.outbox.counts()).sent).toBe(1)
  })

  test('buries what could not be rendered although the process died before it was put down', async () => {
    const broken = () => {
      throw new TypeError('no such card')
    }
    house.channel.render = broken
    house.store.outbox.settle = () => Promise.reject(new StoreError('store.unreachable', 'gone'))
    await house.say('ana', 'odd')
    await expect.poll(async () => (await house.store.outbox.counts()).leased).toBe(1)
    await house.stop()
    house = await openHouse(database.url, { clock })
    house.channel.render = broken
    expect(await house.store.outbox.release('test')).toBe(1)
    await expect.poll(dead).toBe(1)
    expect(house.sent).toEqual([])
  })

  test('writes down the others when the database refuses the end of one', async () => {
    const { settle } = house.store.outbox
    house.store.outbox.settle = async (settlements, inbox) => {
      if (settlements.some(({ id }) => id === refused)) throw new StoreError('store.failed', 'no')
      return settle(settlements, inbox)
    }
    let refused = ''
    house.channel.fail = async (_payload, { threadKey, idempotencyKey }) => {
      if (threadKey === 'ana') refused = idempotencyKey.slice(0, idempotencyKey.lastIndexOf(':'))
    }
    await Promise.all([house.say('ana', 'hello'), house.say('ben', 'hello'), house.say('eva', 'hello')])
    await house.answers(3)
    await expect.poll(async () => (await house.store.outbox.counts()).sent).toBe(2)
    expect((await house.store.outbox.counts()).leased).toBe(1)
  })

  test('lets the hand-off’s own notice out although a person owns the conversation by then', async () => {
    let down = true
    fail('ana', () => (down ? new Unreachable('down') : undefined))
    await house.say('ana', 'person')
    await house.failed(1)
    down = false
    house.later(60_000)
    expect(await house.answers(1, 'ana')).toEqual(['a person will answer'])
  })

  test('frees the leases of a life that was killed', async () => {
    let release = () => {}
    const stuck = new Promise<void>(resolve => {
      release = resolve
    })
    house.channel.fail = () => stuck
    await house.say('ana', 'hello')
    await expect.poll(async () => (await house.store.outbox.counts()).leased).toBe(1)
    expect(await house.store.outbox.release('somebody else')).toBe(0)
    expect(await house.store.outbox.release('test')).toBe(1)
    release()
    expect((await house.answers(1)).length).toBeGreaterThan(0)
  })
})

test('a message of which its channel makes nothing is refused, a sign like typing is done', async () => {
  const { channel } = listChannel()
  const send = (type: string) =>
    sendRow(
      {
        id: 'o',
        kind: 'activities',
        channel: 'test',
        payload: { activities: [{ type }] },
        parts: [],
      } as never,
      {
        channels: new Map([['test', { ...channel, render: () => [] }]]),
        content: () => standInContent(),
        clock: Date.now,
        mediaLink: () => undefined,
      },
      () => {},
    )
  await expect(send('message')).rejects.toThrow(Refused)
  await expect(send('typing')).resolves.toBeUndefined()
})
