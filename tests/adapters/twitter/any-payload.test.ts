import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { activitySchema } from '../../../protocol/activity.ts'
import { openTwitter } from './twitter-harness.ts'

const runs = Number(process.env.FUZZ_RUNS ?? 500)

const junk = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.string(),
  fc.constant([]),
  fc.constant({}),
)
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: junk })
const tree = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  sometimes(
    fc.record(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, sometimes(value)])), {
      requiredKeys: [],
    }),
  )
const list = (item: fc.Arbitrary<unknown>) => sometimes(fc.array(item, { maxLength: 4 }))

const user = fc.constantFrom('100', '200', '201', '0', 100, '')
const id = fc.oneof(fc.constantFrom('1', '2', 'u-1', '1859900000000000007'), fc.string({ maxLength: 5 }))
const time = fc.constantFrom(
  '1790000000123',
  '1790000000',
  1790000000123,
  '-1',
  '1e400',
  'x',
  '99999999999999999',
)
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constant('a &amp; https://t.co/a'))
const url = fc.constantFrom('https://t.co/a', 'https://ton.twitter.com/a.jpg', '', 'javascript:x')

const coordinate = tree({ coordinates: tree({ type: fc.constant('Point'), coordinates: list(fc.double()) }) })
const media = tree({
  url,
  media_url_https: url,
  type: fc.constantFrom('photo', 'video'),
  video_info: tree({
    variants: list(tree({ url, content_type: fc.constant('video/mp4'), bitrate: fc.integer() })),
  }),
})
const message = tree({
  type: fc.constantFrom('message_create', 'poll'),
  id,
  created_timestamp: time,
  sender_id: user,
  message_create: tree({
    target: tree({ recipient_id: user }),
    sender_id: user,
    source_app_id: user,
    message_data: tree({
      text,
      entities: tree({ urls: list(tree({ url, expanded_url: url })) }),
      attachment: tree({
        type: fc.constantFrom('media', 'location', 'shared_coordinate'),
        media,
        location: tree({
          shared_coordinate: coordinate,
          shared_place: tree({ place: tree({ name: text }) }),
        }),
        shared_coordinate: coordinate,
      }),
      quick_reply_response: tree({ metadata: fc.constantFrom('choice:a', 'x') }),
    }),
  }),
})
const read = tree({ created_timestamp: time, sender_id: user, target: tree({ recipient_id: user }) })
const post = tree({
  id,
  id_str: id,
  author_id: user,
  user: tree({ id_str: user, name: text }),
  created_at: fc.constantFrom(
    '2026-11-22T10:00:00Z',
    'Sun Nov 22 09:00:00 +0000 2026',
    '+275760-09-13T00:00:00.000Z',
    'x',
  ),
  timestamp_ms: time,
  conversation_id: id,
  lang: fc.constantFrom('es', 'und', 'x'.repeat(40)),
  in_reply_to_status_id_str: id,
  referenced_tweets: list(tree({ type: fc.constantFrom('retweeted', 'replied_to') })),
  entities: tree({ user_mentions: list(tree({ id_str: user })) }),
})
const users = tree({ 200: tree({ name: text, data: tree({ name: text }) }) })
const messages = {
  direct_message_events: list(message),
  direct_message_mark_read_events: list(read),
  users,
}
const accountActivity = tree({
  ...messages,
  for_user_id: user,
  tweet_create_events: list(post),
  user_event: tree({ revoke: junk }),
  replay_job_status: tree({ job_state: text }),
})
const kinds = [
  'dm.received',
  'dm.sent',
  'dm.read',
  'post.mention.create',
  'chat.received',
  'oauth.revoke',
  'dm.new',
]
const xActivity = tree({
  data: tree({
    event_uuid: id,
    event_type: fc.constantFrom(...kinds),
    filter: tree({ user_id: user }),
    payload: fc.oneof(tree({ ...messages, sender_id: user }), post, read),
  }),
})

describe('any payload of X', () => {
  test('is taken without a throw or a 5xx, and nothing of it lacks a thread', async () => {
    const door = await openTwitter()
    await fc.assert(
      fc.asyncProperty(fc.oneof(accountActivity, xActivity), async body => {
        const before = door.house.received.length
        expect(await door.deliver(JSON.stringify(body))).toBe(200)
        for (const one of door.house.received.slice(before)) {
          expect(one.threadKey).toMatch(/^(\d+|mention:[\w:.-]+)$/)
          expect(one.platformId).not.toBe('')
          expect(one.activity).toEqual(activitySchema.parse(one.activity))
          if (one.activity.timestamp) expect(new Date(one.activity.timestamp).getTime()).not.toBeNaN()
        }
      }),
      { numRuns: runs },
    )
    await door.close()
  })
})
