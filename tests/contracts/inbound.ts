import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Inbound } from '../../adapters/adapter.ts'
import { activitySchema } from '../../protocol/activity.ts'
import { type Call, callRoute } from '../adapters/door.ts'
import type { OpenHarness } from './harness.ts'
import { type RecordedRequest, readRecordings } from './recording.ts'

/** What a channel does with what its platform sends, and with what only pretends to be from it. */
export function recordedTests(folder: string, open: () => Promise<OpenHarness>): void {
  for (const recording of readRecordings(folder)) {
    test(`reads ${recording.name} once, however often it comes`, async () => {
      const { channel, received, prepare, call = request => callRoute(channel, request) } = await open()
      const before = received().length
      for (let time = 0; time < 2; time++) {
        for (const request of recording.requests) {
          const answer = await call(prepare(request))
          expect([200, 201, 202, 204]).toContain(answer.status)
        }
      }
      const got = received().slice(before)
      expect(got.map(summary)).toEqual(
        recording.inbound.map(one => ({ text: undefined, value: undefined, ...one })),
      )
      expect(new Set(got.map(one => `${one.account} ${one.platformId}`)).size).toBe(got.length)
      for (const one of got) {
        expect(one.threadKey).not.toBe('')
        expect(one.activity).toEqual(activitySchema.parse(one.activity))
        const { media: _bytes, ...plain } = one
        expect(JSON.parse(JSON.stringify(plain))).toEqual(plain)
      }
    })

    test(`refuses ${recording.name} from somebody else, and says nothing`, async () => {
      const { channel, received, prepare, forge } = await open()
      if (!forge) return
      const before = received().length
      for (const request of recording.requests) {
        const answer = await callRoute(channel, forge(prepare(request)))
        expect([401, 403]).toContain(answer.status)
        expect(JSON.stringify(answer.body ?? '').length).toBeLessThan(200)
      }
      expect(received().length).toBe(before)
    })
  }

  test('refuses what bears no signature, or one that is none', async () => {
    const { channel, received, prepare, forge } = await open()
    if (!forge) return
    const before = received().length
    for (const request of readRecordings(folder).flatMap(({ requests }) => requests)) {
      const call = prepare(request)
      for (const spoilt of spoiltProofs(call, forge(call))) {
        const answer = await callRoute(channel, spoilt)
        expect([401, 403]).toContain(answer.status)
      }
    }
    expect(received().length).toBe(before)
  })

  test('reads many at once, twice in one body, and in any order', async () => {
    const requests = readRecordings(folder).flatMap(one => one.requests.filter(isPost))
    const inOrder = await open()
    const bring = async (
      { channel, prepare, call = one => callRoute(channel, one) }: OpenHarness,
      one: RecordedRequest,
    ) => {
      const { status } = await call(prepare(one))
      expect([200, 201, 202, 204]).toContain(status)
    }
    for (const request of requests) await bring(inOrder, request)
    const expected = keysOf(inOrder)
    for (const others of [[...requests].reverse(), merged([...requests, ...requests])]) {
      const another = await open()
      for (const request of others) await bring(another, request)
      expect(keysOf(another)).toEqual(expected)
    }
  })

  test('answers any bytes without a throw, a 5xx, or a message', async () => {
    const { channel, received, garbage } = await open()
    const before = received().length
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async body => {
        for (const call of garbage(body)) {
          const answer = await callRoute(channel, call)
          expect(answer.status).toBeLessThan(500)
        }
      }),
      { numRuns: 100 },
    )
    expect(received().length).toBe(before)
  })
}

/** What was received, in no order: a platform's ids without what is of this moment. */
const keysOf = ({ received }: OpenHarness): string[] =>
  received()
    .map(({ kind, activity: { type, text, value } }) => JSON.stringify([kind, type, text, value]))
    .sort()

const isPost = ({ method }: RecordedRequest) => method === 'POST'

/** Bodies that hold lists of entries become one that holds all of them, as a platform batches; others stay as they are. */
function merged(requests: readonly RecordedRequest[]): RecordedRequest[] {
  const batches = new Map<string, { request: RecordedRequest; entries: unknown[] }>()
  const single: RecordedRequest[] = []
  for (const request of requests) {
    const body = entriesSchema.safeParse(request.body).data
    if (body === undefined) {
      single.push(request)
      continue
    }
    const batch = batches.get(body.object)
    if (batch) batch.entries.push(...body.entry)
    else batches.set(body.object, { request, entries: [...body.entry] })
  }
  const whole = [...batches].map(([object, { request, entries }]) => ({
    ...request,
    body: JSON.stringify({ object, entry: entries }),
  }))
  return [...whole, ...single]
}

/** As Meta's platforms batch. */
const entriesSchema = z
  .string()
  .transform((body, context): unknown => {
    try {
      return JSON.parse(body)
    } catch {
      context.addIssue({ code: 'custom', message: 'no JSON' })
      return z.NEVER
    }
  })
  .pipe(z.object({ object: z.string(), entry: z.array(z.unknown()) }))

/** The call without the headers that a forged one has otherwise, and with nothing that could be a proof in them. */
function spoiltProofs(call: Call, forged: Call): Call[] {
  const headers = call.headers ?? {}
  const proofs = Object.keys(headers).filter(name => headers[name] !== forged.headers?.[name])
  if (proofs.length === 0) return []
  const without = Object.fromEntries(Object.entries(headers).filter(([name]) => !proofs.includes(name)))
  const worthless = ['', 'sha256=', 'sha256=zz', 'sha1=00', 'x', 'Bearer ', 'sha256=ü', '0'.repeat(10_000)]
  return [
    { ...call, headers: without },
    ...worthless.map(value => ({
      ...call,
      headers: { ...without, ...Object.fromEntries(proofs.map(name => [name, value])) },
    })),
  ].map(spoilt => ({ ...spoilt, path: forged.path }))
}

const summary = ({ kind, settle, activity: { type, text, value } }: Inbound) => ({
  kind,
  type,
  text,
  value,
  settle,
})
