import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../adapters/adapter.ts'
import { adapters } from '../../adapters/index.ts'
import type { Activity } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'
import { renderContext } from '../adapters/house.ts'
import { type AdapterHarness, type OpenHarness, SEND_ERRORS, type Trouble } from './harness.ts'
import { recordedTests } from './inbound.ts'
import { readRecordings } from './recording.ts'

export type { AdapterHarness } from './harness.ts'

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
