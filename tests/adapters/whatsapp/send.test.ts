import { describe, expect, test } from 'vitest'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import { openWhatsapp, sendOptions } from './whatsapp-house.ts'

const hello = { message: { type: 'text', text: { body: 'hello' } } }

/** A Graph API that answers what a test says, and a clock that it moves. */
function openGraph(answer: () => Response | Promise<Response>, settings: Record<string, string> = {}) {
  const calls: { url: string; body: Record<string, unknown> }[] = []
  const time = { now: 1_790_000_000_000 }
  const graph: typeof fetch = async (url, init) => {
    calls.push({ url: String(url), body: JSON.parse(String(init?.body)) })
    return answer()
  }
  const { channel } = openWhatsapp(settings, { fetch: graph, clock: () => time.now })
  return { channel, calls, time }
}

const fault = (code: number, status = 400, more: object = {}) =>
  Response.json({ error: { message: `(#${code}) says 34600000001`, code, ...more } }, { status })
const taken = () => Response.json({ messaging_product: 'whatsapp', messages: [{ id: 'wamid.1' }] })

async function failure(sent: Promise<unknown>): Promise<Error> {
  return sent.then(
    () => new Error('it was sent'),
    error => error as Error,
  )
}

describe('a send', () => {
  test('names the customer, our key and the version of the API', async () => {
    const { channel, calls } = openGraph(taken, {
      GRAPH_API_URL: 'https://graph.example/',
      GRAPH_API_VERSION: 'v27.0',
    })
    expect(await channel.send(hello, sendOptions())).toEqual({ platformId: 'wamid.1' })
    expect(calls).toEqual([
      {
        url: 'https://graph.example/v27.0/7001/messages',
        body: {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: '34600000001',
          type: 'text',
          text: { body: 'hello' },
          biz_opaque_callback_data: 'out_1:0',
        },
      },
    ])
  })

  test.each([
    [{ address: { bsuid: 'ES.1' } }, { recipient: 'ES.1' }],
    [{ threadKey: 'ES.2', address: null }, { recipient: 'ES.2' }],
    [{ threadKey: '34600000009', address: 'broken' }, { to: '34600000009' }],
  ])('goes to whom the thread knows: %j', async (options, expected) => {
    const { channel, calls } = openGraph(taken)
    await channel.send(hello, sendOptions(options))
    expect(calls[0]?.body).toMatchObject(expected)
  })

  test('of what is no message is refused without a call', async () => {
    const { channel, calls } = openGraph(taken)
    for (const payload of [null, 7, {}, { message: {} }, { typing: false }]) {
      expect(await failure(channel.send(payload as never, sendOptions()))).toBeInstanceOf(Refused)
    }
    expect(calls).toEqual([])
  })
})

describe('an error of Meta', () => {
  test.each([1, 2, 131000, 131016, 131057, 133004, 2494100])('%i is tried again', async code => {
    const { channel } = openGraph(() => fault(code, code === 131016 ? 503 : 400))
    const error = await failure(channel.send(hello, sendOptions()))
    expect(error).toBeInstanceOf(Unreachable)
    expect(error).toMatchObject({ blame: 'platform' })
  })

  test.each([4, 80007, 130429])('%i waits, longer each time, for the whole account', async code => {
    const { channel, calls, time } = openGraph(() => fault(code))
    const waits: number[] = []
    for (let n = 0; n < 4; n++) {
      const error = (await failure(channel.send(hello, sendOptions()))) as RateLimited
      expect(error).toBeInstanceOf(RateLimited)
      waits.push(error.retryAfterMs)
      time.now += error.retryAfterMs
    }
    expect(waits).toEqual(code === 130429 ? [1000, 2000, 4000, 8000] : [60_000, 120_000, 240_000, 480_000])
    expect(calls.length).toBe(4)
    time.now -= 6_000
    // Another customer's message waits too, without a call.
    const held = (await failure(channel.send(hello, sendOptions({ threadKey: 'ES.9' })))) as RateLimited
    expect(held).toBeInstanceOf(RateLimited)
    expect(held.retryAfterMs).toBeLessThan(6_100)
    expect(calls.length).toBe(4)
  })

  test('131056 waits for this customer alone, four times as long each time', async () => {
    const answers = [
      () => fault(131056),
      () => fault(131056),
      () => fault(131056),
      taken,
      () => fault(131056),
    ]
    const { channel, time } = openGraph(() => (answers.shift() ?? taken)())
    const waits: number[] = []
    for (let n = 0; n < 3; n++) {
      const error = (await failure(channel.send(hello, sendOptions()))) as RateLimited
      waits.push(error.retryAfterMs)
      const other = sendOptions({ threadKey: `ES.${n}`, address: { bsuid: `ES.${n}` } })
      if (n === 2) expect(await channel.send(hello, other)).toEqual({ platformId: 'wamid.1' })
      time.now += error.retryAfterMs
    }
    expect(waits).toEqual([6_000, 16_000, 64_000])
    expect(await failure(channel.send(hello, sendOptions()))).toMatchObject({ retryAfterMs: 256_000 })
  })

  test('with Retry-After waits as long as it says', async () => {
    const answer = () => Response.json({}, { status: 429, headers: { 'retry-after': '7' } })
    const { channel } = openGraph(answer)
    expect(await failure(channel.send(hello, sendOptions()))).toMatchObject({ retryAfterMs: 7_000 })
  })

  test('131047 tells that the reply window is closed', async () => {
    const { channel } = openGraph(() => fault(131047))
    const error = await failure(channel.send(hello, sendOptions()))
    expect(error).toBeInstanceOf(Refused)
    expect(error).toMatchObject({ windowClosed: true })
  })

  test.each([
    130403, 130472, 131021, 131026, 131030, 131049, 131050, 131062, 100, 131008, 131009, 131051, 131052,
    131053, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 999_999,
  ])('%i is for good', async code => {
    const { channel } = openGraph(() => fault(code))
    const error = await failure(channel.send(hello, sendOptions()))
    expect(error).toBeInstanceOf(Refused)
    expect(error).toMatchObject({ windowClosed: false })
    expect(error.message).toMatch(new RegExp(`^whatsapp ${code}: \\S`))
    // Meta's own sentence may hold a number or what somebody wrote.
    expect(error.message).not.toContain('34600000001')
  })

  test.each([
    0, 3, 10, 33, 190, 200, 250, 299, 368, 130497, 131005, 131031, 131037, 131042, 131045, 131048, 131064,
    133010,
  ])('%i is the operator’s, who is told what to do', async code => {
    const { channel } = openGraph(() => fault(code, 403))
    const error = await failure(channel.send(hello, sendOptions()))
    expect(error).toBeInstanceOf(Unreachable)
    expect(error).toMatchObject({ blame: 'config' })
    expect(error.message).toMatch(/set|give|see|look|check|register/i)
  })

  test('of a number that is not ours is told as that', async () => {
    const { channel } = openGraph(() => fault(100, 400, { error_subcode: 33 }))
    const error = await failure(channel.send(hello, sendOptions()))
    expect(error.message).toContain('WHATSAPP_PHONE_NUMBER_ID')
  })

  test('that only the operator ends is not asked for again and again', async () => {
    const { channel, calls, time } = openGraph(() => fault(131031, 403))
    for (let n = 0; n < 3; n++) {
      await failure(channel.send(hello, sendOptions()))
      time.now += 5_000
    }
    time.now -= 5_000
    expect(await failure(channel.send(hello, sendOptions({ threadKey: 'ES.9' })))).toMatchObject({
      blame: 'config',
      message: expect.stringContaining('131031'),
    })
    expect(calls.length).toBe(3)
    time.now += 60_000
    await failure(channel.send(hello, sendOptions()))
    expect(calls.length).toBe(4)
  })

  test.each([
    [401, Unreachable],
    [403, Unreachable],
    [404, Refused],
    [429, RateLimited],
    [500, OutcomeUnknown],
    [502, OutcomeUnknown],
    [504, OutcomeUnknown],
  ])('without a code is judged by HTTP %i', async (status, kind) => {
    const { channel } = openGraph(() => new Response('<html>', { status }))
    expect(await failure(channel.send(hello, sendOptions()))).toBeInstanceOf(kind)
  })

  test('that is an answer without an id, or no answer, waits for a status on our key', async () => {
    const answers = [
      () => Response.json({ messaging_product: 'whatsapp' }),
      () => new Response('ok'),
      () => {
        throw Object.assign(new TypeError('fetch failed'), {
          cause: Object.assign(new Error(), { code: 'ECONNRESET' }),
        })
      },
    ]
    for (const answer of answers) {
      const { channel } = openGraph(answer)
      const error = await failure(channel.send(hello, sendOptions()))
      expect(error).toBeInstanceOf(OutcomeUnknown)
      expect(error).toMatchObject({ waitMs: 10_000 })
    }
  })

  test('before the first byte is no message', async () => {
    const { channel } = openGraph(() => {
      throw Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }),
      })
    })
    expect(await failure(channel.send(hello, sendOptions()))).toBeInstanceOf(Unreachable)
  })
})

describe('the pace', () => {
  test('lends 44 messages to a customer, and then one in six seconds', async () => {
    const { channel, calls, time } = openGraph(taken, { WHATSAPP_MESSAGES_PER_SECOND: '10000' })
    for (let n = 0; n < 44; n++) await channel.send(hello, sendOptions())
    const error = (await failure(channel.send(hello, sendOptions()))) as RateLimited
    expect(error).toBeInstanceOf(RateLimited)
    expect(error.retryAfterMs).toBe(6_000)
    expect(calls.length).toBe(44)
    await channel.send(hello, sendOptions({ threadKey: 'ES.9' }))
    time.now += 6_000
    await channel.send(hello, sendOptions())
    expect(calls.length).toBe(46)
  })

  test('of the account gives the place to others when the wait is long', async () => {
    const { channel, calls } = openGraph(taken, { WHATSAPP_MESSAGES_PER_SECOND: '1' })
    const sends = Array.from({ length: 20 }, (_, n) =>
      failure(channel.send(hello, sendOptions({ threadKey: `ES.${n}`, signal: AbortSignal.timeout(20) }))),
    )
    const errors = await Promise.all(sends)
    expect(calls.length).toBe(1)
    expect(errors.filter(error => error instanceof RateLimited).length).toBeGreaterThan(10)
  })
})
