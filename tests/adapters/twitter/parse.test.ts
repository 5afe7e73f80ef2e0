import { describe, expect, test } from 'vitest'
import { parse } from '../../../adapters/twitter/parse.ts'
import { mentionedIn } from '../../../adapters/twitter/parse-mention.ts'

const read = (json: unknown) => parse(Buffer.from(JSON.stringify(json)), '100')
const message = (id: string, data: object, more: object = {}) => ({
  type: 'message_create',
  id,
  created_timestamp: '1790000000123',
  message_create: { target: { recipient_id: '100' }, sender_id: '200', message_data: data, ...more },
})
const one = (data: object) =>
  read({ for_user_id: '100', direct_message_events: [message('1', data)] }).inbound[0]
const activity = (event_type: string, payload: object) => ({
  data: { event_uuid: '-1', filter: { user_id: '100' }, event_type, payload },
})
const post = (more: object = {}) => ({
  id: '1859900000000000007',
  text: '@shop hi',
  author_id: '200',
  created_at: '2026-11-22T23:59:00.000Z',
  ...more,
})
const postV1 = (more: object = {}) => ({
  id_str: '1859900000000000007',
  user: { id_str: '200', name: 'Ana' },
  timestamp_ms: '1795391940000',
  entities: { user_mentions: [{ id_str: '100' }] },
  ...more,
})
const mention = (more: object = {}) => read(activity('post.mention.create', post(more))).inbound[0]

describe('a direct message', () => {
  test('is read with its time, its sender and their name', () => {
    const { inbound } = read({
      for_user_id: '100',
      direct_message_events: [message('9', { text: 'hi' })],
      users: { 200: { name: 'Ana' } },
    })
    expect(inbound).toEqual([
      {
        account: '100',
        threadKey: '200',
        platformId: '9',
        kind: 'activity',
        settle: true,
        customer: { name: 'Ana' },
        activity: {
          type: 'message',
          id: '9',
          channelId: 'twitter',
          timestamp: '2026-09-21T14:13:20.123Z',
          text: 'hi',
          from: { id: '200', role: 'user', name: 'Ana' },
        },
      },
    ])
  })

  test.each([
    ['a &amp;lt; b', 'a &lt; b'],
    ['&lt;b&gt; &quot;x&quot;', '<b> &quot;x&quot;'],
    ['a\u0000b', 'ab'],
    ['', ''],
  ])('%j says %j', (text, said) => {
    expect(one({ text })?.activity.text).toBe(said)
  })

  test('shows the addresses that shortened links stand for', () => {
    const urls = [
      { url: 'https://t.co/a', expanded_url: 'https://shop.example/lamp?a=1&b=$&' },
      { url: 'https://t.co/b', expanded_url: 'javascript:alert(1)' },
      null,
    ]
    const text = 'see https://t.co/a and https://t.co/b'
    expect(one({ text, entities: { urls } })?.activity.text).toBe(
      'see https://shop.example/lamp?a=1&b=$& and https://t.co/b',
    )
  })

  test('loses the link to its own picture, wherever X tells of it', () => {
    const media = { media_url_https: 'https://ton.twitter.com/1.1/ton/data/dm/1/2/x.png', type: 'photo' }
    const urls = [{ url: 'https://t.co/p', expanded_url: 'https://x.com/messages/media/1' }]
    const attachment = { type: 'media', media }
    const expected = {
      text: 'broken',
      attachments: [{ contentType: 'image/png', contentUrl: 'media:0' }],
    }
    const source = [{ ref: { url: media.media_url_https }, contentType: 'image/png' }]
    for (const data of [
      { text: 'broken https://t.co/p', entities: { urls }, attachment },
      {
        text: 'broken https://t.co/p',
        attachment: { type: 'media', media: { ...media, url: 'https://t.co/p' } },
      },
    ]) {
      expect(one(data)).toMatchObject({ activity: expected, media: source })
    }
  })

  test('brings the film of the most bits that is one file', () => {
    const variants = [
      { content_type: 'application/x-mpegURL', url: 'https://video.twimg.com/a.m3u8' },
      { content_type: 'video/mp4', bitrate: 1, url: 'https://video.twimg.com/small.mp4' },
      { content_type: 'video/mp4', bitrate: 2, url: 'https://video.twimg.com/large.mp4' },
    ]
    const media = { media_url_https: 'https://pbs.twimg.com/a.jpg', video_info: { variants } }
    expect(one({ text: '', attachment: { type: 'media', media } })?.media).toEqual([
      { ref: { url: 'https://video.twimg.com/large.mp4' }, contentType: 'video/mp4' },
    ])
  })

  test('tells a place, with words or without, in either of the documented forms', () => {
    const coordinates = { type: 'Point', coordinates: [-3.7, 40.4] }
    const places = [
      { type: 'location', location: { type: 'shared_coordinate', shared_coordinate: { coordinates } } },
      { type: 'shared_coordinate', shared_coordinate: { coordinates } },
    ]
    for (const attachment of places) {
      const bare = read({ direct_message_events: [message('1', { text: '', attachment })] }).inbound
      expect(bare.map(({ platformId, activity: { name, value } }) => [platformId, name, value])).toEqual([
        ['1', 'location', { latitude: 40.4, longitude: -3.7 }],
      ])
      const said = read({ direct_message_events: [message('1', { text: 'here', attachment })] }).inbound
      expect(said.map(({ platformId }) => platformId)).toEqual(['1', '1:location'])
    }
  })

  test('without words or anything that we read is kept as an empty message', () => {
    const place = { type: 'location', location: { shared_place: { place: { id: '5' } } } }
    expect(one({ text: '', attachment: place })?.activity).toMatchObject({ type: 'message', text: '' })
  })

  test('of our own account is told apart, with who sent it; one to ourselves is nobody’s', () => {
    const own = message(
      '7',
      { text: 'a &amp; b' },
      { sender_id: '100', target: { recipient_id: '200' }, source_app_id: '27' },
    )
    const self = message('8', { text: 'note' }, { sender_id: '100' })
    const { inbound, own: sent } = read({ for_user_id: '100', direct_message_events: [own, self] })
    expect(inbound).toEqual([])
    expect(sent).toMatchObject([
      {
        id: '7',
        recipientId: '200',
        appId: '27',
        text: 'a & b',
        echo: [
          { kind: 'echo', threadKey: '200', settle: false, activity: { from: { id: '100', role: 'bot' } } },
        ],
      },
    ])
  })

  test('of an unknown kind is kept for the desk when it says who wrote, else dropped', () => {
    const events = [{ type: 'poll', id: '5', sender_id: '200' }, { type: 'poll', id: '6' }, null, 7, 'x', []]
    const { inbound, ignored } = read({ direct_message_events: events })
    expect(inbound.map(({ activity: { name, value } }) => [name, value])).toEqual([
      ['unsupported', { kind: 'poll' }],
    ])
    expect(ignored).toHaveLength(5)
  })

  test('stands in the order of its time, whatever the order of the body', () => {
    const late = { ...message('2', { text: 'late' }), created_timestamp: '1790000000999' }
    const seconds = { ...message('3', { text: 'earliest' }), created_timestamp: 1790000000 }
    const { inbound } = read({ direct_message_events: [late, message('1', { text: 'early' }), seconds] })
    expect(inbound.map(({ activity }) => activity.text)).toEqual(['earliest', 'early', 'late'])
  })
})

describe('a receipt', () => {
  test('tells that all up to a time was read; our own reading is none', () => {
    const event = { created_timestamp: '1790000003000', sender_id: '200', target: { recipient_id: '100' } }
    const receipt = { account: '100', threadKey: '200', status: 'read', upTo: '2026-09-21T14:13:23.000Z' }
    expect(read({ direct_message_mark_read_events: [event] }).receipts).toEqual([receipt])
    expect(read(activity('dm.read', { direct_message_mark_read_events: [event] })).receipts).toEqual([
      receipt,
    ])
    expect(read(activity('dm.read', event)).receipts).toEqual([receipt])
    expect(read({ direct_message_mark_read_events: [{ ...event, sender_id: '100' }] }).receipts).toEqual([])
  })
})

describe('a mention', () => {
  test('is a thread of its own, and nothing of what was posted is handed on', () => {
    const inbound = mention({ lang: 'es', conversation_id: '77' })
    expect(inbound).toEqual({
      account: '100',
      threadKey: 'mention:1859900000000000007',
      platformId: 'mention:200:77:2026-11-22',
      kind: 'activity',
      settle: false,
      customer: { locale: 'es' },
      activity: {
        type: 'conversationUpdate',
        id: '1859900000000000007',
        channelId: 'twitter',
        timestamp: '2026-11-22T23:59:00.000Z',
        from: { id: '200', role: 'user' },
        membersAdded: [{ id: '200', role: 'user' }],
        locale: 'es',
      },
    })
    expect(mentionedIn(inbound?.threadKey ?? '')).toBe('1859900000000000007')
    expect(mentionedIn('200')).toBeUndefined()
  })

  test('has the same key in both envelopes, so that both may be subscribed', () => {
    const v1 = read({ for_user_id: '100', tweet_create_events: [postV1()] }).inbound[0]
    expect(v1?.platformId).toBe(mention()?.platformId)
    expect(v1?.threadKey).toBe(mention()?.threadKey)
  })

  test('counts once an author, talk and day', () => {
    const key = (more: object) => mention(more)?.platformId
    const first = key({ conversation_id: '77' })
    expect(key({ conversation_id: '77', id: '1859900000000000099' })).toBe(first)
    expect(key({ conversation_id: '78' })).not.toBe(first)
    expect(key({ conversation_id: '77', author_id: '201' })).not.toBe(first)
    expect(key({ conversation_id: '77', created_at: '2026-11-23T00:01:00.000Z' })).not.toBe(first)
    // AAA does not say which talk an answer belongs to: all of a day are one.
    const answers = ['5', '6'].map(
      id =>
        read({
          for_user_id: '100',
          tweet_create_events: [postV1({ id_str: id, in_reply_to_status_id_str: id })],
        }).inbound[0]?.platformId,
    )
    expect(new Set(answers)).toEqual(new Set(['mention:200:answers:2026-11-22']))
  })

  test.each([
    ['und', undefined],
    ['qme', undefined],
    ['zxx', undefined],
    ['in', 'id'],
    ['iw', 'he'],
    ['zh-CN', 'zh-CN'],
    ['<script>', undefined],
  ])('in %j is answered in %j', (lang, locale) => {
    expect(mention({ lang })?.customer?.locale).toBe(locale)
  })

  test('is none when it is ours, a repost, names somebody else, or its author blocked us', () => {
    const v1 = (more: object, around: object = {}) =>
      read({ for_user_id: '100', tweet_create_events: [postV1(more)], ...around }).inbound
    expect(mention({ author_id: '100' })).toBeUndefined()
    expect(mention({ referenced_tweets: [{ type: 'retweeted' }] })).toBeUndefined()
    expect(v1({ user: { id_str: '100' } })).toEqual([])
    expect(v1({ retweeted_status: {} })).toEqual([])
    expect(v1({ entities: { user_mentions: [{ id_str: '999' }] } })).toEqual([])
    expect(v1({}, { user_has_blocked: true })).toEqual([])
    expect(
      v1({ entities: {}, extended_tweet: { entities: { user_mentions: [{ id_str: '100' }] } } }),
    ).toHaveLength(1)
  })
})

describe('what is no message', () => {
  test('is what another account got that the same app is subscribed for: ours could only answer in its own name', () => {
    const toOther = { target: { recipient_id: '900' }, sender_id: '100' }
    const direct_message_events = [message('1', { text: 'hola' }), message('2', { text: 'x' }, toOther)]
    const older = read({ for_user_id: '900', direct_message_events })
    const newer = read({
      data: { filter: { user_id: '900' }, event_type: 'dm.received', payload: { direct_message_events } },
    })
    for (const { inbound, own, ignored } of [older, newer]) {
      expect([inbound, own, ignored]).toEqual([[], [], ['of another account']])
    }
  })

  test('is told: a right taken away, a finished replay, kinds that nothing is made of', () => {
    expect(read({ user_event: { revoke: {} } }).revoked).toBe(true)
    expect(read(activity('oauth.revoke', {})).revoked).toBe(true)
    expect(read({ replay_job_status: { job_state: 'Incomplete' } }).replay).toBe('Incomplete')
    expect(read({ space_events: [] }).ignored).toEqual(['space_events'])
    expect(read({ follow_events: [{}], apps: {} }).ignored).toEqual([])
  })

  test('is nothing at all for bytes of any kind', () => {
    for (const text of ['', 'null', '[]', '7', '"x"', '{', '{"data":null}', '{"data":{"event_type":7}}']) {
      expect(parse(Buffer.from(text), '100')).toMatchObject({ inbound: [], own: [], receipts: [] })
    }
  })
})
