import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { activitySchema } from '../../../protocol/activity.ts'
import { CHANNEL_EVENTS, type ChannelEventName } from '../../../protocol/channel-event.ts'
import { callRoute } from '../door.ts'
import { openFacebook } from './facebook-harness.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 500)

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, '', 0, -1, 1e300, [], {}, '\u0000', '\ud800', 'x'.repeat(5000)),
)
/** A field as documented, missing, or of any other shape. */
const maybe = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 6, arbitrary: right as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: junk },
    { weight: 2, arbitrary: fc.constant(undefined) },
  )
const tree = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, maybe(value)])))

const id = fc.oneof(
  fc.constantFrom('61', '62', 'page', 'm_1', 'm_2'),
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.nat(),
)
const text = fc.oneof(
  fc.constantFrom('hello', 'GET_STARTED', 'choice:c1', 'say:words', 'conserje:out_1:0'),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const time = fc.oneof(
  fc.integer({ min: 1, max: 4_000_000_000_000 }),
  fc.double(),
  fc.constantFrom('1790000000', 8.64e15, 9e15),
)
const url = fc.oneof(fc.webUrl(), text)
const referral = tree({
  ref: text,
  source: text,
  type: text,
  ad_id: id,
  referer_uri: url,
  ads_context_data: tree({ ad_title: text }),
})
const product = tree({ id, retailer_id: id, title: text, subtitle: text, image_url: url })
const kinds = [
  'image',
  'audio',
  'video',
  'file',
  'sticker',
  'reel',
  'ig_post',
  'story_mention',
  'like_heart',
  'location',
  'template',
  'fallback',
  'new',
]
const attachment = tree({
  type: fc.constantFrom(...kinds),
  title: text,
  url,
  payload: tree({
    url,
    title: text,
    sticker_id: fc.constantFrom(369239263222822, '1'),
    coordinates: tree({ lat: fc.double(), long: fc.double() }),
    product: tree({ elements: fc.array(product, { maxLength: 3 }) }),
  }),
})
const message = tree({
  mid: id,
  text,
  quick_reply: tree({ payload: text }),
  reply_to: tree({ mid: id, story: tree({ id, url }) }),
  attachments: fc.array(attachment, { maxLength: 4 }),
  referral,
  app_id: id,
  metadata: text,
  is_echo: fc.boolean(),
  is_deleted: fc.constant(false),
  is_unsupported: fc.boolean(),
})
const control = tree({ new_owner_app_id: id, previous_owner_app_id: id, metadata: text })
const someone = tree({ id })
const event = fc
  .tuple(
    tree({ sender: someone, recipient: someone, timestamp: time }),
    fc.oneof(
      fc.record({ message }),
      fc.record({ postback: tree({ mid: id, title: text, payload: text, referral }) }),
      fc.record({ referral }),
      fc.record({ optin: tree({ ref: text, user_ref: id, type: text }) }),
      fc.record({ delivery: tree({ mids: fc.array(id, { maxLength: 3 }), watermark: time }) }),
      fc.record({ read: tree({ mid: id, watermark: time }) }),
      fc.record({ reaction: tree({ mid: id, action: text, reaction: text, emoji: text }) }),
      fc.record({ message_edit: tree({ mid: id, text, num_edit: fc.oneof(fc.nat(), text) }) }),
      fc.record({ pass_thread_control: control }),
      fc.record({ policy_enforcement: tree({ action: text, reason: text }) }),
      fc.record({ game_play: junk }),
      fc.dictionary(fc.string(), junk, { maxKeys: 3 }),
    ),
  )
  .map(([head, body]) => ({ ...head, ...body }))
const events = fc.array(event, { maxLength: 4 })
const webhook = tree({
  object: fc.constantFrom('page', 'instagram'),
  entry: fc.array(
    tree({
      id,
      time,
      messaging: events,
      standby: events,
      changes: fc.array(tree({ field: text, value: event }), { maxLength: 2 }),
    }),
    { maxLength: 3 },
  ),
})

describe('any webhook', () => {
  test(
    'is taken without a throw or a 5xx, and what is stored belongs to somebody and can be read',
    async () => {
      let stored = 0
      await fc.assert(
        fc.asyncProperty(webhook, async body => {
          const { channel, house, signed } = openFacebook('messenger')
          const answer = await callRoute(channel, signed(body))
          expect(answer.status).toBe(200)
          stored += house.received.length
          for (const one of house.received) {
            expect(one.threadKey).not.toBe('')
            expect(one.account).not.toBe('')
            expect(one.platformId).not.toBe('')
            expect(['messenger', 'instagram']).toContain(one.channel)
            const { activity } = one
            expect(activity).toEqual(activitySchema.parse(activity))
            expect(JSON.stringify(one).isWellFormed()).toBe(true)
            expect(JSON.stringify(one)).not.toMatch(/\\u0000|\\ud[89a-f]/)
            expect(Number.isNaN(Date.parse(activity.timestamp ?? ''))).toBe(false)
            const schema =
              activity.type === 'event' ? CHANNEL_EVENTS[activity.name as ChannelEventName] : undefined
            expect(schema?.safeParse(activity.value).error).toBeUndefined()
            const files = (activity.attachments ?? []).filter(({ contentUrl }) =>
              contentUrl?.startsWith('media:'),
            )
            expect(files).toHaveLength(one.media?.length ?? 0)
          }
          for (const receipt of house.receipts) {
            expect(receipt.threadKey).not.toBe('')
            expect(receipt.part ?? receipt.platformIds ?? receipt.upTo).toBeDefined()
          }
        }),
        { numRuns: RUNS },
      )
      expect(stored).toBeGreaterThan(RUNS / 4)
    },
    60_000 + RUNS * 50,
  )
})
