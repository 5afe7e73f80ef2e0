import { describe, expect, test } from 'vitest'
import { parseWebhook } from '../../../adapters/facebook/parse.ts'
import { StoreError } from '../../../protocol/errors.ts'
import { callRoute } from '../door.ts'
import { CUSTOMER, environmentOf, openFacebook, PAGE, signedCall } from './facebook-harness.ts'

const at = 1_790_000_000_000
const event = (more: object) => ({
  sender: { id: CUSTOMER },
  recipient: { id: PAGE },
  timestamp: at,
  ...more,
})
const page = (...messaging: object[]) => ({ object: 'page', entry: [{ id: PAGE, time: at, messaging }] })

test('what the shop’s own people sent or took back is theirs, also where Meta does not show it', () => {
  const sent = (more: object) => {
    const message = { mid: 'm_1', is_echo: true, ...more }
    const event = { sender: { id: '900' }, recipient: { id: '1' }, timestamp: 1_790_000_000_000, message }
    const body = JSON.stringify({ object: 'instagram', entry: [{ id: '900', messaging: [event] }] })
    return parseWebhook(Buffer.from(body), { nowMs: 0 })?.inbound
  }
  const ofShop = { from: { id: '900', role: 'bot' }, recipient: { id: '1' } }
  expect(sent({ is_unsupported: true })).toMatchObject([
    { threadKey: '1', kind: 'echo', activity: { type: 'message', ...ofShop } },
  ])
  expect(sent({ is_deleted: true })).toMatchObject([
    { threadKey: '1', kind: 'echo', activity: { type: 'event', name: 'deleted', ...ofShop } },
  ])
})

describe('the handshake', () => {
  const ask = (query: string) =>
    callRoute(openFacebook('messenger').channel, { method: 'GET', path: `/webhooks/facebook?${query}` })

  test('gives the challenge back to who knows our word', async () => {
    const answer = await ask(
      'hub.mode=subscribe&hub.verify_token=a-word-of-our-choice&hub.challenge=1158201444',
    )
    expect(answer).toMatchObject({ status: 200, body: '1158201444' })
    expect(answer.headers?.['content-type']).toContain('text/plain')
  })

  test.each([
    'hub.mode=subscribe&hub.verify_token=another&hub.challenge=1',
    'hub.mode=unsubscribe&hub.verify_token=a-word-of-our-choice&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=a-word-of-our-choice',
    'hub.mode=subscribe&hub.verify_token=a-word-of-our-choice&hub.challenge=%3Cscript%3E',
    '',
  ])('refuses %s', async query => {
    expect((await ask(query)).status).toBe(403)
  })
})

describe('the webhook', () => {
  test('takes what any of the app’s secrets signed', async () => {
    for (const secret of ['another-secret-of-tests', 'an-app-secret-for-tests']) {
      const { channel, house } = openFacebook('messenger', {
        ...environmentOf('messenger'),
        FACEBOOK_APP_SECRET: `a-third-secret-of-tests,${secret}`,
      })
      const call = signedCall(JSON.stringify(page(event({ message: { mid: 'm_1', text: 'hi' } }))))
      const answer = await callRoute(channel, call)
      const isOurs = secret === 'an-app-secret-for-tests'
      expect(answer.status).toBe(isOurs ? 200 : 401)
      expect(house.received).toHaveLength(isOurs ? 1 : 0)
    }
  })

  test('belongs to one of the two channels where both are on', () => {
    const both = { ...environmentOf('messenger'), INSTAGRAM_ACCESS_TOKEN: 'instagram-token' }
    expect(openFacebook('messenger', both).channel.routes).toHaveLength(2)
    expect(openFacebook('instagram', both).channel.routes).toHaveLength(0)
  })

  test('is 503 while the store does not take it, so that Meta tries again', async () => {
    const { channel, house, signed } = openFacebook('messenger')
    house.fault.error = new StoreError('store.unreachable', 'gone')
    const answer = await callRoute(channel, signed(page(event({ message: { mid: 'm_1', text: 'hi' } }))))
    expect(answer.status).toBe(503)
    const reports = await callRoute(channel, signed(page(event({ read: { watermark: at } }))))
    expect(reports.status).toBe(503)
  })

  test('acknowledges what is for somebody else, and stores nothing of it', async () => {
    const { channel, house, signed } = openFacebook('messenger')
    for (const body of [
      'not json',
      '7',
      '{"object":"whatsapp_business_account","entry":[]}',
      '{"object":"page"}',
    ]) {
      expect((await callRoute(channel, signed(body))).status).toBe(200)
    }
    expect(house.received).toEqual([])
  })

  test('tells a message with its keys, its time and whose it is', async () => {
    const { channel, house, signed } = openFacebook('messenger')
    const message = { mid: 'm_1', text: 'this one', reply_to: { mid: 'm_0' } }
    await callRoute(channel, signed(page(event({ message }))))
    expect(house.received[0]).toEqual({
      channel: 'messenger',
      account: PAGE,
      threadKey: CUSTOMER,
      platformId: 'm_1',
      kind: 'activity',
      settle: true,
      activity: {
        id: 'm_1',
        type: 'message',
        text: 'this one',
        replyToId: 'm_0',
        timestamp: '2026-09-21T14:13:20.000Z',
        channelId: 'messenger',
        conversation: { id: CUSTOMER },
        from: { id: CUSTOMER, role: 'user' },
        recipient: { id: PAGE },
      },
    })
  })

  test('tells files with where to load them', async () => {
    const { channel, house, signed } = openFacebook('messenger')
    const attachments = [
      { type: 'image', payload: { url: 'https://scontent.xx.fbcdn.net/1.jpg' } },
      { type: 'file', payload: { url: 'https://cdn.fbsbx.com/invoice.pdf', title: 'invoice.pdf' } },
      { type: 'image', payload: {} },
    ]
    await callRoute(channel, signed(page(event({ message: { mid: 'm_1', attachments } }))))
    const [message, unread] = house.received
    expect(message?.activity.attachments).toEqual([
      { contentType: 'image/*', contentUrl: 'media:0' },
      { contentType: 'application/octet-stream', contentUrl: 'media:1', name: 'invoice.pdf' },
    ])
    expect(message?.media).toEqual([
      { ref: { url: 'https://scontent.xx.fbcdn.net/1.jpg' } },
      { ref: { url: 'https://cdn.fbsbx.com/invoice.pdf' }, name: 'invoice.pdf' },
    ])
    expect(unread?.activity).toMatchObject({ name: 'unsupported', value: { kind: 'image' } })
  })

  test('tells reports by ids, else up to a time, and the echo of ours as proof that it went out', async () => {
    const { channel, house, signed } = openFacebook('messenger')
    const part = 'inb_01999999-0000-7000-8000-000000000001:1:0'
    const ofUs = { sender: { id: PAGE }, recipient: { id: CUSTOMER } }
    await callRoute(
      channel,
      signed(
        page(
          event({ delivery: { mids: ['m_1', 7], watermark: at } }),
          event({ delivery: { watermark: at } }),
          event({ read: { watermark: at / 1000 } }),
          event({ read: {} }),
          event({ ...ofUs, message: { mid: 'm_2', is_echo: true, metadata: `conserje:${part}` } }),
          event({ ...ofUs, message: { mid: 'm_3', is_echo: true, app_id: 900900900 } }),
        ),
      ),
    )
    const thread = { channel: 'messenger', account: PAGE, threadKey: CUSTOMER }
    expect(house.receipts).toEqual([
      { ...thread, status: 'delivered', platformIds: ['m_1', '7'] },
      { ...thread, status: 'delivered', upTo: '2026-09-21T14:13:20.000Z' },
      { ...thread, status: 'read', upTo: '2026-09-21T14:13:20.000Z' },
      { ...thread, status: 'sent', part, platformIds: ['m_2'] },
    ])
    expect(house.received).toEqual([])
  })

  test('tells the operator when Meta warns the page, and no customer’s words', async () => {
    const errors: [object, string][] = []
    const { channel, house, signed } = openFacebook('messenger')
    house.deps.log.error = (fields, message) => errors.push([fields, message])
    const warning = {
      recipient: { id: PAGE },
      timestamp: at,
      policy_enforcement: { action: 'block', reason: 'spam' },
    }
    await callRoute(channel, signed(page(warning)))
    expect(errors).toEqual([
      [
        { channel: 'messenger', account: PAGE, action: 'block', reason: 'spam' },
        'Facebook: Meta enforces a policy on the account',
      ],
    ])
  })

  test('marks fresh messages as seen, once a customer, and a failure of that changes nothing', async () => {
    const seen: string[] = []
    const { channel, house, signed } = openFacebook('messenger')
    house.deps.fetch = (async (_url: unknown, init: RequestInit = {}) => {
      seen.push(String(init.body))
      throw new TypeError('fetch failed')
    }) as typeof fetch
    // The harness closes over the first fetch: open anew with this one.
    const { messenger } = await import('../../../adapters/facebook/index.ts')
    const again = messenger.configure(environmentOf('messenger'))?.(house.deps)
    expect(again).toBeDefined()
    const body = page(
      event({ message: { mid: 'm_1', text: 'one' } }),
      event({ message: { mid: 'm_2', text: 'two' } }),
      event({ reaction: { mid: 'm_0', action: 'react', emoji: '❤' } }),
    )
    for (let time = 0; time < 2; time++) {
      expect((await callRoute(again ?? channel, signed(body))).status).toBe(200)
    }
    await again?.close?.()
    expect(seen).toEqual([JSON.stringify({ recipient: { id: CUSTOMER }, sender_action: 'mark_seen' })])
  })
})
