import { describe, expect, test } from 'vitest'
import { StoreError } from '../../../protocol/errors.ts'
import { createReceive } from '../../../server/receive.ts'
import type { NewMessage } from '../../../store/store.ts'
import { callRoute } from '../door.ts'
import { messagesUpdate, openWhatsapp, SECRET, update } from './whatsapp-house.ts'

const text = (id: string, who: object, more: object = {}) => ({
  id,
  timestamp: '1790000000',
  type: 'text',
  text: { body: id },
  ...who,
  ...more,
})

describe('who wrote', () => {
  test('is known by the user id first, and by all else that is told', async () => {
    const { channel, house } = openWhatsapp()
    await callRoute(
      channel,
      messagesUpdate({
        contacts: [
          { profile: { name: 'Ana' }, wa_id: '34600000001', user_id: 'ES.1', parent_user_id: 'ES.ENT.1' },
        ],
        messages: [text('wamid.1', { from: '34600000001', from_user_id: 'ES.1' })],
      }),
    )
    expect(house.received[0]).toMatchObject({
      account: '7001',
      threadKey: 'ES.1',
      aliases: ['34600000001', 'ES.ENT.1'],
      passing: ['34600000001'],
      address: { phone: '34600000001', bsuid: 'ES.1' },
      customer: { name: 'Ana', country: 'ES', verifiedPhone: '+34600000001' },
      activity: { from: { id: 'ES.1', name: 'Ana', role: 'user' }, timestamp: '2026-09-21T14:13:20.000Z' },
    })
  })

  test('is known by the phone number where there is no id, and by the id where there is no number', async () => {
    const { channel, house } = openWhatsapp()
    await callRoute(channel, messagesUpdate({ messages: [text('wamid.1', { from: '5215512345678' })] }))
    await callRoute(channel, messagesUpdate({ messages: [text('wamid.2', { from_user_id: 'US.13491' })] }))
    expect(house.received).toMatchObject([
      {
        threadKey: '5215512345678',
        address: { phone: '5215512345678' },
        // Mexico's mobile numbers have a 1 on WhatsApp that they have nowhere else.
        customer: { country: 'MX', verifiedPhone: '+525512345678' },
      },
      { threadKey: 'US.13491', address: { bsuid: 'US.13491' }, customer: { country: 'US' } },
    ])
    expect(house.received[1]?.customer).not.toHaveProperty('verifiedPhone')
  })

  test('is told of each of many in one update', async () => {
    const { channel, house } = openWhatsapp()
    await callRoute(
      channel,
      messagesUpdate({
        contacts: [
          { profile: { name: 'Ana' }, wa_id: '34600000001', user_id: 'ES.1' },
          { profile: { name: 'Bo' }, user_id: 'ES.2' },
        ],
        messages: [
          text('wamid.1', { from_user_id: 'ES.2' }),
          text('wamid.2', { from: '34600000001' }),
          text('wamid.3', { from: '34600000003' }),
        ],
      }),
    )
    expect(house.received.map(({ threadKey, customer }) => [threadKey, customer?.name])).toEqual([
      ['ES.2', 'Bo'],
      ['ES.1', 'Ana'],
      ['34600000003', undefined],
    ])
  })

  test('stays the same person with a new number', async () => {
    const { channel, house } = openWhatsapp()
    const system = { type: 'user_changed_number', wa_id: '34600000002', user_id: 'ES.2', body: 'changed' }
    await callRoute(
      channel,
      messagesUpdate({
        messages: [{ id: 'wamid.1', from: '34600000001', from_user_id: 'ES.1', type: 'system', system }],
      }),
    )
    expect(house.received[0]).toMatchObject({
      threadKey: 'ES.2',
      aliases: ['ES.1', '34600000002', '34600000001'],
      address: { phone: '34600000002', bsuid: 'ES.2' },
      customer: { verifiedPhone: '+34600000002' },
      settle: false,
    })
  })

  test('opens no reply window by a notice of the platform, nor by words in a group', async () => {
    const { channel, house } = openWhatsapp()
    const text = { body: 'hola' }
    await callRoute(
      channel,
      messagesUpdate({
        messages: [
          { id: 'wamid.1', from: '34600000001', type: 'system', system: { type: 'customer_changed_number' } },
          { id: 'wamid.2', from: '34600000001', type: 'text', text, group_id: 'g1' },
          { id: 'wamid.3', from: '34600000001', type: 'text', text },
        ],
      }),
    )
    expect(house.received.map(({ opensWindow }) => opensWindow)).toEqual([false, false, undefined])
    const stored: NewMessage[] = []
    const receive = createReceive('whatsapp', {
      inbox: {
        async accept(messages) {
          stored.push(...messages)
          return []
        },
      },
      clock: Date.now,
      settleMs: 0,
      hasWindow: () => true,
    })
    await receive(house.received)
    expect(stored.map(({ saidAt }) => saidAt !== undefined)).toEqual([false, false, true])
  })
})

describe('an update', () => {
  test('brings files with what fetches them', async () => {
    const { channel, house } = openWhatsapp()
    const document = { id: '558', mime_type: 'application/pdf', filename: 'a.pdf', caption: 'here' }
    await callRoute(
      channel,
      messagesUpdate({ messages: [{ id: 'wamid.1', from: '34600000001', type: 'document', document }] }),
    )
    expect(house.received[0]).toMatchObject({
      media: [{ ref: { id: '558' }, contentType: 'application/pdf', name: 'a.pdf' }],
      activity: {
        text: 'here',
        attachments: [{ contentType: 'application/pdf', contentUrl: 'media:0', name: 'a.pdf' }],
      },
    })
  })

  test('tells what a message answers, and that it was forwarded', async () => {
    const { channel, house } = openWhatsapp()
    const context = { id: 'wamid.OUT', forwarded: true, referred_product: { product_retailer_id: 'lamp-1' } }
    await callRoute(
      channel,
      messagesUpdate({ messages: [text('wamid.1', { from: '34600000001' }, { context })] }),
    )
    expect(house.received[0]?.activity).toMatchObject({
      replyToId: 'wamid.OUT',
      channelData: { forwarded: true, product: 'lamp-1' },
    })
  })

  test('makes receipts of statuses: by our key, by the platform’s id, with the reason of a failure', async () => {
    const { channel, house } = openWhatsapp()
    const status = (status: string, more: object = {}) => ({ id: 'wamid.OUT', status, ...more })
    await callRoute(
      channel,
      messagesUpdate({
        statuses: [
          status('sent', { biz_opaque_callback_data: 'out_1:0' }),
          status('delivered'),
          status('read'),
          status('played'),
          status('teleported'),
          status('failed', { errors: [{ code: 131047, title: 'Re-engagement' }] }),
          status('failed', { errors: [{ code: 987654 }] }),
          status('failed'),
        ],
      }),
    )
    expect(house.receipts).toEqual([
      { account: '7001', status: 'sent', platformIds: ['wamid.OUT'], part: 'out_1:0' },
      { account: '7001', status: 'delivered', platformIds: ['wamid.OUT'] },
      { account: '7001', status: 'read', platformIds: ['wamid.OUT'] },
      { account: '7001', status: 'read', platformIds: ['wamid.OUT'] },
      {
        account: '7001',
        status: 'failed',
        platformIds: ['wamid.OUT'],
        error: '131047: more than 24 hours since the customer wrote: only a template may go',
        windowClosed: true,
      },
      { account: '7001', status: 'failed', platformIds: ['wamid.OUT'], error: '987654: WhatsApp refuses it' },
      {
        account: '7001',
        status: 'failed',
        platformIds: ['wamid.OUT'],
        error: 'failed: WhatsApp gives no reason',
      },
    ])
  })

  test('of 1,000 messages is stored whole', async () => {
    const { channel, house } = openWhatsapp()
    const messages = Array.from({ length: 1_000 }, (_, n) =>
      text(`wamid.${n}`, { from: `34600000${n % 50}` }),
    )
    expect((await callRoute(channel, messagesUpdate({ messages }))).status).toBe(200)
    expect(house.received.length).toBe(1_000)
  })

  test('that can not be stored is asked for again', async () => {
    const { channel, house } = openWhatsapp()
    const call = messagesUpdate({ messages: [text('wamid.1', { from: '34600000001' })], statuses: [] })
    house.fault.error = new StoreError('store.unreachable', 'away')
    expect((await callRoute(channel, call)).status).toBe(503)
    delete house.fault.error
    expect((await callRoute(channel, call)).status).toBe(200)
    expect(house.received.length).toBe(1)
  })

  test('without a number of ours, without an id or a sender, or that is no JSON is acknowledged and told to the log', async () => {
    const warned: string[] = []
    const log = {
      debug() {},
      info() {},
      error() {},
      warn: (_: object, message: string) => warned.push(message),
    }
    const { channel, house } = openWhatsapp({}, { log })
    const calls = [
      messagesUpdate({
        metadata: { phone_number_id: '6666' },
        messages: [text('wamid.1', { from: '34600' })],
      }),
      messagesUpdate({ messages: [text('wamid.1', {}), { from: '34600000001' }, 7, null] }),
      messagesUpdate({ metadata: undefined }),
      update('not json'),
      update({ object: 'page', entry: [] }),
      messagesUpdate({ event: 'DISABLED_UPDATE', secret: 'words' }, 'account_update'),
    ]
    for (const call of calls) expect((await callRoute(channel, call)).status).toBe(200)
    expect(house.received).toEqual([])
    expect(warned).toMatchInlineSnapshot(`
      [
        "an update is for a phone number that is not in WHATSAPP_PHONE_NUMBER_ID: ignored",
        "a message without an id or a sender was left out",
        "a message without an id or a sender was left out",
        "a message without an id or a sender was left out",
        "a message without an id or a sender was left out",
        "an update of WhatsApp names no phone number",
        "an update of WhatsApp has no form that we know",
        "an update of WhatsApp has no form that we know",
        "Meta tells something of the WhatsApp account; look into WhatsApp Manager",
      ]
    `)
  })
})

describe('the door', () => {
  test('takes either of two secrets, while one takes over from the other', async () => {
    const { channel, house } = openWhatsapp({ WHATSAPP_APP_SECRET: `new-secret, ${SECRET}` })
    const body = { object: 'whatsapp_business_account', entry: [] }
    expect((await callRoute(channel, update(body))).status).toBe(200)
    expect((await callRoute(channel, update(body, 'new-secret'))).status).toBe(200)
    expect((await callRoute(channel, update(body, 'other'))).status).toBe(401)
    expect(house.received).toEqual([])
  })

  test('looks at the raw bytes, and not at the older signature', async () => {
    const { channel } = openWhatsapp()
    const call = update('{"object":"whatsapp_business_account","entry":[]}')
    const spaced = { ...call, body: `${call.body} ` }
    expect((await callRoute(channel, spaced)).status).toBe(401)
    const { 'x-hub-signature-256': signature, ...headers } = call.headers as Record<string, string>
    for (const given of [{}, { 'x-hub-signature': signature as string }, { 'x-hub-signature-256': '' }]) {
      expect((await callRoute(channel, { ...call, headers: { ...headers, ...given } })).status).toBe(401)
    }
  })

  test('gives the challenge back to who knows the verify token only', async () => {
    const { channel } = openWhatsapp()
    const get = (query: string) => callRoute(channel, { method: 'GET', path: `/webhooks/whatsapp?${query}` })
    expect(
      await get('hub.mode=subscribe&hub.verify_token=verify-token&hub.challenge=42%3Cb%3E'),
    ).toMatchObject({
      status: 200,
      body: '42<b>',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    })
    expect((await get('hub.mode=subscribe&hub.verify_token=x&hub.challenge=42')).status).toBe(403)
    expect((await get('hub.mode=other&hub.verify_token=verify-token&hub.challenge=42')).status).toBe(403)
    expect((await get('')).status).toBe(403)
  })
})
