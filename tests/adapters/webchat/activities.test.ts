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
