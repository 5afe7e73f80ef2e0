import { afterEach, describe, expect, test } from 'vitest'
import type { Channel, SendOptions } from '../../../adapters/adapter.ts'
import type { FacebookChannel } from '../../../adapters/facebook/config.ts'
import { instagram, messenger } from '../../../adapters/facebook/index.ts'
import { instagramLimits } from '../../../adapters/facebook/limits.ts'
import { type FacebookStandIn, startStandIn } from '../../../adapters/facebook/stand-in/index.ts'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import { until } from '../../eventually.ts'
import { serveChannel } from '../channel-server.ts'
import { channelContent, type House, openHouse, renderContext } from '../house.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** The stand-in, the adapter and its webhook, each behind a socket of its own. */
async function openBoth(
  name: FacebookChannel,
): Promise<{ standIn: FacebookStandIn; channel: Channel; house: House }> {
  const standIn = await startStandIn(name)
  closers.push(standIn.close)
  const house = openHouse({
    content: () => channelContent({ settings: () => ({ greeting: 'hi', iceBreakers: ['where'] }) }),
  })
  const channel = (name === 'messenger' ? messenger : instagram).configure(standIn.environment)?.(house.deps)
  if (channel === undefined) throw new Error('the channel is off')
  closers.push(() => channel.close?.())
  const server = await serveChannel(channel)
  closers.push(server.close)
  standIn.webhook(`${server.url}/webhooks/facebook`)
  return { standIn, channel, house }
}

const optionsFor = (house: House, key: string): SendOptions => ({
  account: house.received[0]?.account ?? '',
  threadKey: house.received[0]?.threadKey ?? '',
  conversationId: 'cnv_1',
  idempotencyKey: key,
  signal: AbortSignal.timeout(1000),
})
const choices = {
  type: 'message',
  text: 'Which colour?',
  suggestedActions: {
    actions: [
      { type: 'postBack', title: 'Red', value: { choice: 'r' } },
      { type: 'postBack', title: 'Blue', value: { choice: 'b' } },
    ],
  },
}

describe.each(['messenger', 'instagram'] as const)('%s against its stand-in, over sockets', name => {
  test('hears a customer, asks, hears the choice, and knows its own echo', async () => {
    const { standIn, channel, house } = await openBoth(name)
    expect(await standIn.say('61', 'Hola, ¿tenéis lámparas? / 👋')).toBe(200)
    expect(house.received[0]).toMatchObject({
      channel: name,
      activity: { text: 'Hola, ¿tenéis lámparas? / 👋' },
    })
    const told: string[] = []
    standIn.onTaken(({ kind }) => told.push(kind))

    for (const [n, payload] of channel.render([{ type: 'typing' }, choices], renderContext()).entries()) {
      await channel.send(payload, optionsFor(house, `out_1:${n}`))
    }
    expect(told.filter(kind => kind !== 'mark_seen')).toEqual(['typing_on', 'text'])
    expect(standIn.taken.findLast(({ kind }) => kind === 'text')).toMatchObject({
      to: '61',
      text: 'Which colour?',
      options: ['Red', 'Blue'],
    })
    expect(await standIn.press('61', 'Blue')).toBe(200)
    expect(await standIn.press('61', 'Green')).toBe(404)
    expect(house.received.at(-1)).toMatchObject({
      settle: false,
      activity: { text: 'Blue', value: { choice: 'b' } },
    })

    await until(() => house.receipts.some(({ status }) => status === 'read'))
    if (name === 'messenger') {
      expect(house.receipts.map(({ status }) => status)).toEqual(['sent', 'delivered', 'read'])
      expect(house.receipts[0]).toMatchObject({ part: 'out_1:1' })
    }
    expect(house.received.filter(({ kind }) => kind === 'echo')).toEqual([])
    expect(standIn.taken.some(({ kind, to }) => kind === 'mark_seen' && to === '61')).toBe(true)
  })

  test('hears a person who answers in the platform’s own inbox', async () => {
    const { standIn, house } = await openBoth(name)
    await standIn.say('61', 'hello')
    await standIn.answerByHand('61', 'I will look after you')
    expect(house.received.at(-1)).toMatchObject({
      kind: 'echo',
      threadKey: '61',
      activity: { text: 'I will look after you' },
    })
  })

  test('loads a file that came, and sends one that has no address', async () => {
    const { standIn, channel, house } = await openBoth(name)
    await standIn.sendFile('61', 'image', { bytes: Buffer.from('a picture'), contentType: 'image/png' })
    const { media = [] } = house.received[0] ?? {}
    const signal = AbortSignal.timeout(1000)
    const file = await channel.fetchMedia?.(media[0]?.ref as Json, { account: '', maxBytes: 100, signal })
    expect([Buffer.from(file?.bytes ?? []).toString(), file?.contentType]).toEqual(['a picture', 'image/png'])

    house.media.set('att_1', { bytes: Buffer.from('%PDF-'), contentType: 'application/pdf', name: 'a.pdf' })
    const activity = {
      type: 'message',
      attachments: [{ contentType: 'application/pdf', contentUrl: 'media:att_1' }],
    }
    const [payload] = channel.render([activity], renderContext())
    await channel.send(payload as Json, optionsFor(house, 'out_1:0'))
    expect(standIn.taken.at(-1)?.kind).toBe('file')
    expect(Buffer.from([...standIn.uploads.values()][0]?.bytes ?? []).toString()).toBe('%PDF-')
  })

  test('is told of every fault by its class', async () => {
    const { standIn, channel, house } = await openBoth(name)
    await standIn.say('61', 'hello')
    const payload: Json = { message: { text: 'hi' } }
    const failing = async (fault: Parameters<typeof standIn.fail>[0]) => {
      standIn.fail(fault)
      const signal = AbortSignal.timeout(300)
      return channel
        .send(payload, { ...optionsFor(house, 'out_1:0'), signal })
        .catch((error: unknown) => error)
    }
    const takenTexts = () => standIn.taken.filter(({ kind }) => kind === 'text').length
    expect(await failing('serverError')).toBeInstanceOf(Unreachable)
    expect(await failing('expiredToken')).toMatchObject({ blame: 'config' })
    expect(await failing('refused')).toBeInstanceOf(Refused)
    expect(await failing('timeout')).toBeInstanceOf(OutcomeUnknown)
    expect(await failing('dropped')).toBeInstanceOf(OutcomeUnknown)
    expect(takenTexts()).toBe(0)
    expect(await failing('timeoutAfter')).toBeInstanceOf(OutcomeUnknown)
    expect(await failing('droppedAfter')).toBeInstanceOf(OutcomeUnknown)
    expect(takenTexts()).toBe(2)
    const proved = () => house.receipts.filter(({ status, part }) => status === 'sent' && part === 'out_1:0')
    await until(() => proved().length === 2)
    expect(await failing('rateLimited')).toBeInstanceOf(RateLimited)
  })

  test('answers within the window, and an agent for a week', async () => {
    const { standIn, channel, house } = await openBoth(name)
    await standIn.say('61', 'hello')
    const send = (payload: Json) =>
      channel.send(payload, optionsFor(house, 'out_1:0')).catch((error: unknown) => error)
    const plain: Json = { message: { text: 'hi' } }
    const tagged: Json = { message: { text: 'hi' }, tag: 'HUMAN_AGENT' }
    standIn.wait(25 * 3_600_000)
    expect(await send(plain)).toMatchObject({ code: 'channel.refused', windowClosed: true })
    expect(await send(tagged)).toHaveProperty('platformId')
    standIn.wait(7 * 24 * 3_600_000)
    expect(await send(tagged)).toMatchObject({ windowClosed: true })
    expect(
      await channel
        .send(plain, { ...optionsFor(house, 'out_1:0'), threadKey: '99' })
        .catch((e: unknown) => e),
    ).toBeInstanceOf(Refused)
  })

  test('sets the profile at the start', async () => {
    const { standIn, channel, house } = await openBoth(name)
    channel.start?.()
    await until(() => house.memory.size > 0)
    const fields = name === 'messenger' ? ['get_started', 'greeting', 'ice_breakers'] : ['ice_breakers']
    expect([...standIn.profile.keys()]).toEqual(fields)
  })

  test('sends nothing that the platform would not take, at its worst', async () => {
    const { standIn, channel, house } = await openBoth(name)
    await standIn.say('61', 'hello')
    const word = 'Überraschung 👩🏽‍💻 نعم 日本。'
    const title = (n: number) => `${n} ${word.repeat(3)}`
    const actions = Array.from({ length: 13 }, (_, n) => ({
      type: 'postBack',
      title: title(n),
      value: { choice: `${n}` },
    }))
    const card = {
      contentType: 'application/vnd.microsoft.card.hero',
      content: { title: word.repeat(20), text: word.repeat(90) },
    }
    const activities = [
      { type: 'message', text: word.repeat(400), suggestedActions: { actions } },
      {
        type: 'message',
        text: word.repeat(40),
        attachments: [card],
        suggestedActions: { actions: actions.slice(0, 2) },
      },
      { type: 'message', text: 'x'.repeat(5000) },
      {
        type: 'message',
        text: word.repeat(60),
        suggestedActions: { actions: [{ type: 'openUrl', title: 'See', value: 'https://a.example/' }] },
      },
    ]
    const payloads = channel.render(activities, renderContext())
    for (const [n, payload] of payloads.entries())
      await channel.send(payload, optionsFor(house, `out_1:${n}`))
    const texts = standIn.taken.filter(({ kind }) => kind === 'text' || kind === 'template')
    expect(texts).toHaveLength(payloads.length)
    const largest = Math.max(...texts.map(({ text }) => Buffer.byteLength(text)))
    if (name === 'instagram') expect(largest).toBeLessThanOrEqual(instagramLimits.textChars)
  })
})
