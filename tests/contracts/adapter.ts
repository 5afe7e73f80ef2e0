import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Channel, Environment, Inbound, SendOptions } from '../../adapters/adapter.ts'
import { adapters } from '../../adapters/index.ts'
import { type Activity, activitySchema } from '../../protocol/activity.ts'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import type { Json } from '../../protocol/json.ts'
import { type Call, callRoute } from '../adapters/door.ts'
import { renderContext } from '../adapters/house.ts'
import { type RecordedRequest, readRecordings } from './recording.ts'

/** The kinds of trouble that a platform makes, and the error that `send` must throw for each. */
const SEND_ERRORS = {
  busy: RateLimited,
  gone: Unreachable,
  refusing: Refused,
  silent: OutcomeUnknown,
} as const
type Trouble = keyof typeof SEND_ERRORS

/** One open channel over stand-ins of its platform and of the house. */
interface OpenHarness {
  channel: Channel
  /** What the house was given, duplicates dropped as the store drops them. */
  received(): readonly Inbound[]
  /** A recorded request with what must be of today. */
  prepare(recorded: RecordedRequest): Call
  /** How a request comes in; default: by the channel's routes. A channel that fetches reads it as if it had fetched it. */
  call?(call: Call): Promise<HttpAnswer>
  /** The same request from somebody who can not prove who it is from; a channel that fetches knows its platform already. */
  forge?(call: Call): Call
  sendOptions(idempotencyKey: string): SendOptions
  /** Makes the platform answer so from now on. Only the troubles that this channel can have. */
  troubles: Partial<Record<Trouble, () => void>>
  /** Bytes as a client might send them to each route that takes any. */
  garbage(body: Uint8Array): Call[]
}

/** What a channel's `contract.test.ts` brings. */
export interface AdapterHarness {
  /** The folder under adapters/, where it is not called as the channel. */
  folder?: string
  /** The variables that switch the channel on. */
  environment: Environment
  open(): Promise<OpenHarness>
  /** A whole turn goes as one payload: a letter. */
  isLetter?: true
  /** What one payload shows, to be held against the limits. */
  shown(payload: Json): { text?: string; buttons: readonly string[] }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const FILES = [
  'README.md',
  'config.ts',
  'index.ts',
  'parse.ts',
  'payload.ts',
  'render.ts',
  'send.ts',
  'verify.ts',
]

/** Every promise that all channels keep. */
export function adapterContract(channelName: string, harness: AdapterHarness): void {
  const folder = join(root, 'adapters', harness.folder ?? channelName)
  const opened: OpenHarness[] = []
  const open = async () => {
    const one = await harness.open()
    opened.push(one)
    return one
  }
  afterEach(async () => {
    for (const { channel } of opened.splice(0)) await channel.close?.()
  })

  describe(`the channel ${channelName}`, () => {
    test('has the files that every channel has', () => {
      expect(FILES.filter(file => !existsSync(join(folder, file)))).toEqual([])
      expect(readRecordings(folder).length).toBeGreaterThan(0)
    })

    test('is on when its variables are set, and opens under its own name', async () => {
      const adapter = adapters.find(one => one.channel === channelName)
      expect(adapter?.configure(harness.environment)).toBeTypeOf('function')
      const { channel } = await open()
      expect(channel.channel).toBe(channelName)
      expect(channel.limits).toEqual(adapter?.limits)
      const mounted = channel.routes.map(route => `${route.method} ${route.path}`)
      expect(new Set(mounted).size).toBe(mounted.length)
    })

    recordedTests(folder, open)
    renderTests(harness, open)
    sendTests(open)
  })
}

function recordedTests(folder: string, open: () => Promise<OpenHarness>): void {
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

const summary = ({ kind, settle, activity: { type, text, value } }: Inbound) => ({
  kind,
  type,
  text,
  value,
  settle,
})

/** A turn's activities at their worst: long, many choices, cards, typing, empty. */
function worstTurn(textChars: number): Activity[] {
  const word = 'Überraschung 👩🏽‍💻 نعم. '
  const action = (n: number) => ({
    type: 'postBack',
    title: `${n} ${word.repeat(20)}`,
    value: { choice: `c${n}` },
  })
  const actions = Array.from({ length: 100 }, (_, n) => action(n))
  const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: word }] }
  return [
    { type: 'typing' },
    {
      type: 'message',
      text: word.repeat(Math.ceil((textChars * 2.5) / word.length)),
      suggestedActions: { actions },
    },
    { type: 'message', text: 'x'.repeat(textChars * 2 + 1) },
    { type: 'message', text: '' },
    {
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
    },
    { type: 'event', name: 'order.shown', value: { number: '10432' } },
  ]
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze)
    Object.freeze(value)
  }
  return value
}

function renderTests(harness: AdapterHarness, open: () => Promise<OpenHarness>): void {
  test('renders within its limits, purely, to plain JSON', async () => {
    const { channel } = await open()
    const { limits } = channel
    // "No limit" is a limit of a test's memory.
    const activities = freeze(worstTurn(Math.min(limits.textChars, 50_000)))
    const context = renderContext()
    const payloads = channel.render(activities, context)
    expect(channel.render(activities, context)).toEqual(payloads)
    expect(JSON.parse(JSON.stringify(payloads))).toEqual(payloads)
    if (harness.isLetter) expect(payloads).toHaveLength(1)
    else expect(payloads.length).toBeGreaterThan(3)
    for (const payload of payloads) {
      const { text = '', buttons } = harness.shown(payload)
      expect(text.length).toBeLessThanOrEqual(limits.textChars)
      expect(text.isWellFormed()).toBe(true)
      expect(buttons.length).toBeLessThanOrEqual(limits.buttons)
      for (const title of buttons) expect(title.length).toBeLessThanOrEqual(limits.buttonChars)
    }
  })
}

function sendTests(open: () => Promise<OpenHarness>): void {
  const hello = (channel: Channel): Json =>
    channel.render([{ type: 'message', text: 'hello' }], renderContext())[0] as Json

  test('sends, and what it sent does not come back as a message', async () => {
    const { channel, received, sendOptions } = await open()
    const before = received().length
    const receipt = await channel.send(hello(channel), sendOptions('out_1:0'))
    expect(receipt.platformId).not.toBe('')
    expect(received().length).toBe(before)
  })

  for (const [trouble, error] of Object.entries(SEND_ERRORS)) {
    test(`throws ${error.name} when its platform is ${trouble}, where it can be`, async () => {
      const { channel, sendOptions, troubles } = await open()
      const start = troubles[trouble as Trouble]
      if (!start) return
      start()
      const sent = channel.send(hello(channel), sendOptions('out_1:0'))
      await expect(sent).rejects.toBeInstanceOf(error)
    })
  }
}
