import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { trainUnderstander } from '../../intents/train.ts'
import type { IntentExamples, TrainingSource, Understander } from '../../intents/understander.ts'
import { understandingSchema } from '../../protocol/understanding.ts'
import { processorMs } from '../processor-time.ts'
import { smallShop } from './source.ts'

let bot: Understander
beforeAll(async () => {
  bot = await trainUnderstander(smallShop)
})

const only = (examples: IntentExamples[], more: Partial<TrainingSource> = {}): TrainingSource => ({
  languages: ['en'],
  examples: { en: examples },
  orderNumber: '\\d{5}',
  countries: ['GB'],
  ...more,
})

describe('intents', () => {
  test.each([
    ['where is my parcel', 'en', 'order.status'],
    ['wher is my ordr', 'en', 'order.status'],
    ['I would like to cancel this order please', 'en', 'order.cancel'],
    ['¿cuándo me llega el paquete?', 'es', 'order.status'],
    ['quiero anular el pedido 10432', 'es', 'order.cancel'],
    ['cuanto cuesta el envio', 'es', 'faq.shipping_cost'],
    ['când ajunge comanda?', 'ro', 'order.status'],
    ['cat costa livrarea', 'ro', 'faq.shipping_cost'],
    ['HELLO', 'en', 'greeting'],
  ])('reads "%s" (%s) as %s', (text, language, intent) => {
    expect(bot.understand(text)).toMatchObject({ language, intent })
  })

  test('says that nothing fits, and how sure it is of that', () => {
    for (const text of ['will it rain in Paris tomorrow', 'zxcv qwer asdf', 'who won the football match']) {
      const { intent, confidence } = bot.understand(text)
      expect(intent).toBe('oos')
      expect(confidence).toBeGreaterThan(0.4)
    }
  })

  test('gives runners-up, best first, at most five', () => {
    const { intent, alternatives } = bot.understand('where is my')
    expect(alternatives.length).toBeLessThanOrEqual(5)
    if (intent !== 'oos') expect(alternatives[0]?.intent).toBe(intent)
    const confidences = alternatives.map(each => each.confidence)
    expect(confidences).toEqual([...confidences].sort((a, b) => b - a))
  })

  test('does not take a near miss for the thing itself', () => {
    const sure = bot.understand('cancel my order')
    const denied = bot.understand("don't cancel my order")
    expect(sure.intent).toBe('order.cancel')
    const left = denied.alternatives.find(each => each.intent === 'order.cancel')?.confidence ?? 0
    expect(left).toBeLessThan(sure.confidence / 2)
  })

  test('names an order once that is named twice', () => {
    const { entities } = bot.understand('cancel 10432, I said cancel 10432!')
    expect(entities.filter(({ type }) => type === 'order')).toHaveLength(1)
  })

  test('takes a slip for one only where that makes the message surer', async () => {
    const shop = await trainUnderstander(
      only([
        { intent: 'music', phrases: ['play a song', 'play my favourite song', 'sing me a song'], not: [] },
        { intent: 'help', phrases: ['go to help', 'show me the help page', 'help me please'], not: [] },
      ]),
    )
    expect(shop.understand('plya a sogn').alternatives[0]?.intent).toBe('music')
    expect(shop.understand('go to hell').confidence).toBeLessThan(shop.understand('go to help').confidence)
  })

  test('learns what is out of scope as something of its own, and never answers with it', async () => {
    const others = ['weather', 'football', 'cinema', 'taxes', 'flights', 'banking', 'cooking', 'music']
    const asked = ['tell me about', 'I need', 'where is my', 'help with', 'what about'].flatMap(beginning =>
      others.map(other => `${beginning} ${other}`),
    )
    const shop = await trainUnderstander(
      only([
        {
          intent: 'order.status',
          phrases: ['where is my order', 'where is my parcel', 'track my order'],
          not: [],
        },
        {
          intent: 'order.cancel',
          phrases: ['cancel my order', 'I need to cancel it', 'stop my order'],
          not: [],
        },
        { intent: 'oos', phrases: asked, not: [] },
      ]),
    )
    const near = shop.understand('where is my football order taxes')
    expect(near.alternatives.map(({ intent }) => intent)).not.toContain('oos')
    expect(shop.understand('what about banking').intent).toBe('oos')
    expect(shop.understand('where is my parcel').intent).toBe('order.status')
  })

  test('reports two matters of one message', () => {
    const read = bot.understand('I want to cancel my order. And how much is shipping?')
    expect([read.intent, ...(read.also ?? [])].sort()).toEqual(['faq.shipping_cost', 'order.cancel'])
  })

  test('takes a greeting and thanks around a request for what they are', () => {
    const read = bot.understand('Hola, ¿dónde está mi pedido? Gracias')
    expect(read.intent).toBe('order.status')
    expect(read.also).toBeUndefined()
  })
})

describe('what the open question expects', () => {
  test('reads a bare number as what is asked for, and as no request', () => {
    const read = bot.understand('28013', { language: 'es', expects: ['postcode'] })
    expect(read).toMatchObject({ language: 'es', intent: 'oos' })
    expect(read.entities.map(entity => entity.type)).toEqual(['postcode'])
    expect(bot.understand("it's order number 10432", { expects: ['order'] }).intent).toBe('oos')
  })

  test('still hears a request', () => {
    expect(bot.understand('cancel order 10432', { expects: ['order'] }).intent).toBe('order.cancel')
    expect(bot.understand('how much is shipping?', { expects: ['order'] }).intent).toBe('faq.shipping_cost')
  })

  test('takes yes and no of another of its languages', () => {
    const answer = bot.understand('claro', { language: 'en', expects: ['yesno'] })
    expect(answer.entities).toMatchObject([{ type: 'yesno', value: 'yes' }])
  })
})

describe('any text', () => {
  test.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['emoji', '😡😡🔥'],
    ['NUL and control characters', '\u0000\u0007\u001b[31m'],
    ['zero-width characters', '\u200b\u200d\u2060\ufeff'],
    ['half a surrogate pair', '\ud83d where \ude00'],
    ['a direction override', '\u202ewhere is my order'],
    ['mixed scripts', 'где where 注文 أين'],
    ['one letter', 'x'],
  ])('reads %s', (_, text) => {
    expect(understandingSchema.safeParse(bot.understand(text)).success).toBe(true)
  })

  test.each(['where is my order? ', 'a', 'é', '注文', '😡', '\u0000', '1 ', 'no, ', 'e\u0301\u0301'])(
    'reads a bounded part of 100,000 characters of "%s"',
    piece => {
      const text = piece.repeat(Math.ceil(100_000 / piece.length))
      const times = Array.from({ length: 6 }, () => processorMs(() => bot.understand(text)))
      // 5 ms on a machine with nothing else to do, where nothing takes the processor's caches.
      expect(Math.min(...times)).toBeLessThan(25)
    },
  )

  test('gives a valid understanding whose entities stand where they say', () => {
    const bits = [
      '10432',
      '#',
      ' ',
      'not ',
      'ana@example.org',
      '+34600111222',
      'ñ',
      '\u200b',
      '👍',
      '２',
      'e\u0301',
      '. ',
      'my order ',
    ]
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(fc.constantFrom(...bits), { maxLength: 20 }).map(parts => parts.join('')),
    )
    const expected = fc.subarray(['order', 'postcode', 'phone', 'email', 'choice', 'yesno', 'number'])
    fc.assert(
      fc.property(texts, expected, (text, expects) => {
        const read = understandingSchema.parse(bot.understand(text, { expects }))
        for (const entity of read.entities) {
          expect(text.slice(entity.start, entity.end)).toBe(entity.text)
          expect(entity.end).toBeGreaterThan(entity.start)
        }
      }),
    )
  })
})

describe('any source', () => {
  test('works without intents', async () => {
    const empty = await trainUnderstander(only([]))
    expect(empty.understand('where is 10432')).toMatchObject({ intent: 'oos', language: 'en' })
    expect(empty.understand('where is 10432').entities).toMatchObject([{ type: 'order', value: '10432' }])
  })

  test('works with one intent of one phrase', async () => {
    const one = await trainUnderstander(
      only([{ intent: 'order.status', phrases: ['where is my order'], not: [] }]),
    )
    expect(one.understand('where is my order').intent).toBe('order.status')
    expect(one.understand('qwertz asdfg').intent).toBe('oos')
  })

  test('is unsure between two intents with the same phrase', async () => {
    const twins = await trainUnderstander(
      only([
        { intent: 'a.one', phrases: ['where is it', 'alpha beta'], not: [] },
        { intent: 'b.two', phrases: ['where is it', 'gamma delta'], not: [] },
      ]),
    )
    const { alternatives } = twins.understand('where is it')
    expect(alternatives.map(each => each.intent).sort()).toEqual(['a.one', 'b.two'])
  })

  test('takes a language without phrases, without a culture pack, or both', async () => {
    const odd = await trainUnderstander({
      ...smallShop,
      languages: ['en', 'es', 'xx', 'el'],
      examples: {
        en: smallShop.examples.en ?? [],
        xx: [{ intent: 'greeting', phrases: ['blorp zint'], not: [] }],
      },
    })
    expect(odd.understand('¿dónde está el 10432?')).toMatchObject({ language: 'es', intent: 'oos' })
    expect(odd.understand('blorp zint')).toMatchObject({ language: 'xx' })
    expect(odd.understand('Πού είναι η παραγγελία μου;')).toMatchObject({ language: 'el', intent: 'oos' })
  })

  test('learns phrases that the designer marks as none of its business', async () => {
    const marked = await trainUnderstander({
      ...smallShop,
      examples: {
        ...smallShop.examples,
        en: [
          ...(smallShop.examples.en ?? []),
          { intent: 'oos', phrases: ['where is my cat', 'where is my dog'], not: [] },
        ],
      },
    })
    expect(marked.understand('where is my cat').intent).toBe('oos')
    expect(marked.understand('where is my order').intent).toBe('order.status')
  })

  test('knows 60 intents', async () => {
    const words = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'sigma', 'kappa', 'theta']
    const many = Array.from({ length: 60 }, (_, index) => {
      const name = `${words[index % 8]} ${words[(index >> 3) % 8]}`
      return {
        intent: `topic_${index}`,
        phrases: [`about ${name}`, `${name} please`, `tell me of ${name}`],
        not: [],
      }
    })
    const wide = await trainUnderstander(only(many))
    expect(wide.understand('about beta alpha').intent).toBe('topic_1')
  })
})
