import { afterEach, describe, expect, test } from 'vitest'
import { createApi } from '../../../adapters/twitter/api.ts'
import { type TwitterConfig, twitterConfig } from '../../../adapters/twitter/config.ts'
import { dmEventsSchema, parsePage } from '../../../adapters/twitter/parse-dm-event.ts'
import { createPoll, type Poll } from '../../../adapters/twitter/poll.ts'
import { standIn, type TwitterStandIn } from '../../../adapters/twitter/stand-in/index.ts'
import { RateLimited, StoreError } from '../../../protocol/errors.ts'
import { silentLog } from '../../../protocol/log.ts'
import { eventually } from '../../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { openTwitter } from './twitter-harness.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Polled {
  platform: TwitterStandIn
  house: House
  begin(): Poll
}

async function open(): Promise<Polled> {
  const platform = await standIn.start({ reports: false })
  closing.push(platform.close)
  const house = openHouse()
  const config = twitterConfig.parse({ ...platform.environment, TWITTER_POLL: '1' }) as TwitterConfig
  const begin = () => {
    const poll = createPoll(
      { ...config, everyMs: 20 },
      house.deps,
      createApi(config, house.deps),
      async parsed => {
        if (parsed.inbound.length > 0) await house.deps.receive(parsed.inbound)
      },
    )
    closing.push(poll.close)
    poll.start()
    return poll
  }
  return { platform, house, begin }
}
const texts = ({ house }: Polled) => house.received.map(({ activity }) => activity.text)
const looked = ({ house }: Polled) => eventually(() => expect(house.memory.size).toBe(2))

describe('a server that X can’t reach', () => {
  test('asks for messages and mentions, from the first look on, each once', async () => {
    const polled = await open()
    await polled.platform.say('ana', 'before anybody listened')
    await polled.platform.mention('bo', '@shop old')
    polled.begin()
    await looked(polled)
    await polled.platform.say('ana', 'one')
    await polled.platform.say('ana', 'two')
    const { postId } = await polled.platform.mention('bo', '@shop hola', { lang: 'es' })
    await eventually(() => expect(polled.house.received).toHaveLength(3))
    expect(texts(polled)).toEqual(['one', 'two', undefined])
    expect(polled.house.received[2]).toMatchObject({
      threadKey: `mention:${postId}`,
      customer: { locale: 'es' },
    })
  })

  test('reads back what came while it was away, over several pages and a store that was gone', async () => {
    const polled = await open()
    const first = polled.begin()
    await looked(polled)
    await first.close()
    for (let n = 0; n < 230; n++) await polled.platform.say('ana', `message ${n}`)
    polled.house.fault.error = new StoreError('store.full', 'full')
    const second = polled.begin()
    await new Promise(resolve => setTimeout(resolve, 100))
    await second.close()
    expect(polled.house.received).toEqual([])
    delete polled.house.fault.error
    polled.begin()
    await eventually(() => expect(polled.house.received).toHaveLength(230))
    expect(texts(polled)).toEqual(Array.from({ length: 230 }, (_, n) => `message ${n}`))
  })
})

describe('what came while the server was away for long', () => {
  /** X with so many pages of one message each, that asks once to wait so long. */
  function openLong(pages: number, retryAfterMs: number, mostBackMs: number) {
    const warned: string[] = []
    const house = openHouse({ log: { ...silentLog, warn: (_fields, message) => warned.push(message) } })
    house.memory.set('poll.messages', '100')
    let refusals = 1
    const call = async ({ path }: { path: string }) => {
      if (!path.startsWith('/2/dm_events')) return { status: 200, headers: new Headers(), json: {} }
      const page = Number(/pagination_token=(\d+)/.exec(path)?.[1] ?? 0)
      if (page === 20 && refusals-- > 0) throw new RateLimited('wait', retryAfterMs)
      const data = [{ id: String(100 + pages - page), text: `message ${pages - page}`, sender_id: '2' }]
      const json = { data, meta: { next_token: String(page + 1) } }
      return { status: 200, headers: new Headers(), json }
    }
    const poll = createPoll(
      { userId: '100', everyMs: 60_000, mostBackMs },
      house.deps,
      { call, authorization: () => '' },
      async ({ inbound }) => {
        await house.deps.receive(inbound)
      },
    )
    closing.push(poll.close)
    poll.start()
    return { house, warned }
  }

  test('is read back to what is known, waiting where X asks for it', async () => {
    const { house, warned } = openLong(30, 50, 60_000)
    await eventually(() => expect(house.received).toHaveLength(30))
    expect(house.received.map(({ activity }) => activity.text)[0]).toBe('message 1')
    expect(warned).toEqual([])
  })

  test('is left out where it would take too long, and that is told', async () => {
    const { house, warned } = openLong(30, 900_000, 60_000)
    await eventually(() => expect(house.memory.get('poll.messages')).toBe('130'))
    expect(house.received).toHaveLength(20)
    expect(warned).toEqual([expect.stringContaining('the oldest are left out')])
  })
})

test('an event that can’t be read hides none of those before it', async () => {
  const pages = [
    { data: [{ id: '30', text: 'c', sender_id: '2' }, { id: null }], meta: { next_token: 'more' } },
    {
      data: [
        { id: '20', text: 'b', sender_id: '2' },
        { id: '10', text: 'a', sender_id: '2' },
      ],
    },
  ]
  const house = openHouse()
  house.memory.set('poll.messages', '10')
  const call = async ({ path }: { path: string }) => {
    const n = path.includes('pagination_token') ? 1 : 0
    const json = path.startsWith('/2/dm_events') ? pages[n] : {}
    return { status: 200, headers: new Headers(), json }
  }
  const poll = createPoll(
    { userId: '100', everyMs: 1_000 },
    house.deps,
    { call, authorization: () => '' },
    async ({ inbound }) => {
      await house.deps.receive(inbound)
    },
  )
  closing.push(poll.close)
  poll.start()
  await eventually(() => expect(house.received).toHaveLength(2))
  expect(house.received.map(({ activity }) => activity.text)).toEqual(['b', 'c'])
})

test.each([
  ['1', 62_000],
  ['0', 0],
])(
  'a send whose answer was lost waits for X’s word: with TWITTER_POLL=%s for more than %i ms',
  async (poll, least) => {
    const door = await openTwitter({ environment: { TWITTER_POLL: poll } })
    closing.push(door.close)
    await door.platform.say('ana', 'hola')
    door.platform.fail('droppedAfter')
    const sent = door.channel.send({ kind: 'message', text: 'x' }, door.sendOptions('out_1:0'))
    const { waitMs } = (await sent.catch(error => error)) as { waitMs: number }
    expect(waitMs).toBeGreaterThan(least)
  },
)

describe('a message in X’s list', () => {
  const page = (event: object, more: object = {}) =>
    parsePage(dmEventsSchema.parse({ data: [event], ...more }), '5', '100', 1_790_000_000_000)

  test('is read with its name, its links and its file', () => {
    const { inbound } = page(
      {
        id: '9',
        event_type: 'MessageCreate',
        text: 'Tom &amp; Co https://t.co/a https://t.co/p',
        sender_id: '200',
        created_at: '2026-11-22T10:00:00.000Z',
        dm_conversation_id: '100-200',
        attachments: { media_keys: ['3_1'] },
        entities: {
          urls: [
            { url: 'https://t.co/a', expanded_url: 'https://shop.example/a' },
            { url: 'https://t.co/p', expanded_url: 'https://twitter.com/messages/media/9' },
          ],
        },
      },
      {
        includes: {
          users: [{ id: '200', name: 'Ana' }],
          media: [
            { media_key: '3_1', type: 'photo', url: 'https://ton.twitter.com/1.1/ton/data/dm/9/1/a.png' },
          ],
        },
      },
    )
    expect(inbound).toMatchObject([
      {
        threadKey: '200',
        platformId: '9',
        settle: true,
        customer: { name: 'Ana' },
        activity: {
          text: 'Tom & Co https://shop.example/a',
          timestamp: '2026-11-22T10:00:00.000Z',
          attachments: [{ contentType: 'image/png', contentUrl: 'media:0' }],
        },
        media: [
          { ref: { url: 'https://ton.twitter.com/1.1/ton/data/dm/9/1/a.png' }, contentType: 'image/png' },
        ],
      },
    ])
  })

  test('of our own is told apart where it is new enough to be told whose it is', () => {
    const own = { id: '9', text: 'x', sender_id: '100', dm_conversation_id: '100-200' }
    expect(page({ ...own, created_at: '2026-11-22T10:00:00.000Z' }).own).toMatchObject([
      { id: '9', recipientId: '200', text: 'x', echo: [{ kind: 'echo', threadKey: '200' }] },
    ])
    expect(page({ ...own, created_at: '2020-01-01T10:00:00.000Z' }).own).toEqual([])
    expect(page({ ...own, dm_conversation_id: '12345678901234567' }).own).toEqual([])
  })

  test('is nothing when it is known, no message, or no such thing, or a group’s', () => {
    const message = { id: '9', text: 'x', sender_id: '200' }
    expect(page({ ...message, dm_conversation_id: '12345678901234567' }).inbound).toEqual([])
    expect(page({ ...message, dm_conversation_id: '100-200' }).inbound).toHaveLength(1)
    expect(page({ ...message, id: '5' }).inbound).toEqual([])
    expect(page({ ...message, id: '4' }).inbound).toEqual([])
    expect(page({ ...message, event_type: 'ParticipantsJoin' }).inbound).toEqual([])
    for (const junk of [null, 7, [], { id: 'x' }]) expect(page(junk as object).inbound).toEqual([])
    expect(page(message).inbound).toHaveLength(1)
  })
})
