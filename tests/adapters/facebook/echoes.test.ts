import { describe, expect, test } from 'vitest'
import type { Json } from '../../../protocol/json.ts'
import { callRoute } from '../door.ts'
import { CUSTOMER, type FacebookHarness, graphAnswer, openFacebook } from './facebook-harness.ts'

const ACCOUNT = '17841400000000001'
const hello: Json = { message: { text: 'Hello  there' } }

/** An echo as Instagram writes it: without an app or a key of ours. */
const echo = (mid: string, text?: string, to = CUSTOMER) => ({
  object: 'instagram',
  entry: [
    {
      id: ACCOUNT,
      messaging: [{ sender: { id: ACCOUNT }, recipient: { id: to }, message: { mid, text, is_echo: true } }],
    },
  ],
})
const hear = ({ channel, signed }: FacebookHarness, body: object) => callRoute(channel, signed(body))
const say = ({ channel }: FacebookHarness, part: string, payload = hello) =>
  channel.send(payload, {
    account: ACCOUNT,
    threadKey: CUSTOMER,
    conversationId: 'cnv_1',
    idempotencyKey: part,
    signal: AbortSignal.timeout(1000),
  })

describe('an echo on Instagram', () => {
  test('is ours by the id that our call got, whatever it shows', async () => {
    const one = openFacebook('instagram')
    const { platformId } = await say(one, 'out_1:0')
    await hear(one, echo(platformId, 'Hello there, shown otherwise'))
    expect(one.house.received).toEqual([])
  })

  test('is ours by its words while the answer to our call is under way, and proves the message', async () => {
    const one = openFacebook('instagram')
    const call = Promise.withResolvers<Response>()
    one.answer(() => call.promise)
    const sending = say(one, 'out_2:0')
    await hear(one, echo('m_early', 'Hello there'))
    expect(one.house.received).toEqual([])
    expect(one.house.receipts).toMatchObject([{ status: 'sent', part: 'out_2:0', platformIds: ['m_early'] }])
    call.resolve(graphAnswer(200, { recipient_id: CUSTOMER, message_id: 'm_early' }))
    await sending
  })

  test('proves a message whose answer was lost, once', async () => {
    const one = openFacebook('instagram')
    one.answer(() => {
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })
    })
    await expect(say(one, 'out_3:0')).rejects.toMatchObject({
      code: 'channel.outcome_unknown',
      waitMs: 30_000,
    })
    await hear(one, echo('m_lost', 'Hello there'))
    expect(one.house.receipts).toMatchObject([{ part: 'out_3:0' }])
    await hear(one, echo('m_person', 'Hello there'))
    expect(one.house.received).toMatchObject([{ kind: 'echo', platformId: 'm_person' }])
  })

  test('of a file waits for the answer to our call', async () => {
    const one = openFacebook('instagram')
    const call = Promise.withResolvers<Response>()
    one.answer(() => call.promise)
    const payload: Json = {
      message: { attachment: { type: 'image', payload: { url: 'https://shop.example/a.png' } } },
    }
    const sending = say(one, 'out_4:0', payload)
    const heard = hear(one, echo('m_file'))
    call.resolve(graphAnswer(200, { recipient_id: CUSTOMER, message_id: 'm_file' }))
    await Promise.all([sending, heard])
    expect(one.house.received).toEqual([])
  })

  test('is a person’s where nothing of ours fits', async () => {
    const one = openFacebook('instagram')
    await say(one, 'out_5:0')
    await hear(one, echo('m_other', 'I will look after you'))
    await hear(one, echo('m_elsewhere', 'Hello there', '99'))
    expect(one.house.received.map(({ kind, platformId }) => [kind, platformId])).toEqual([
      ['echo', 'm_other'],
      ['echo', 'm_elsewhere'],
    ])
  })
})

describe('an echo on Messenger', () => {
  test('without a key of ours is a person’s, also with our words', async () => {
    const one = openFacebook('messenger')
    one.answer(() => {
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })
    })
    await expect(say(one, 'out_6:0')).rejects.toMatchObject({ code: 'channel.outcome_unknown' })
    await hear(one, { ...echo('m_same', 'Hello there'), object: 'page' })
    expect(one.house.received).toMatchObject([{ kind: 'echo' }])
  })
})
