import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../adapters/adapter.ts'
import { startWhatsappStandIn, type WhatsappStandIn } from '../../../adapters/whatsapp/stand-in/index.ts'
import type { Activity } from '../../../protocol/activity.ts'
import { OutcomeUnknown, StoreError } from '../../../protocol/errors.ts'
import { until } from '../../eventually.ts'
import { callRoute } from '../door.ts'
import { type House, renderContext } from '../house.ts'
import { openWhatsapp, sendOptions } from './whatsapp-house.ts'

/* Over real sockets: the stand-in posts to a plain HTTP server before the adapter's routes, and the adapter calls the stand-in. */

const ANA = '34600000001'
let standIn: WhatsappStandIn
let channel: Channel
let house: House
let stop: () => Promise<void>

async function serve(options: Parameters<typeof startWhatsappStandIn>[0] = {}): Promise<void> {
  standIn = await startWhatsappStandIn({ batchMs: 10, ...options })
  const opened = openWhatsapp(standIn.environment as Record<string, string>, { fetch })
  channel = opened.channel
  house = opened.house
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = await callRoute(channel, {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks),
    })
    response.writeHead(answer.status, answer.headers).end(answer.body as string | undefined)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  standIn.webhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`)
  stop = async () => {
    await standIn.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

beforeEach(() => serve())
afterEach(() => stop())

let sends = 0
async function answer(activity: Partial<Activity>, to = ANA): Promise<void> {
  for (const payload of channel.render([{ type: 'message', ...activity }], renderContext())) {
    const { threadKey, address = null } = house.received.findLast(one => one.customer?.name === to) ?? {
      threadKey: to,
    }
    await channel.send(payload, sendOptions({ threadKey, address, idempotencyKey: `out_${++sends}:0` }))
  }
}

describe('a conversation over sockets', () => {
  test('goes from a question to a pressed option and its statuses', async () => {
    expect(await standIn.say(ANA, '¿Dónde está mi pedido? 📦')).toBe(200)
    expect(house.received[0]).toMatchObject({
      threadKey: `ES.9${ANA}`,
      aliases: [ANA],
      activity: { text: '¿Dónde está mi pedido? 📦' },
      customer: { verifiedPhone: `+${ANA}`, country: 'ES' },
    })
    await until(() => standIn.read.length === 1)

    const actions = ['Yes', 'No'].map(title => ({ type: 'postBack', title, value: { choice: title } }))
    await answer({ text: 'This one?', suggestedActions: { actions } })
    expect(standIn.taken).toMatchObject([
      { to: ANA, kind: 'interactive', text: 'This one?', options: ['Yes', 'No'] },
    ])
    expect(await standIn.press(ANA, 'No')).toBe(200)
    expect(house.received[1]?.activity).toMatchObject({
      text: 'No',
      value: { choice: 'No' },
      replyToId: standIn.taken[0]?.id,
    })
    expect(await standIn.press(ANA, 'Perhaps')).toBe(404)

    await until(() => house.receipts.length === 3)
    expect(house.receipts.map(({ status }) => status)).toEqual(['sent', 'delivered', 'read'])
    expect(house.receipts[0]).toMatchObject({ account: '7001', part: `out_${sends}:0` })
  })

  test('works with a customer who has no number, and with a list', async () => {
    await standIn.say('ES.123', 'hello')
    const actions = Array.from({ length: 5 }, (_, n) => ({
      type: 'postBack',
      title: `Choice ${n}`,
      value: { choice: `c${n}` },
    }))
    await answer({ text: 'Which?', suggestedActions: { actions } }, 'ES.123')
    expect(standIn.taken[0]?.body).toMatchObject({ recipient: 'ES.123' })
    await standIn.press('ES.123', 'Choice 4')
    expect(house.received[1]?.activity).toMatchObject({ text: 'Choice 4', value: { choice: 'c4' } })
  })

  test('an update that was not stored comes again', async () => {
    house.fault.error = new StoreError('store.unreachable', 'away')
    expect(await standIn.say(ANA, 'hello')).toBe(503)
    delete house.fault.error
    await until(() => house.received.length === 1)
  })

  test('a message that was taken without our hearing so is told by a status with our key', async () => {
    await standIn.say(ANA, 'hello')
    standIn.fail('droppedAfter')
    await expect(answer({ text: 'one' })).rejects.toBeInstanceOf(OutcomeUnknown)
    await until(() => house.receipts.length === 3)
    expect(house.receipts[0]?.part).toBe(`out_${sends}:0`)
    standIn.fail('dropped')
    await expect(answer({ text: 'two' })).rejects.toBeInstanceOf(OutcomeUnknown)
    expect(standIn.taken.length).toBe(1)
  })

  test('after a day only templates arrive, which a status tells', async () => {
    await standIn.say(ANA, 'hello')
    standIn.closeWindow(ANA)
    await answer({ text: 'late' })
    await until(() => house.receipts.length === 1)
    expect(house.receipts[0]).toMatchObject({ status: 'failed', windowClosed: true })
    const template = { name: 'hi', language: 'es', parameters: [] }
    const [payload] = channel.render(
      [{ type: 'message', text: 'x', channelData: { template } }],
      renderContext({ window: 'closed' }),
    )
    await channel.send(payload ?? null, sendOptions({ address: { phone: ANA } }))
    await until(() => house.receipts.length === 4)
    expect(standIn.taken.at(-1)).toMatchObject({ kind: 'template', text: 'hi()' })
  })
})

describe('the stand-in', () => {
  const call = async (body: object, token = standIn.environment.WHATSAPP_ACCESS_TOKEN) => {
    const response = await fetch(`${standIn.url}/v26.0/7001/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    return ((await response.json()) as { error?: { code: number } }).error?.code
  }
  const text = (body: string, more: object = {}) => ({
    messaging_product: 'whatsapp',
    to: ANA,
    type: 'text',
    text: { body },
    ...more,
  })
  const buttons = (...titles: string[]) => ({
    messaging_product: 'whatsapp',
    to: ANA,
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: 'Which?' },
      action: { buttons: titles.map((title, n) => ({ type: 'reply', reply: { id: `${n}`, title } })) },
    },
  })

  test('refuses what Meta refuses', async () => {
    await standIn.say(ANA, 'hello')
    expect(await call(text('fine'))).toBeUndefined()
    expect(await call(text('x'.repeat(4_096)))).toBeUndefined()
    expect(await call(text('fine'), 'other')).toBe(190)
    expect(await call(text('x'.repeat(4_097)))).toBe(131009)
    expect(await call(text(' '))).toBe(131009)
    expect(await call(text('x', { to: '34999999999' }))).toBe(131030)
    expect(await call(text('x', { to: undefined }))).toBe(131008)
    expect(await call(text('x', { colour: 'red' }))).toBe(100)
    expect(await call(text('x', { type: 'hologram' }))).toBe(131051)
    expect(await call(buttons('One', 'Two', 'Three'))).toBeUndefined()
    expect(await call(buttons('1', '2', '3', '4'))).toBe(131009)
    expect(await call(buttons('x'.repeat(21)))).toBe(131009)
    expect(await call(buttons('Same', 'Same'))).toBe(131009)
    expect(await call(buttons(' blank'))).toBe(131009)
    expect(await call(text('x', { type: 'image', image: { id: '1' }, text: undefined }))).toBe(131009)
    expect(await call({ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.NONE' })).toBe(
      131009,
    )
  })

  test('lends 45 messages to a customer', async () => {
    await standIn.say(ANA, 'hello')
    const codes: unknown[] = []
    for (let n = 0; n < 46; n++) codes.push(await call(text(`${n}`)))
    expect(codes.slice(0, 45).every(code => code === undefined)).toBe(true)
    expect(codes[45]).toBe(131056)
    expect(standIn.rates.overruns).toEqual({ account: 0, pair: 1 })
  })

  test('counts what the number sends in a second', async () => {
    await stop()
    await serve({ perSecond: 5 })
    await standIn.say(ANA, 'hello')
    const codes = await Promise.all(Array.from({ length: 7 }, (_, n) => call(text(`${n}`))))
    expect(codes.filter(code => code === 130429).length).toBe(2)
  })

  test('knows its templates', async () => {
    await stop()
    await serve({ templates: new Map([['hi es', 1]]) })
    await standIn.say(ANA, 'hello')
    const template = (name: string, code: string, ...parameters: string[]) => ({
      messaging_product: 'whatsapp',
      to: ANA,
      type: 'template',
      template: {
        name,
        language: { code },
        ...(parameters.length === 0
          ? {}
          : {
              components: [
                { type: 'body', parameters: parameters.map(words => ({ type: 'text', text: words })) },
              ],
            }),
      },
    })
    expect(await call(template('hi', 'es', 'Ana'))).toBeUndefined()
    expect(await call(template('hi', 'en', 'Ana'))).toBe(132001)
    expect(await call(template('hi', 'es'))).toBe(132000)
    expect(await call(template('hi', 'es', 'a\nb'))).toBe(131009)
  })

  test('is never over its limits with our sender before it', async () => {
    await stop()
    await serve({ perSecond: 40, reports: false })
    const customers = Array.from({ length: 8 }, (_, n) => `3460000001${n}`)
    for (const customer of customers) await standIn.say(customer, 'hello')
    const sent = Array.from({ length: 100 }, (_, n) => answer({ text: `${n}` }, customers[n % 8] as string))
    await Promise.all(sent)
    expect(standIn.taken.length).toBe(100)
    expect(standIn.rates.overruns).toEqual({ account: 0, pair: 0 })
  })

  test('gathers statuses and brings them in any order', async () => {
    await stop()
    await serve({ shuffle: true, random: () => 0.9, batchMs: 30 })
    await standIn.say(ANA, 'hello')
    for (let n = 0; n < 5; n++) await answer({ text: `${n}` })
    await until(() => house.receipts.length === 15)
  })
})
