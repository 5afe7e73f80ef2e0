import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, SendOptions } from '../../adapters/adapter.ts'
import { sign } from '../../adapters/signature.ts'
import { type StandInAnswer, serveStandIn } from '../../adapters/stand-in-http.ts'
import { sms } from '../../docs/examples/sms-channel.ts'
import { OutcomeUnknown, RateLimited, Refused, StoreError, Unreachable } from '../../protocol/errors.ts'
import { callRoute } from '../adapters/door.ts'
import { type House, openHouse, renderContext } from '../adapters/house.ts'

const file = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../docs/${path}`, import.meta.url)), 'utf8')
const SECRET = 'a-secret-of-the-gateway'
const MESSAGE = { id: 'm1', from: '+34600000001', to: '+34900000000', text: 'Where is my order?' }

let gateway: Awaited<ReturnType<typeof serveStandIn>>
let answer: StandInAnswer
let taken: unknown[]
let house: House
let channel: Channel

beforeEach(async () => {
  answer = { status: 200, json: { id: 'sent-1' } }
  taken = []
  gateway = await serveStandIn(0, ({ body }) => {
    taken.push(JSON.parse(body.toString()))
    return answer
  })
  house = openHouse()
  channel = sms.configure({ SMS_URL: gateway.url, SMS_SECRET: SECRET })?.(house.deps) as Channel
})
afterEach(() => gateway.close())

function post(json: unknown, secret = SECRET) {
  const body = typeof json === 'string' ? json : JSON.stringify(json)
  const signature = sign(body, secret, { encoding: 'hex', prefix: 'sha256=' })
  return callRoute(channel, {
    method: 'POST',
    path: '/webhooks/sms',
    headers: { 'x-sms-signature': signature },
    body,
  })
}

const options = (more: Partial<SendOptions> = {}): SendOptions => ({
  account: MESSAGE.to,
  threadKey: MESSAGE.from,
  conversationId: 'cnv_1',
  idempotencyKey: 'out_1:0',
  signal: AbortSignal.timeout(5_000),
  ...more,
})

describe('the channel of docs/channels/writing-a-channel.md', () => {
  test('is quoted there as it is', () => {
    expect(file('channels/writing-a-channel.md')).toContain(file('examples/sms-channel.ts').trim())
  })

  test('is off without its settings', () => {
    expect(sms.configure({})).toBeUndefined()
    expect(() => sms.configure({ SMS_URL: 'nowhere', SMS_SECRET: SECRET })).toThrow('SMS_URL')
  })

  test('stores each message of a batch once, and what it does not know as an event', async () => {
    const batch = { messages: [MESSAGE, MESSAGE, { ...MESSAGE, id: 'm2', text: undefined, picture: 'x' }] }
    expect(await post(batch)).toEqual({ status: 200 })
    expect(
      house.received.map(({ platformId, activity: { type, text } }) => [platformId, type, text]),
    ).toEqual([
      ['m1', 'message', 'Where is my order?'],
      ['m2', 'event', undefined],
    ])
  })

  test('refuses a forged webhook, asks again for what could not be stored, and takes any signed bytes', async () => {
    expect(await post({ messages: [MESSAGE] }, 'another secret')).toEqual({ status: 401 })
    expect(house.received).toEqual([])
    house.fault.error = new StoreError('store.full', 'full')
    expect(await post({ messages: [MESSAGE] })).toEqual({ status: 503 })
    delete house.fault.error
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.jsonValue()), async body => {
        expect((await post(body ?? 'null')).status).toBe(200)
      }),
    )
  })

  test('sends a text with numbered choices, under a key that is the same on a retry', async () => {
    const actions = ['Yes', 'No'].map(title => ({ type: 'postBack', title, value: { choice: title } }))
    const activity = { type: 'message', text: 'Is it **this** one?', suggestedActions: { actions } }
    const [payload = null] = channel.render([activity, { type: 'typing' }], renderContext())
    expect(await channel.send(payload, options())).toEqual({ platformId: 'sent-1' })
    expect(taken).toEqual([
      {
        from: MESSAGE.to,
        to: MESSAGE.from,
        text: 'Is it this one?\n\n1. Yes\n2. No\n\ncommon.channel.choose',
        key: 'out_1:0',
      },
    ])
  })

  test.each([
    [{ status: 429, headers: { 'retry-after': '7' } }, RateLimited],
    [{ status: 401 }, Unreachable],
    [{ status: 503 }, Unreachable],
    [{ status: 400 }, Refused],
    ['drop', OutcomeUnknown],
  ] as const)('tells %j by its error', async (given, error) => {
    answer = given as StandInAnswer
    const sent = channel.send('hello', options()).catch((thrown: unknown) => thrown)
    const thrown = await sent
    expect(thrown).toBeInstanceOf(error)
    if (thrown instanceof RateLimited) expect(thrown.retryAfterMs).toBe(7_000)
    if (thrown instanceof Unreachable)
      expect(thrown.blame).toBe(
        answer !== 'drop' && answer !== 'hang' && answer.status === 401 ? 'config' : 'platform',
      )
  })
})
