import { describe, expect, test } from 'vitest'
import type { Activity } from '../../../protocol/activity.ts'
import { StoreError } from '../../../protocol/errors.ts'
import { bodyOf, codeOf, openDoor, type TokenBody } from './webchat-door.ts'

interface Listed {
  activities: Activity[]
  watermark: string
}

describe('a posted activity', () => {
  test('is echoed with our id and time and its own channelData, and lies in the inbox', async () => {
    const door = openDoor()
    const who = await door.start()
    const answer = await door.post(who, {
      type: 'message',
      text: '¿Dónde está mi pedido?',
      locale: 'es-ES',
      from: { id: 'somebody', name: 'Ana', role: 'bot' },
      timestamp: '1999-01-01T00:00:00Z',
      id: 'mine',
      channelData: { clientActivityID: 'k1', clientTimestamp: 'x' },
    })
    const id = `${who.conversationId}|0000001`
    expect(answer).toMatchObject({ status: 200, body: { id } })
    const listed = bodyOf<Listed>(await door.list(who))
    expect(listed.watermark).toBe('1')
    expect(listed.activities).toEqual([
      {
        type: 'message',
        id,
        text: '¿Dónde está mi pedido?',
        locale: 'es-ES',
        timestamp: '2026-11-22T10:00:00.000Z',
        channelId: 'directline',
        conversation: { id: who.conversationId },
        from: { id: expect.stringMatching(/^dl_/), name: 'Ana', role: 'user' },
        channelData: { clientActivityID: 'k1', clientTimestamp: 'x', 'webchat:sequence-id': 1 },
      },
    ])
    expect(door.messages()).toMatchObject([
      {
        account: 'webchat',
        threadKey: who.conversationId,
        kind: 'activity',
        settle: true,
        clientAddress: '203.0.113.7',
        customer: { locale: 'es-ES' },
        activity: { id, channelId: 'webchat', text: '¿Dónde está mi pedido?' },
      },
    ])
  })

  test('makes one message when it is posted again under its clientActivityID', async () => {
    const door = openDoor()
    const who = await door.start()
    const activity = { type: 'message', text: 'hi', channelData: { clientActivityID: 'k1' } }
    const first = await door.post(who, activity)
    const second = await door.post(who, activity)
    expect(second.body).toEqual(first.body)
    expect(door.messages()).toHaveLength(1)
    expect(door.memory.entries(who.conversationId)).toHaveLength(1)
    await door.post(who, { type: 'message', text: 'hi' })
    await door.post(who, { type: 'message', text: 'hi' })
    expect(door.messages()).toHaveLength(3)
  })

  test('is not mistaken for another one, whatever its clientActivityID holds', async () => {
    const door = openDoor()
    const who = await door.start()
    const ids = [
      'a',
      'A',
      'start',
      `${'x'.repeat(5000)}1`,
      `${'x'.repeat(5000)}2`,
      'a b',
      "'; --",
      '👋',
      'á',
      '..',
    ]
    for (const clientActivityID of ids) {
      const answer = await door.post(who, { type: 'message', text: 'hi', channelData: { clientActivityID } })
      expect(answer.status).toBe(200)
    }
    expect(door.messages()).toHaveLength(ids.length)
    for (const { platformId } of door.messages()) expect(platformId.length).toBeLessThan(200)
  })

  test('is mended by the client when the inbox failed after the log took it', async () => {
    const door = openDoor()
    const who = await door.start()
    const activity = { type: 'message', text: 'hi', channelData: { clientActivityID: 'k1' } }
    door.failing.receive = new StoreError('store.full', 'disk full')
    const failed = await door.post(who, activity)
    expect(failed).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
    expect(JSON.stringify(failed.body)).not.toContain('disk')
    door.failing.receive = undefined
    expect((await door.post(who, activity)).status).toBe(200)
    expect(door.messages()).toHaveLength(1)
    expect(door.memory.entries(who.conversationId)).toHaveLength(1)
  })

  test('keeps its place among posts that come at the same time', async () => {
    const door = openDoor()
    const [one, two] = [await door.start(), await door.start()]
    const posts = Array.from({ length: 40 }, (_, n) =>
      door.post(n % 2 ? one : two, { type: 'message', text: String(n) }),
    )
    const answers = await Promise.all(posts)
    expect(answers.every(answer => answer.status === 200)).toBe(true)
    for (const who of [one, two]) {
      const expected = Array.from({ length: 20 }, (_, n) => String(n * 2 + (who === one ? 1 : 0)))
      const texts = bodyOf<Listed>(await door.list(who)).activities.map(activity => activity.text)
      expect(texts).toEqual(expected)
      const inbox = door.messages().filter(one => one.threadKey === who.conversationId)
      expect(inbox.map(one => one.activity.text)).toEqual(expected)
    }
  })

  test('settles when it is words, and not when it is a pressed choice or an event', async () => {
    const door = openDoor()
    const who = await door.start()
    const posts: [object, boolean, unknown][] = [
      [{ type: 'message', text: 'hi' }, true, undefined],
      [{ type: 'message', text: '', value: null }, true, undefined],
      // As Web Chat posts a postBack, and a messageBack.
      [
        { type: 'message', value: { choice: 'yes' }, channelData: { postBack: true } },
        false,
        { choice: 'yes' },
      ],
      [{ type: 'message', text: 'Yes', value: { choice: 'yes' } }, false, { choice: 'yes' }],
      // As simple clients do, which know only text.
      [{ type: 'message', text: { choice: 'yes' } }, false, { choice: 'yes' }],
      [{ type: 'message', text: '{"choice":"yes"}' }, false, { choice: 'yes' }],
      [{ type: 'message', value: '{"choice":"yes"}' }, false, { choice: 'yes' }],
      [{ type: 'message', text: '{"choice":7}' }, true, undefined],
      [{ type: 'message', text: '{not json' }, true, undefined],
      [{ type: 'event', name: 'webchat/join' }, false, undefined],
    ]
    for (const [activity, settle, value] of posts) {
      expect((await door.post(who, activity)).status).toBe(200)
      const last = door.messages().at(-1)
      expect([activity, last?.settle, last?.activity.value ?? undefined]).toEqual([activity, settle, value])
    }
  })

  test('that is typing is in no log and no inbox, and one that only servers make is dropped', async () => {
    const door = openDoor()
    const who = await door.start()
    for (const type of ['typing', 'conversationUpdate']) {
      const answer = await door.post(who, { type, membersAdded: [{ id: 'x' }] })
      expect(answer.status).toBe(200)
      expect(bodyOf<{ id: string }>(answer).id).toContain(who.conversationId)
    }
    expect(door.messages()).toEqual([])
    expect(bodyOf<Listed>(await door.list(who)).activities).toEqual([])
  })

  test('may be very long, and keeps emoji, overrides and control characters but no NUL', async () => {
    const door = openDoor()
    const who = await door.start()
    const long = '👋🏽 a\u202E\u0007'.repeat(12_000).slice(0, 100_000)
    expect((await door.post(who, { type: 'message', text: long })).status).toBe(200)
    expect(door.messages().at(-1)?.activity.text).toBe(long.toWellFormed())
    const body = '{"type":"message","text":"a\\u0000b\\ud800","channelData":{"c\\u0000":["\\udc00\\u0000"]}}'
    expect((await door.post(who, body)).status).toBe(200)
    const stored = door.messages().at(-1)?.activity
    expect(stored?.text).toBe('ab�')
    expect(stored?.channelData).toEqual({ c: ['�'] })
  })

  test('that is wrong is refused with a sentence and a code', async () => {
    const door = openDoor()
    const who = await door.start()
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
    const wrong: [string | object | Uint8Array | undefined, number, string][] = [
      [undefined, 400, 'MissingProperty'],
      ['{"type":"message"', 400, 'BadArgument'],
      ['null', 400, 'BadArgument'],
      ['[]', 400, 'BadArgument'],
      ['"hi"', 400, 'BadArgument'],
      [new Uint8Array([0x7b, 0xff, 0x7d]), 400, 'BadArgument'],
      [{}, 400, 'MissingProperty'],
      [{ type: null }, 400, 'MissingProperty'],
      [{ type: 7 }, 400, 'BadArgument'],
      [{ type: '' }, 400, 'BadArgument'],
      [{ type: 'message', text: 7 }, 400, 'BadArgument'],
      [{ type: 'message', from: 'me' }, 400, 'BadArgument'],
      [{ type: 'message', attachments: {} }, 400, 'BadArgument'],
      [
        { type: 'message', attachments: [{ contentType: 'a/b', contentUrl: 'javascript:alert(1)' }] },
        400,
        'BadArgument',
      ],
      [`{"type":"message","value":${deep}}`, 400, 'BadArgument'],
      [{ type: 'message', text: 'x'.repeat(262_145) }, 413, 'MessageSizeTooBig'],
    ]
    for (const [body, status, code] of wrong) {
      const answer = await door.post(who, body)
      expect([body, answer.status, codeOf(answer)]).toEqual([body, status, code])
      expect(bodyOf<{ error: { message: string } }>(answer).error.message.length).toBeGreaterThan(5)
    }
    expect(door.messages()).toEqual([])
    expect(door.memory.entries(who.conversationId)).toEqual([])
  })

  test('is taken with the nulls that some clients write for what is missing', async () => {
    const door = openDoor()
    const who = await door.start()
    const answer = await door.post(who, {
      type: 'message',
      text: 'hi',
      attachments: null,
      suggestedActions: null,
      from: { id: null, name: null },
      locale: null,
    })
    expect(answer.status).toBe(200)
  })

  test('is limited for a conversation, and told how long to wait', async () => {
    const door = openDoor({ deps: { rates: { tokensPerMinute: 0, messagesPerMinute: 2 } } })
    const [one, two] = [await door.start(), await door.start()]
    const post = (who: TokenBody) => door.post(who, { type: 'message', text: 'hi' })
    expect((await post(one)).status).toBe(200)
    door.clock.now += 20_000
    expect((await post(one)).status).toBe(200)
    const refused = await post(one)
    expect([refused.status, codeOf(refused), refused.headers?.['retry-after']]).toEqual([
      429,
      'TooManyRequests',
      '40',
    ])
    expect((await post(two)).status).toBe(200)
    door.clock.now += 40_000
    expect((await post(one)).status).toBe(200)
    expect(door.messages()).toHaveLength(4)
  })
})

describe('a conversation', () => {
  test('starts with 201 once and 200 afterwards, and welcomes once', async () => {
    const door = openDoor()
    const { token } = await door.generate()
    const start = (body?: object) =>
      door.withToken(token, { method: 'POST', path: '/conversations', ...(body ? { body } : {}) })
    const statuses = [
      (await start({ user: {}, locale: 'ro' })).status,
      (await start()).status,
      (await start({ user: { id: null }, bot: { id: 'b' } })).status,
    ]
    expect(statuses).toEqual([201, 200, 200])
    expect(door.received()).toMatchObject([
      {
        kind: 'activity',
        settle: false,
        customer: { locale: 'ro' },
        activity: {
          type: 'conversationUpdate',
          membersAdded: [{ id: expect.stringMatching(/^dl_/) }],
          locale: 'ro',
        },
      },
    ])
    expect((await start([])).status).toBe(400)
  })

  test('is welcomed by the second start when the first one died between log and inbox', async () => {
    const door = openDoor()
    const { token } = await door.generate()
    const start = () => door.withToken(token, { method: 'POST', path: '/conversations' })
    door.failing.receive = new StoreError('store.unreachable', 'gone')
    expect((await start()).status).toBe(503)
    door.failing.receive = undefined
    expect((await start()).status).toBe(200)
    expect(door.received()).toHaveLength(1)
  })

  test('gives absolute stream addresses, by Host or by the public URL', async () => {
    const door = openDoor()
    expect((await door.start()).streamUrl).toMatch(
      /^ws:\/\/bot\.example\/v3\/directline\/conversations\/web_[0-9a-f-]{36}\/stream\?t=/,
    )
    const proxied = await door.call({ method: 'POST', path: '/tokens/generate' })
    const { token } = bodyOf<TokenBody>(proxied)
    const https = await door.withToken(token, {
      method: 'POST',
      path: '/conversations',
      headers: { 'x-forwarded-proto': 'https', host: 'evil.example/a?b' },
    })
    expect(bodyOf<TokenBody>(https).streamUrl).toMatch(/^wss:\/\/localhost\//)
    const publicDoor = openDoor({ deps: { publicUrl: 'https://chat.shop.example/' } })
    expect((await publicDoor.start()).streamUrl).toMatch(/^wss:\/\/chat\.shop\.example\/v3\/directline\//)
  })

  test('is read from a watermark on; an unknown one is refused', async () => {
    const door = openDoor()
    const who = await door.start()
    for (const text of ['a', 'b', 'c']) await door.post(who, { type: 'message', text })
    const texts = async (watermark?: string) =>
      bodyOf<Listed>(await door.list(who, watermark)).activities.map(activity => activity.text)
    expect(await texts()).toEqual(['a', 'b', 'c'])
    expect(await texts('')).toEqual(['a', 'b', 'c'])
    expect(await texts('undefined')).toEqual(['a', 'b', 'c'])
    expect(await texts('0')).toEqual(['a', 'b', 'c'])
    expect(await texts('2')).toEqual(['c'])
    expect(bodyOf<Listed>(await door.list(who, '3'))).toEqual({ activities: [], watermark: '3' })
    for (const watermark of ['4', '-1', '1.5', 'x', '1e3', '9'.repeat(400)]) {
      expect([watermark, (await door.list(who, watermark)).status]).toEqual([watermark, 400])
    }
  })

  test('is found again with its history and a new token', async () => {
    const door = openDoor()
    const who = await door.start()
    await door.post(who, { type: 'message', text: 'hi' })
    const ask = (watermark: string) =>
      door.withToken(who.token, {
        method: 'GET',
        path: `/conversations/${who.conversationId}?watermark=${watermark}`,
      })
    const answer = await ask('1')
    const body = bodyOf<TokenBody>(answer)
    expect(answer.status).toBe(200)
    expect(body.conversationId).toBe(who.conversationId)
    expect(new URL(body.streamUrl).searchParams.get('watermark')).toBe('1')
    expect(new URL(body.streamUrl).searchParams.get('t')).toBe(body.token)
    expect((await ask('')).status).toBe(200)
    expect((await ask('2')).status).toBe(400)
  })
})

describe('an answer of the bot', () => {
  test('stands in the log after the question, once for a repeated send', async () => {
    const door = openDoor()
    const who = await door.start()
    await door.post(who, { type: 'message', text: 'where is it?' })
    door.clock.now += 500
    const answer = {
      type: 'message',
      text: 'On its way.',
      id: 'inb_1:0',
      replyToId: `${who.conversationId}|0000001`,
    }
    const first = await door.send(who, answer, 'out_1:0')
    expect(await door.send(who, answer, 'out_1:0')).toEqual(first)
    expect(first.platformId).toBe(`${who.conversationId}|0000002`)
    const { activities } = bodyOf<Listed>(await door.list(who))
    expect(activities).toHaveLength(2)
    expect(activities[1]).toEqual({
      type: 'message',
      id: `${who.conversationId}|0000002`,
      text: 'On its way.',
      locale: 'en',
      replyToId: `${who.conversationId}|0000001`,
      timestamp: '2026-11-22T10:00:00.500Z',
      channelId: 'directline',
      conversation: { id: who.conversationId },
      from: { id: 'bot', role: 'bot' },
      channelData: { 'webchat:sequence-id': 2 },
    })
  })

  test('that is typing is kept nowhere', async () => {
    const door = openDoor()
    const who = await door.start()
    await door.send(who, { type: 'typing' }, 'out_1:0')
    expect(bodyOf<Listed>(await door.list(who)).activities).toEqual([])
  })

  test('never collides with a customer who calls a post as we call our rows', async () => {
    const door = openDoor()
    const who = await door.start()
    await door.post(who, { type: 'message', text: 'hi', channelData: { clientActivityID: 'out_1:0' } })
    await door.send(who, { type: 'message', text: 'answer' }, 'out_1:0')
    expect(bodyOf<Listed>(await door.list(who)).activities.map(one => one.text)).toEqual(['hi', 'answer'])
  })
})
