import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { botframework } from '../../../adapters/botframework/index.ts'
import { startBotFrameworkStandIn } from '../../../adapters/botframework/stand-in/index.ts'
import { type Activity, ADAPTIVE_CARD } from '../../../protocol/activity.ts'
import { ConfigError, OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import { callRoute } from '../door.ts'
import { openHouse, renderContext } from '../house.ts'
import { type BotFrameworkDoor, openBotFramework } from './botframework-harness.ts'

let door: BotFrameworkDoor
beforeAll(async () => {
  door = await openBotFramework()
}, 60_000)
afterAll(() => door.close())

const rendered = (activity: Partial<Activity>, account = 'msteams/28:bot') =>
  door.channel.render([{ type: 'message', ...activity }], renderContext({ account, text: key => key }))
const hello = () => rendered({ text: 'hello' })[0] as Json
const actions = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    type: 'postBack',
    title: `Option ${n + 1}`,
    value: { choice: `c${n + 1}` },
  }))

describe('an answer', () => {
  test('goes to the conversation, as the bot, to the person, by the token of our app', async () => {
    const receipt = await door.channel.send(hello(), door.sendOptions('out_1:0'))
    const taken = door.platform.taken.at(-1)
    expect(receipt.platformId).toBe(taken?.id)
    expect(taken).toMatchObject({
      to: 'ana',
      text: 'hello',
      body: {
        type: 'message',
        textFormat: 'markdown',
        from: { id: '28:bot' },
        recipient: { id: 'ana' },
        locale: 'en',
      },
    })
  })

  test('may come long after, from a process that got nothing of it', async () => {
    const house = openHouse()
    const another = botframework.configure(door.platform.environment)?.(house.deps)
    const receipt = await another?.send(hello(), door.sendOptions('out_2:0'))
    expect(receipt?.platformId).toBe(door.platform.taken.at(-1)?.id)
  })

  test('has our own id where the connector tells none that is one', async () => {
    for (const body of ['', '{}', '{"id":5}', '{"id":{}}', '[]', '<html>']) {
      const house = openHouse({
        fetch: async (url, init) =>
          String(url).includes('/activities') ? new Response(body, { status: 201 }) : fetch(url, init),
      })
      const another = botframework.configure(door.platform.environment)?.(house.deps)
      const receipt = await another?.send(hello(), door.sendOptions('out_2:1'))
      expect(receipt).toEqual({ platformId: 'out_2:1' })
    }
  })

  test('goes nowhere without the reference that the customer left', async () => {
    const { address: _none, ...options } = door.sendOptions('out_3:0')
    await expect(door.channel.send(hello(), options)).rejects.toBeInstanceOf(Refused)
  })

  test('brings a small file inside, and tells of one that is too large', async () => {
    door.house.media.set('small', { bytes: Buffer.from('%PDF-1.7'), contentType: 'application/pdf' })
    door.house.media.set('large', { bytes: Buffer.alloc(20_000), contentType: 'image/png' })
    const file = (id: string) => ({
      attachments: [{ contentType: 'image/png', contentUrl: `media:${id}`, name: 'x.png' }],
    })
    for (const payload of rendered(file('small')))
      await door.channel.send(payload, door.sendOptions('out_4:0'))
    expect(door.platform.taken.at(-1)?.body).toMatchObject({
      attachments: [
        {
          contentType: 'application/pdf',
          contentUrl: expect.stringMatching(/^data:application\/pdf;base64,/),
        },
      ],
    })
    for (const payload of rendered(file('large')))
      await door.channel.send(payload, door.sendOptions('out_5:0'))
    expect(door.platform.taken.at(-1)?.text).toBe('common.channel.media_unavailable')
  })
})

describe('what a channel can show', () => {
  const shown = (account: string, activity: Partial<Activity>) =>
    (rendered(activity, account) as unknown as { activity: Activity }[]).map(({ activity: one }) => one)

  test('is a card with buttons on Teams, up to six, that give back the choice and its title', () => {
    const [card] = shown('msteams/b', { text: 'Which?', suggestedActions: { actions: actions(6) } })
    expect(card?.suggestedActions).toBeUndefined()
    expect(card?.attachments?.[0]).toMatchObject({
      contentType: 'application/vnd.microsoft.card.hero',
      content: {
        text: 'Which?',
        buttons: expect.arrayContaining([
          {
            type: 'messageBack',
            title: 'Option 2',
            text: 'Option 2',
            displayText: 'Option 2',
            value: { choice: 'c2' },
          },
        ]),
      },
    })
    const [numbered] = shown('msteams/b', { text: 'Which?', suggestedActions: { actions: actions(7) } })
    expect(numbered?.text).toContain('7. Option 7')
    expect(numbered?.attachments).toBeUndefined()
  })

  test('is suggested actions on a page, and titles to be typed elsewhere', () => {
    const suggested = (account: string) =>
      shown(account, { text: 'Which?', suggestedActions: { actions: actions(2) } })[0]?.suggestedActions
        ?.actions[0]
    expect(suggested('webchat/b')).toMatchObject({ type: 'messageBack', value: { choice: 'c1' } })
    expect(suggested('telegram/b')).toEqual({ type: 'imBack', title: 'Option 1', value: 'Option 1' })
    expect(suggested('somethingNew/b')).toBeUndefined()
  })

  test('is an Adaptive Card where there are cards, else its words', () => {
    const attachments = [
      {
        contentType: ADAPTIVE_CARD,
        content: { type: 'AdaptiveCard', version: '1.3', body: [{ type: 'TextBlock', text: 'Order 10432' }] },
      },
    ]
    expect(shown('msteams/b', { attachments })[0]?.attachments).toEqual(attachments)
    expect(shown('sms/b', { attachments })[0]).toMatchObject({ text: expect.stringContaining('Order 10432') })
  })

  test('is within the bytes of Teams, whatever the script', () => {
    for (const { text } of shown('msteams/b', { text: '我想退货。'.repeat(5_000) })) {
      expect(Buffer.byteLength(text ?? '')).toBeLessThanOrEqual(24_000)
    }
  })
})

describe('a connector that does not take it', () => {
  test.each([
    ['rateLimited', RateLimited, '429'],
    ['serverError', Unreachable, '503'],
    ['refused', Refused, '403 ForbiddenOperationException'],
    ['expiredToken', Unreachable, 'check MICROSOFT_APP_ID'],
    ['droppedAfter', OutcomeUnknown, 'broke the connection'],
  ] as const)('by %s', async (fault, error, words) => {
    const before = door.platform.taken.length
    door.platform.fail(fault)
    const failure = await door.channel.send(hello(), door.sendOptions('out_6:0')).catch(one => one)
    expect(failure).toBeInstanceOf(error)
    expect(failure.message).toContain(words)
    // Microsoft's library would post it again by itself.
    expect(door.platform.taken.length - before).toBe(fault === 'droppedAfter' ? 1 : 0)
    if (fault === 'rateLimited') expect(failure.retryAfterMs).toBe(2_000)
    if (fault === 'expiredToken') {
      expect(failure.blame).toBe('config')
      await door.channel.send(hello(), door.sendOptions('out_6:0'))
    }
  })

  test('by a secret that is wrong: the operator must act, and nothing went out', async () => {
    const house = openHouse()
    const settings = { ...door.platform.environment, MICROSOFT_APP_PASSWORD: 'old' }
    const sent = botframework.configure(settings)?.(house.deps).send(hello(), door.sendOptions('out_7:0'))
    await expect(sent).rejects.toMatchObject({ name: 'Unreachable', blame: 'config' })
  })

  test('because nobody is there', async () => {
    const options = door.sendOptions('out_8:0')
    const gone = await startBotFrameworkStandIn()
    await gone.close()
    const address = { ...(options.address as object), serviceUrl: `${gone.url}/` }
    await expect(door.channel.send(hello(), { ...options, address })).rejects.toBeInstanceOf(Unreachable)
  })
})

describe('a file of a customer', () => {
  const fetched: { url: string; authorization: string | null }[] = []
  const answers = new Map<string, () => Response>()
  const fetchFile = async (input: string | URL | Request, init?: RequestInit) => {
    const url = String(input)
    if (url.includes('/oauth2/')) return fetch(input, init)
    fetched.push({ url, authorization: new Headers(init?.headers).get('authorization') })
    return answers.get(url)?.() ?? new Response('bytes', { headers: { 'content-type': 'image/png' } })
  }
  const load = (ref: Json, maxBytes = 100) =>
    botframework
      .configure(door.platform.environment)?.(openHouse({ fetch: fetchFile as typeof fetch }).deps)
      .fetchMedia?.(ref, { account: 'msteams/b', maxBytes, signal: AbortSignal.timeout(2_000) })

  test('is loaded with our token from the connector, without it from elsewhere', async () => {
    expect(await load({ url: 'https://smba.example/7', isService: true })).toMatchObject({
      contentType: 'image/png',
    })
    await load({ url: 'https://shop.sharepoint.com/7', isService: false })
    expect(fetched[0]?.authorization).toMatch(/^Bearer /)
    expect(fetched[1]?.authorization).toBeNull()
  })

  test('is refused when it is gone, leads elsewhere or is too large, and tried again when its server is down', async () => {
    const ref = { url: 'https://smba.example/8', isService: false }
    for (const status of [404, 302]) {
      answers.set(ref.url, () => new Response(null, { status }))
      await expect(load(ref)).rejects.toBeInstanceOf(Refused)
    }
    answers.set(ref.url, () => new Response('x'.repeat(200)))
    await expect(load(ref)).rejects.toBeInstanceOf(Refused)
    answers.set(ref.url, () => new Response(null, { status: 503 }))
    await expect(load(ref)).rejects.toBeInstanceOf(Unreachable)
    await expect(load({ nonsense: true })).rejects.toBeInstanceOf(Refused)
  })
})

describe('the Emulator', () => {
  test('speaks to the bot on this machine without credentials', async () => {
    const platform = await startBotFrameworkStandIn({ channelId: 'emulator' })
    const house = openHouse()
    const channel = botframework.configure({ BOTFRAMEWORK_EMULATOR: '1', HOST: '127.0.0.1' })?.(house.deps)
    if (channel === undefined) throw new Error('off')
    const post = (body: object, clientAddress = '127.0.0.1') =>
      callRoute(channel, { method: 'POST', path: '/api/messages', body, clientAddress })
    const activity = platform.activity('ana', { text: 'hello' })
    expect((await post(activity)).status).toBe(200)
    expect(house.received[0]?.activity.text).toBe('hello')
    expect((await post(activity, '203.0.113.7')).status).toBe(401)
    expect((await post({ ...activity, serviceUrl: 'https://evil.example/' })).status).toBe(401)
    const { account = '', threadKey = '', address } = house.received[0] ?? {}
    const options = {
      account,
      threadKey,
      conversationId: 'c',
      idempotencyKey: 'o:0',
      signal: AbortSignal.timeout(2_000),
    }
    const [payload] = channel.render([{ type: 'message', text: 'hi' }], renderContext({ account }))
    // The stand-in asks for a token, and none is sent: which is what is to be seen here.
    const sent = channel.send(payload as Json, { ...options, ...(address === undefined ? {} : { address }) })
    await expect(sent).rejects.toThrow('401')
    await platform.close()
  })

  test.each([
    [{ HOST: '0.0.0.0' }, 'HOST'],
    [{ HOST: '::' }, 'HOST'],
    [{ MICROSOFT_APP_ID: 'app' }, 'without MICROSOFT_APP_ID'],
  ])('is refused where others could reach it, or beside credentials: %j', (settings, word) => {
    const configure = () => botframework.configure({ BOTFRAMEWORK_EMULATOR: '1', ...settings })
    expect(configure).toThrow(ConfigError)
    expect(configure).toThrow(word)
  })
})

describe('the settings', () => {
  test('leave the channel off without credentials', () => {
    expect(botframework.configure({})).toBeUndefined()
    expect(
      botframework.configure({
        MICROSOFT_APP_ID: '',
        MICROSOFT_APP_PASSWORD: '',
        BOTFRAMEWORK_EMULATOR: '0',
      }),
    ).toBeUndefined()
  })

  test.each([
    [{ MICROSOFT_APP_ID: 'app' }, 'MICROSOFT_APP_PASSWORD'],
    [{ MICROSOFT_APP_PASSWORD: 'x' }, 'MICROSOFT_APP_ID'],
    [{ MICROSOFT_APP_ID: 'app', MICROSOFT_APP_TYPE: 'UserAssignedMSI' }, 'MICROSOFT_APP_TENANT_ID'],
    [
      { MICROSOFT_APP_ID: 'app', MICROSOFT_APP_PASSWORD: 'x', MICROSOFT_APP_TYPE: 'Other' },
      'MICROSOFT_APP_TYPE',
    ],
    [
      { MICROSOFT_APP_ID: 'app', MICROSOFT_APP_PASSWORD: 'x', BOTFRAMEWORK_LOGIN_URL: 'http://x.example' },
      'BOTFRAMEWORK_LOGIN_URL',
    ],
  ])('are told by name when they are half there or wrong: %j', (settings, name) => {
    expect(() => botframework.configure(settings)).toThrow(name)
  })
})
