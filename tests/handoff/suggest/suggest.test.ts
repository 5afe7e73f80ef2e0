import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DeskHandoff } from '../../../handoff/desk-store.ts'
import type { StoredEntry } from '../../../handoff/package/entry-of.ts'
import { type Lesson, lessonsOf } from '../../../handoff/suggest/lessons.ts'
import { lastQuestion, likeness, type Question } from '../../../handoff/suggest/question.ts'
import { createSuggest } from '../../../handoff/suggest/suggest.ts'
import { customerFrame } from '../../../server/customer-frame.ts'
import { agent, handoffOf, NOW, readerOf, said, shopContent, understood } from '../package/package-desk.ts'

const shop = shopContent()
const guess = (...pairs: [string, number][]) => ({
  alternatives: pairs.map(([intent, confidence]) => ({ intent, confidence })),
  intent: pairs[0]?.[0] ?? 'oos',
  confidence: pairs[0]?.[1] ?? 0,
})
let n = 0
const asks = (text: string, ...pairs: [string, number][]): StoredEntry =>
  said('customer', text, { id: `c${++n}`, understanding: understood(guess(...pairs)) })
const answers = (text: string, change: Partial<StoredEntry> = {}): StoredEntry =>
  said('agent', text, { id: `a${++n}`, at: '2026-03-02T09:59:00.000Z', author: 'Ana Pop', ...change })
const resolved = (
  change: Partial<DeskHandoff> = {},
  ...more: [Record<string, never>?, Record<string, string>?]
) => handoffOf({ status: 'resolved', cause: 'late', ...change }, more[0], more[1])

describe('what was asked last', () => {
  test('is the last message that asks something, small talk passed by', () => {
    const entries = [
      asks('¿dónde está mi pedido?', ['order.status', 0.9]),
      said('bot', 'un momento'),
      asks('hola?', ['greeting', 0.95]),
      asks('persona', ['human.request', 0.99], ['order.status', 0.005]),
    ]
    expect(lastQuestion(entries)).toMatchObject({
      entryId: entries[0]?.id,
      intent: 'order.status',
      language: 'es',
    })
    expect(lastQuestion(entries.slice(1))).toBeUndefined()
    expect(lastQuestion([])).toBeUndefined()
    expect(lastQuestion([asks('hm', ['order.status', 0.2])])).toBeUndefined()
  })

  test('is kept without a word of it', () => {
    const question = lastQuestion([asks('soy Marta Ruiz, pedido 10432, 配送はいつ', ['order.status', 0.9])])
    expect(JSON.stringify(question)).not.toMatch(/Marta|Ruiz|10432|配送/i)
    expect(question?.asked.length).toBeGreaterThan(3)
  })

  const question = fc.record({
    asked: fc.uniqueArray(fc.nat(), { maxLength: 8 }),
    guesses: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.double({ min: 0.01, max: 1, noNaN: true })),
    orderStatus: fc.option(fc.constantFrom('shipped', 'delayed'), { nil: undefined }),
  })
  test('is alike from both sides, between 0 and 1, and most like itself', () => {
    fc.assert(
      fc.property(question, question, (one, other) => {
        const found = likeness(one, other)
        expect(found).toBeGreaterThanOrEqual(0)
        expect(found).toBeLessThanOrEqual(1)
        expect(likeness(other, one)).toBeCloseTo(found, 10)
        expect(likeness(one, one)).toBeGreaterThanOrEqual(found - 1e-9)
      }),
    )
  })
})

describe('lessons of a resolved hand-off', () => {
  const question = () => asks('¿dónde está mi pedido?', ['order.status', 0.9], ['faq.shipping_time', 0.1])
  const replyOf = (text: string, handoff = resolved()) =>
    lessonsOf(handoff, [question(), answers(text)])[0]?.reply

  test("are each first answer to a question, with gaps for what is this customer's", () => {
    const [lesson, ...others] = lessonsOf(resolved(), [
      question(),
      answers(
        'Hola Marta, soy Ana. Tu pedido 10432 va con SEUR y llega en 3 o 5 días: https://track.example/4222222222222220',
      ),
      answers('Cualquier otra cosa, aquí estoy para ayudar'),
    ])
    expect(others).toEqual([])
    expect(lesson).toMatchObject({
      intent: 'order.status',
      language: 'es',
      orderStatus: 'delayed',
      guesses: { 'order.status': 0.9, 'faq.shipping_time': 0.1 },
      reply:
        'Hola {{customer.name}}, soy {{agent.name}}. Tu pedido {{order.number}} va con {{order.carrier}} y llega en 3 o 5 días: {{order.trackingUrl}}',
    })
  })

  test('a name in a greeting becomes a gap also where it was not known', () => {
    expect(replyOf('Buenos días Pedro, ya lo estamos mirando todo')).toBe(
      'Buenos días {{customer.name}}, ya lo estamos mirando todo',
    )
  })

  test.each([
    'Te escribo a pedro@example.com ahora mismo',
    'Llámanos al +34 600 111 222 por favor',
    'El otro pedido 99887 también llega mañana',
    'Te devolvemos 84,50 € a la tarjeta hoy mismo',
    'Llega mañana a las 14:05 seguro que sí',
    'La tarjeta 4111 1111 1111 1111 ya está abonada',
    'Mira en https://otra.example cómo se hace',
    'Un hueco {{order.eta}} que nadie rellenó nunca',
    'ok',
    'x'.repeat(800),
  ])('an answer that speaks of this case alone is dropped: %s', text => {
    expect(replyOf(text)).toBeUndefined()
  })

  test('nothing is learned from the bot, from notes, from before the hand-off, from spam, from what is not resolved, or from a translated answer', () => {
    const text = 'Lo sentimos mucho, estamos mirando dónde está'
    const lessons = (handoff: DeskHandoff, entry: StoredEntry) => lessonsOf(handoff, [question(), entry])
    expect(lessons(resolved(), answers(text))).toHaveLength(1)
    expect(lessons(resolved(), said('bot', text, { at: '2026-03-02T09:59:00.000Z' }))).toEqual([])
    expect(lessons(resolved(), answers(text, { activity: { type: 'event', name: 'note', text } }))).toEqual(
      [],
    )
    expect(lessons(resolved(), answers(text, { at: '2026-03-02T09:00:00.000Z' }))).toEqual([])
    expect(lessons(resolved({ cause: 'spam' }), answers(text))).toEqual([])
    expect(lessons(handoffOf(), answers(text))).toEqual([])
    const channelData = { translated: { language: 'en', text: 'x', by: 'y' } }
    expect(lessons(resolved(), answers(text, { activity: { type: 'message', text, channelData } }))).toEqual(
      [],
    )
    expect(lessonsOf(resolved(), [answers(text)])).toEqual([])
  })

  test('nobody is found in what was learned', () => {
    const secret = fc.constantFrom(
      'marta@example.org',
      '10432',
      'Marta',
      'Ana Pop',
      '4222222222222220',
      '28013',
      '+34 600 111 222',
    )
    const words = fc.constantFrom(
      'lo sentimos',
      'hola',
      'su pedido',
      'gracias,',
      'llega pronto',
      '(',
      ').',
      '-',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(words, secret), { minLength: 4, maxLength: 12 }), parts => {
        const reply = replyOf(parts.join(' ')) ?? ''
        for (const personal of ['marta', '@', '10432', 'ana pop', '4222', '28013', '600']) {
          expect(reply.toLowerCase()).not.toContain(personal)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('suggested replies', () => {
  let lessons: Lesson[]
  let asked: [readonly string[], string][]
  beforeEach(() => {
    lessons = []
    asked = []
  })
  const suggest = (now = { ms: NOW }) =>
    createSuggest({
      learned: async (intents, language) => {
        asked.push([intents, language])
        return lessons
      },
      content: () => shop,
      frame: async handoff =>
        customerFrame(shop, { handoff, agentName: 'Ana', now: new Date(NOW).toISOString() }),
      clock: () => now.ms,
    })
  const lesson = (reply: string, question: StoredEntry, change: Partial<Lesson> = {}): Lesson => ({
    ...(lastQuestion([question]) as Question),
    orderStatus: 'delayed',
    reply,
    at: '2026-01-01T00:00:00.000Z',
    ...change,
  })
  const where = (text = '¿dónde está mi paquete?') =>
    asks(text, ['order.status', 0.9], ['faq.shipping_time', 0.2])

  test("come from the FAQ, best guesses first, in the customer's language and market", async () => {
    const entries = [
      asks(
        '¿cuánto cuesta el envío?',
        ['faq.shipping_cost', 0.8],
        ['faq.shipping_time', 0.15],
        ['faq.stock', 0.02],
      ),
    ]
    const mexican = handoffOf({}, {}, { country: 'MX' })
    const found = await suggest()(mexican, entries)
    expect(found.map(({ from }) => from)).toEqual(['faq', 'faq'])
    expect(found[0]?.text).toContain('249 pesos')
    expect((await suggest()(handoffOf({ language: 'de' }), entries))[0]?.text).toMatch(/Versand/)
  })

  test("come from what agents answered to such questions, filled with this customer's data", async () => {
    lessons = [
      lesson(
        'Hola {{customer.name}}, soy {{agent.name}}: el pedido {{order.number}} llega pronto. {{slots.size}}',
        where(),
      ),
      lesson('Otra cosa', asks('quiero devolver', ['return.start', 0.9])),
    ]
    const found = await suggest()(handoffOf(), [where()])
    expect(found[0]).toEqual({
      text: 'Hola Marta, soy Ana: el pedido 10432 llega pronto. {{slots.size}}',
      from: 'agents',
    })
    expect(found.map(({ text }) => text)).not.toContain('Otra cosa')
    expect(asked).toEqual([[['order.status', 'faq.shipping_time'], 'es']])
  })

  test('the most alike go first: words and the state of the order tell', async () => {
    lessons = [
      lesson('Ya se entregó', where('algo muy distinto'), { orderStatus: 'delivered' }),
      lesson('Sigue en camino', where(), {}),
      lesson('Preguntamos a la empresa', where('¿mi paquete?'), { orderStatus: 'shipped' }),
    ]
    const texts = (await suggest()(handoffOf(), [where()])).map(({ text }) => text)
    expect(texts[0]).toBe('Sigue en camino')
    expect(texts).not.toContain('Ya se entregó')
    expect(texts.length).toBeLessThanOrEqual(4)
  })

  test('are the same each time, none twice, and at most four', async () => {
    lessons = Array.from({ length: 30 }, (_, i) => lesson(`Respuesta ${'abcdefghij'[i % 10]}`, where()))
    const entries = [where()]
    const found = await suggest()(handoffOf(), entries)
    expect(found).toEqual(await suggest()(handoffOf(), entries))
    expect(new Set(found.map(({ text }) => text)).size).toBe(found.length)
    expect(found).toHaveLength(4)
  })

  test('are made anew for each new message, and kept for a minute otherwise', async () => {
    const now = { ms: NOW }
    const ask = suggest(now)
    const entries = [where()]
    await ask(handoffOf(), entries)
    await ask(handoffOf(), entries)
    expect(asked).toHaveLength(1)
    await ask(handoffOf(), [...entries, asks('¿y la factura?', ['order.invoice', 0.9])])
    expect(asked.at(-1)?.[0]).toEqual(['order.invoice'])
    now.ms += 60_001
    await ask(handoffOf(), entries)
    expect(asked).toHaveLength(3)
  })

  test('there are none where nothing was asked, or when it is over', async () => {
    expect(await suggest()(handoffOf(), [asks('hola', ['greeting', 0.9])])).toEqual([])
    expect(await suggest()(handoffOf({ status: 'resolved' }), [where()])).toEqual([])
    expect(asked).toEqual([])
  })

  test('stand in the package, each with where it is from', async () => {
    const reader = readerOf({
      entries: [asks('¿cuánto cuesta el envío?', ['faq.shipping_cost', 0.8])],
      deps: { suggest: suggest() },
    })
    const found = await reader.read(handoffOf(), agent)
    expect(found.suggestions?.[0]).toMatchObject({ from: 'faq', text: expect.stringContaining('4,90 €') })
    expect(found.suggestedReplies).toEqual(found.suggestions?.map(({ text }) => text))
  })
})
