import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { SendOptions } from '../../../adapters/adapter.ts'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import { CUSTOMER, environmentOf, graphAnswer, openFacebook, PAGE } from './facebook-harness.ts'

const options: SendOptions = {
  account: PAGE,
  threadKey: CUSTOMER,
  conversationId: 'cnv_1',
  idempotencyKey: 'out_1:0',
  signal: AbortSignal.timeout(10_000),
}
const hello: Json = { message: { text: 'Hello' } }

const failed = async (
  status: number,
  json: unknown,
  payload: Json = hello,
  headers: Record<string, string> = {},
) => {
  const { channel, answer } = openFacebook('messenger')
  answer(() => graphAnswer(status, json, headers))
  return channel.send(payload, options).then(
    () => undefined,
    (error: unknown) => error,
  )
}
const graph = (code: number, subcode?: number) => ({
  error: { message: 'Customer 62 said hello', type: 'OAuthException', code, error_subcode: subcode },
})

describe('a call of the Send API', () => {
  test('bears the token in a header, our key, and the kind of message', async () => {
    const { channel, calls } = openFacebook('messenger')
    const receipt = await channel.send(hello, options)
    expect(receipt.platformId).toMatch(/^m_sent_/)
    expect(calls[0]?.url.href).toBe('https://graph.test/v26.0/me/messages')
    expect(calls[0]?.headers.get('authorization')).toBe('Bearer page-token')
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual({
      recipient: { id: CUSTOMER },
      messaging_type: 'RESPONSE',
      message: { text: 'Hello', metadata: 'conserje:out_1:0' },
    })
  })

  test('bears the tag of an agent', async () => {
    const { channel, calls } = openFacebook('messenger')
    await channel.send({ ...(hello as object), tag: 'HUMAN_AGENT' }, options)
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({
      messaging_type: 'MESSAGE_TAG',
      tag: 'HUMAN_AGENT',
    })
  })

  test('goes to Instagram’s own host with its own token, without a key of ours', async () => {
    const { channel, calls } = openFacebook('instagram')
    await channel.send(hello, options)
    expect(calls[0]?.url.href).toBe('https://ig.test/v26.0/me/messages')
    expect(calls[0]?.headers.get('authorization')).toBe('Bearer instagram-token')
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({ message: { text: 'Hello' } })
  })

  test('goes with the page’s token for an account that is linked to it', async () => {
    const { channel, calls } = openFacebook('instagram', environmentOf('messenger'))
    await channel.send(hello, options)
    expect(calls[0]?.url.host).toBe('graph.test')
    expect(JSON.parse(calls[0]?.body ?? '')).toHaveProperty('message.metadata', 'conserje:out_1:0')
  })

  test('takes the token of its account, and tells the operator of one that has none', async () => {
    const environment = { ...environmentOf('messenger'), FACEBOOK_PAGE_ACCESS_TOKEN: `${PAGE}:one,7:two` }
    const { channel, calls } = openFacebook('messenger', environment)
    await channel.send(hello, options)
    await channel.send(hello, { ...options, account: '7' })
    expect(calls.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer one', 'Bearer two'])
    await expect(channel.send(hello, { ...options, account: '8' })).rejects.toMatchObject({ blame: 'config' })
  })

  test('proves that we hold the secret, where the app asks for it', async () => {
    const { channel, calls } = openFacebook('messenger', {
      ...environmentOf('messenger'),
      FACEBOOK_APPSECRET_PROOF: '1',
    })
    await channel.send(hello, options)
    const proof = createHmac('sha256', 'another-secret-of-tests').update('page-token').digest('hex')
    expect(calls[0]?.url.searchParams.get('appsecret_proof')).toBe(proof)
  })

  test('of a sign never fails', async () => {
    const { channel, calls, answer } = openFacebook('messenger')
    answer(() => graphAnswer(400, graph(190)))
    await expect(channel.send({ action: 'typing_on' }, options)).resolves.toEqual({
      platformId: 'typing_on:out_1:0',
    })
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual({
      recipient: { id: CUSTOMER },
      sender_action: 'typing_on',
    })
  })

  test('uploads a file of ours first', async () => {
    const { channel, house, calls, answer } = openFacebook('messenger')
    house.media.set('att_1', {
      bytes: Buffer.from('%PDF-'),
      contentType: 'application/pdf',
      name: 'invoice.pdf',
    })
    const forms: FormData[] = []
    answer((url, init) => {
      if (!url.pathname.endsWith('message_attachments'))
        return graphAnswer(200, { recipient_id: '1', message_id: 'm_9' })
      forms.push(init.body as FormData)
      return graphAnswer(200, { attachment_id: 1857 })
    })
    const payload: Json = {
      message: {},
      upload: { id: 'att_1', type: 'file', contentType: 'application/pdf' },
    }
    await expect(channel.send(payload, options)).resolves.toEqual({ platformId: 'm_9' })
    const file = forms[0]?.get('filedata') as File
    expect([file.name, file.type, await file.text()]).toEqual(['invoice.pdf', 'application/pdf', '%PDF-'])
    expect(JSON.parse(calls.at(-1)?.body ?? '').message).toEqual({
      attachment: { type: 'file', payload: { attachment_id: '1857' } },
      metadata: 'conserje:out_1:0',
    })
    house.media.clear()
    await expect(channel.send(payload, options)).rejects.toBeInstanceOf(Refused)
  })

  test('of an upload that broke off may be repeated', async () => {
    const { channel, house, answer } = openFacebook('messenger')
    house.media.set('att_1', { bytes: Buffer.from('x'), contentType: 'image/png' })
    const payload: Json = { message: {}, upload: { id: 'att_1', type: 'image', contentType: 'image/png' } }
    answer(() => {
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })
    })
    await expect(channel.send(payload, options)).rejects.toBeInstanceOf(Unreachable)
    answer(() => graphAnswer(504, undefined))
    await expect(channel.send(payload, options)).rejects.toBeInstanceOf(Unreachable)
    answer(() => graphAnswer(400, graph(100, 2018047)))
    await expect(channel.send(payload, options)).rejects.toBeInstanceOf(Refused)
  })
})

describe('an answer that is no success', () => {
  test.each([
    [400, 4, undefined, RateLimited],
    [400, 32, undefined, RateLimited],
    [400, 613, undefined, RateLimited],
    [429, 0, undefined, RateLimited],
    [500, 1, undefined, Unreachable],
    [500, 2, undefined, Unreachable],
    [400, 1200, undefined, Unreachable],
    [500, 1, 1357046, OutcomeUnknown],
    [400, 10, 2018278, Refused],
    [400, 10, 2534022, Refused],
    [400, 100, 2018001, Refused],
    [400, 100, 1893061, Refused],
    [400, 100, 33, Refused],
    [400, 100, undefined, Refused],
    [400, 200, 1545041, Refused],
    [400, 551, undefined, Refused],
    [400, 105, undefined, Refused],
  ])('of %i with error %i/%s is told by its class', async (status, code, subcode, expected) => {
    const error = await failed(status, graph(code, subcode))
    expect(error).toBeInstanceOf(expected)
    expect((error as Error).message).not.toContain('hello')
  })

  test.each([
    [400, graph(190)],
    [401, graph(190, 463)],
    [403, graph(200)],
    [403, graph(230)],
    [400, graph(10)],
    [400, graph(10, 1893063)],
    [400, graph(368)],
    [400, graph(3)],
    // "API calls from the server require an appsecret_proof argument", or another app's.
    [400, { error: { message: 'hello', type: 'GraphMethodException', code: 100 } }],
    [401, 'no json of Meta’s'],
    [404, undefined],
  ])('of %i with %j is the operator’s to mend', async (status, json) => {
    const error = await failed(status, json)
    expect(error).toBeInstanceOf(Unreachable)
    expect(error).toMatchObject({ blame: 'config' })
  })

  test.each([
    [502, Unreachable, OutcomeUnknown],
    [503, OutcomeUnknown, Unreachable],
    [504, Unreachable, OutcomeUnknown],
    [200, Refused, OutcomeUnknown],
    [400, Unreachable, Refused],
    [302, Unreachable, Refused],
  ])('of a gateway with %i is not %o', async (status, _not, expected) => {
    expect(await failed(status, undefined)).toBeInstanceOf(expected)
  })

  test('tells that the window is closed, also where the app has no right to the tag', async () => {
    expect(await failed(400, graph(10, 2018278))).toMatchObject({ windowClosed: true })
    const tagged = { ...(hello as object), tag: 'HUMAN_AGENT' }
    expect(await failed(400, graph(10), tagged)).toBeInstanceOf(Refused)
    expect(await failed(400, graph(200), tagged)).toMatchObject({ windowClosed: true })
  })

  test('waits as long as Meta asks, and holds the page’s other messages', async () => {
    const usage = (minutes: unknown) =>
      JSON.stringify({ '1': [{ type: 'messenger', estimated_time_to_regain_access: minutes }] })
    const wait = async (headers: Record<string, string>) =>
      (await failed(400, graph(613), hello, headers)) as RateLimited
    expect((await wait({ 'retry-after': '7' })).retryAfterMs).toBe(7000)
    expect((await wait({ 'x-business-use-case-usage': usage(2) })).retryAfterMs).toBe(120_000)
    expect((await wait({ 'x-business-use-case-usage': usage('soon') })).retryAfterMs).toBe(60_000)
    expect((await wait({ 'x-business-use-case-usage': 'none' })).retryAfterMs).toBe(60_000)

    const { channel, calls, answer } = openFacebook('messenger')
    answer(() => graphAnswer(400, graph(613), { 'retry-after': '60' }))
    await expect(channel.send(hello, options)).rejects.toBeInstanceOf(RateLimited)
    await expect(channel.send(hello, { ...options, threadKey: '2' })).rejects.toBeInstanceOf(RateLimited)
    expect(calls).toHaveLength(1)
  })

  test('that never came waits for the echo', async () => {
    for (const name of ['messenger', 'instagram'] as const) {
      const { channel, answer } = openFacebook(name)
      answer(() => {
        throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'UND_ERR_SOCKET' } })
      })
      await expect(channel.send(hello, options)).rejects.toMatchObject({
        code: 'channel.outcome_unknown',
        waitMs: 30_000,
      })
    }
  })

  test('is not needed for a payload that is none of ours', async () => {
    const { channel, calls } = openFacebook('messenger')
    await expect(channel.send({ text: 'x' }, options)).rejects.toBeInstanceOf(Refused)
    expect(calls).toEqual([])
  })
})
