import { afterEach, describe, expect, test } from 'vitest'
import type { Channel, RenderContext } from '../../adapters/adapter.ts'
import { adapters } from '../../adapters/index.ts'
import type { FaultKind, StandIn, StandInDefinition } from '../../adapters/stand-in.ts'
import type { WebchatDeps } from '../../adapters/webchat/deps.ts'
import { type Activity, ADAPTIVE_CARD } from '../../protocol/activity.ts'
import {
  type ConserjeError,
  OutcomeUnknown,
  RateLimited,
  Refused,
  StoreError,
  Unreachable,
} from '../../protocol/errors.ts'
import { serveChannel } from '../adapters/channel-server.ts'
import { type House, openHouse, renderContext } from '../adapters/house.ts'
import { TEXTS } from '../adapters/random-message.ts'
import { until } from '../eventually.ts'

/** What `send` may throw for each fault. Before the platform answers nobody can tell whether it took the message. */
const FAULTS: Record<FaultKind, readonly (new (...args: never[]) => ConserjeError)[]> = {
  rateLimited: [RateLimited],
  serverError: [Unreachable],
  timeout: [OutcomeUnknown, Unreachable],
  timeoutAfter: [OutcomeUnknown],
  dropped: [OutcomeUnknown, Unreachable],
  droppedAfter: [OutcomeUnknown],
  expiredToken: [Unreachable],
  refused: [Refused],
}

/** A 1 × 1 PNG. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

interface Conversation {
  channel: Channel
  house: House
  standIn: StandIn
  /** Set: `receive` waits for it. */
  gate: { wait?: Promise<void> }
  send(activity: Activity, signal?: AbortSignal): Promise<void>
}

/** What every channel does over real sockets: stand-in ⇄ plain HTTP server ⇄ routes. */
export function standInContract(definition: StandInDefinition): void {
  const { channel: name } = definition
  const customer = name === 'email' ? 'ana@example.org' : '34600000001'
  const closing: (() => Promise<unknown> | undefined)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  async function open(): Promise<Conversation> {
    const standIn = await definition.start({ reports: false })
    closing.push(() => standIn.close())
    const adapter = adapters.find(one => one.channel === name)
    const opened = adapter?.configure({ ...standIn.environment, EMAIL_POLL_SECONDS: '1' })
    if (!opened) throw new Error(`${name} is off in the environment of its stand-in`)
    const gate: Conversation['gate'] = {}
    const house = openHouse()
    const { receive } = house.deps
    house.media.set('7', { bytes: PICTURE, contentType: 'image/png', name: 'bill.png' })
    house.deps.receive = async inbound => {
      await gate.wait
      return receive(inbound)
    }
    const channel = await opened(house.deps as WebchatDeps)
    closing.push(() => channel.close?.())
    const server = await serveChannel(channel)
    closing.push(server.close)
    const webhook = channel.routes.find(({ method }) => method === 'POST')
    if (webhook) standIn.webhook(server.url + webhook.path)
    channel.start?.()
    // A mailbox is read from its end on: what lay in it before was none of ours.
    if (!webhook) await until(() => house.memory.size > 0)
    let sent = 0
    const send = async (activity: Activity, signal = AbortSignal.timeout(10_000)) => {
      const last = house.received.at(-1)
      const { account = '', threadKey = '' } = last ?? {}
      const context: Partial<RenderContext> = {
        account,
        threadKey,
        outboxId: `out_${++sent}`,
        now: new Date().toISOString(),
        lastInboundAt: new Date().toISOString(),
        text: key => TEXTS[key] ?? '',
      }
      for (const [n, payload] of channel.render([activity], renderContext(context)).entries()) {
        await channel.send(payload, {
          account,
          threadKey,
          conversationId: 'cnv_1',
          ...(last?.address !== undefined && { address: last.address }),
          idempotencyKey: `out_${sent}:${n}`,
          signal,
        })
      }
    }
    return { channel, house, standIn, gate, send }
  }

  /** A customer has written. */
  async function greeted(): Promise<Conversation> {
    const conversation = await open()
    expect(await conversation.standIn.say(customer, 'hello')).toBe(200)
    await until(() => conversation.house.received.length > 0)
    // Signs that it was read go out by themselves.
    await new Promise(done => setTimeout(done, 50))
    return conversation
  }

  // The first message loads the platform's package: Microsoft's takes a busy machine over 20 s.
  describe(`${name} over sockets`, { timeout: 90_000 }, () => {
    test('gets what a customer writes, and answers the platform only when it is stored', async () => {
      const { house, standIn, gate, channel } = await open()
      const { promise, resolve } = Promise.withResolvers<void>()
      gate.wait = promise
      let answered = false
      const said = standIn.say(customer, 'Where is my order? 📦', { name: 'Ana' }).then(status => {
        answered = true
        return status
      })
      if (channel.routes.length > 0) {
        await new Promise(done => setTimeout(done, 100))
        expect(answered).toBe(false)
      }
      resolve()
      expect(await said).toBe(200)
      await until(() => house.received.length > 0)
      expect(house.received).toHaveLength(1)
      expect(house.received[0]?.activity).toMatchObject({ type: 'message', text: 'Where is my order? 📦' })
    })

    test('asks the platform to deliver again what could not be stored', async () => {
      const { house, standIn, channel } = await open()
      if (channel.routes.length === 0) return
      house.fault.error = new StoreError('store.unreachable', 'gone')
      expect(await standIn.say(customer, 'hello')).toBe(503)
      expect(house.received).toEqual([])
      delete house.fault.error
      expect(await standIn.say(customer, 'hello again')).toBe(200)
    })

    describe('shows', () => {
      const actions = (count: number) =>
        Array.from({ length: count }, (_, n) => ({
          type: 'postBack',
          title: `Choice ${n + 1}`,
          value: { choice: `c${n + 1}` },
        }))
      const card = {
        type: 'AdaptiveCard',
        body: [
          { type: 'TextBlock', text: 'Your order' },
          { type: 'FactSet', facts: [{ title: 'Status', value: 'shipped' }] },
        ],
        actions: [{ type: 'Action.OpenUrl', title: 'Track', url: 'https://example.org/t?n=10432' }],
      }
      const link = { type: 'openUrl', title: 'Open it', value: 'https://example.org/t?n=10432' }
      const kinds: [string, Partial<Activity>, string[]][] = [
        ['a text', { text: 'It is **on** its way.' }, ['on', 'its way']],
        ['a long text', { text: 'Everything is fine. '.repeat(700) }, ['Everything is fine.']],
        [
          'two choices',
          { text: 'Well?', suggestedActions: { actions: actions(2) } },
          ['Choice 1', 'Choice 2'],
        ],
        [
          'five choices',
          { text: 'Well?', suggestedActions: { actions: actions(5) } },
          ['Choice 1', 'Choice 5'],
        ],
        [
          '13 choices',
          { text: 'Well?', suggestedActions: { actions: actions(13) } },
          ['Choice 1', 'Choice 13'],
        ],
        [
          '30 choices',
          { text: 'Well?', suggestedActions: { actions: actions(30) } },
          ['Choice 1', 'Choice 30'],
        ],
        [
          'choices of long titles',
          {
            text: 'Well?',
            suggestedActions: {
              actions: actions(3).map(one => ({ ...one, title: `${one.title} with a long name to it` })),
            },
          },
          ['Choice 3 with a long name to it'],
        ],
        ['a link', { text: 'Look.', suggestedActions: { actions: [link] } }, ['example.org/t?n=10432']],
        [
          'a card',
          { text: 'Here it is.', attachments: [{ contentType: ADAPTIVE_CARD, content: card }] },
          ['Your order', 'Status', 'shipped', 'example.org/t?n=10432'],
        ],
        [
          'a picture',
          {
            text: 'Your bill',
            attachments: [{ contentType: 'image/png', contentUrl: 'media:7', name: 'bill.png' }],
          },
          ['Your bill'],
        ],
      ]
      test.each(kinds)('%s, as the platform takes it, without a word lost', async (_, activity, words) => {
        const { send, standIn } = await greeted()
        await send({ type: 'message', ...activity })
        const shown = standIn.taken
          .map(({ text, options, body }) => [text, ...options, JSON.stringify(body)].join('\n'))
          .join('\n')
        for (const word of words) expect(shown).toContain(word)
      })

      test('that somebody writes, or nothing', async () => {
        const { send } = await greeted()
        await send({ type: 'typing' })
      })
    })

    test('brings a choice back: pressed where there are buttons, else typed', async () => {
      const { send, standIn, house, channel } = await greeted()
      const actions = [
        { type: 'postBack', title: 'Yes, please', value: { choice: 'shop.yes' } },
        { type: 'postBack', title: 'No', value: { choice: 'shop.no' } },
      ]
      await send({ type: 'message', text: 'Shall I?', suggestedActions: { actions } })
      const before = house.received.length
      const status = await standIn.press(customer, 'No')
      if (status === 404) return
      expect(status).toBe(200)
      await until(() => house.received.length > before)
      const { text, value } = house.received.at(-1)?.activity ?? {}
      // Where there are no buttons, the customer of the stand-in types the number or the title.
      if (channel.limits.buttons === 0) expect(['No', '2']).toContain(text)
      else expect({ text, value }).toEqual({ text: 'No', value: { choice: 'shop.no' } })
    })

    test.each(Object.entries(FAULTS))('tells %s by its error, and sends the next', async (fault, errors) => {
      const { send, standIn } = await greeted()
      const said = () => standIn.taken.filter(({ text }) => text !== '').length
      const before = said()
      standIn.fail(fault as FaultKind)
      // Our patience ends when the platform has gone silent, however long the call took until then.
      const patience = new AbortController()
      standIn.onFailed(({ reason }) => {
        failed.push(reason)
        if (reason === 'no answer') patience.abort(new DOMException('too late', 'TimeoutError'))
      })
      const failed: string[] = []
      const error = await send({ type: 'message', text: 'first' }, patience.signal).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(failed).toHaveLength(1)
      expect(errors.map(one => one.name)).toContain((error as Error | undefined)?.name)
      if (error instanceof RateLimited) expect(error.retryAfterMs).toBeGreaterThan(0)
      if (error instanceof Unreachable) {
        expect(error.blame).toBe(fault === 'expiredToken' ? 'config' : 'platform')
      }
      expect(said() - before).toBe(fault.endsWith('After') ? 1 : 0)
      expect((error as Error).message).not.toContain('first')
    })
  })
}
