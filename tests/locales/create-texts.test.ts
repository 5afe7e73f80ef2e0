import { expect, test } from 'vitest'
import { createTexts, type Wording } from '../../locales/create-texts.ts'
import { processorMs } from '../processor-time.ts'

const flat = (texts: Record<string, Wording>) => new Map(Object.entries(texts))

const texts = createTexts({
  languages: ['en', 'es', 'pt-BR'],
  wordings: {
    en: flat({
      greeting: ['Hi!', 'Hello!', 'Welcome!'],
      'order.shipped': 'Order {{order.number}} arrives {{order.eta, relativeDay}}.',
      'order.items_one': 'one item',
      'order.items_other': '{{count}} items',
      'order.only_english': 'Only {{thing}}',
      'order.total': 'Total: {{order.total, money(currency: order.currency)}}, {{order.total, money}}',
      'order.shipped@email': 'Dear customer, {{order.number}} is on its way.',
      quoted: '$t(order.only_english), said {{name}}',
      loop: '$t(loop)!',
    }),
    es: flat({
      'order.shipped': 'Tu pedido {{order.number}} llega {{order.eta, relativeDay}}.',
      'order.shipped_formal': 'Su pedido {{order.number}} llega {{order.eta, relativeDay}}.',
      'format.on_weekday': 'el {{day}}',
      'format.on_date': 'el {{day}}',
    }),
    pt: flat({ bye: 'Adeus' }),
    'pt-BR': flat({ 'order.items_one': 'um item', 'order.items_other': '{{count}} itens' }),
  },
})

const order = { number: '10432', eta: '2026-03-05', total: 84.5, currency: 'RON' }
const now = '2026-03-02T10:00:00Z'

test('fills values by their path', () => {
  expect(texts.text('order.shipped', { language: 'en', values: { order }, now })).toBe(
    'Order 10432 arrives Thursday.',
  )
})

test('chooses the formal wording where the language has one', () => {
  const request = { language: 'es', values: { order }, now }
  expect(texts.text('order.shipped', { ...request, register: 'formal' })).toBe(
    'Su pedido 10432 llega el jueves.',
  )
  expect(texts.text('order.shipped', { ...request, register: 'informal' })).toBe(
    'Tu pedido 10432 llega el jueves.',
  )
})

test('prefers the wording of the channel, but never in a language that the customer did not ask for', () => {
  expect(texts.text('order.shipped', { language: 'en', channel: 'email', values: { order } })).toBe(
    'Dear customer, 10432 is on its way.',
  )
  expect(texts.text('order.shipped', { language: 'es', channel: 'email', values: { order }, now })).toBe(
    'Tu pedido 10432 llega el jueves.',
  )
})

test('falls back from the region to the language to the default', () => {
  expect(texts.text('order.items', { language: 'pt-BR', values: { count: 1 } })).toBe('um item')
  expect(texts.text('bye', { language: 'pt-BR' })).toBe('Adeus')
  expect(texts.text('order.only_english', { language: 'pt-BR', values: { thing: 'this' } })).toBe('Only this')
  expect(texts.text('order.shipped', { language: 'es-MX', values: { order }, now })).toBe(
    'Tu pedido 10432 llega el jueves.',
  )
  expect(texts.text('greeting', { language: 'fi' })).toMatch(/Hi|Hello|Welcome/)
})

test('chooses the plural by count', () => {
  expect(texts.text('order.items', { language: 'en', values: { count: 1 } })).toBe('one item')
  expect(texts.text('order.items', { language: 'en', values: { count: 5 } })).toBe('5 items')
})

test('chooses one of several wordings by the seed, always the same', () => {
  const bySeed = Array.from({ length: 60 }, (_, n) =>
    texts.text('greeting', { language: 'en', seed: `inb_${n}` }),
  )
  expect(new Set(bySeed).size).toBe(3)
  expect(texts.text('greeting', { language: 'en', seed: 'inb_7' })).toBe(bySeed[7])
})

test('a region has its own way to write a date', () => {
  const request = { values: { order: { ...order, eta: '2026-04-05' } }, now }
  expect(texts.text('order.shipped', { ...request, language: 'en-GB' })).toBe('Order 10432 arrives 5 April.')
  expect(texts.text('order.shipped', { ...request, language: 'en-US' })).toBe('Order 10432 arrives April 5.')
})

test('a missing text gives undefined, a missing value the empty string', () => {
  expect(texts.text('nothing.here', { language: 'en' })).toBeUndefined()
  expect(texts.text('order.only_english', { language: 'en' })).toBe('Only ')
  expect(texts.text('order.only_english', { language: 'en', values: { thing: { a: 1 } } })).toBe('Only ')
})

test.each(['{{secret}}', '$t(greeting)', '$t(x "', '{{', '$&', '$t(loop, {"count": 1})', '__proto__'])(
  'a value that holds %s is words, not template',
  evil => {
    const values = { thing: evil, name: evil, secret: 'leaked' }
    expect(texts.text('order.only_english', { language: 'en', values })).toBe(`Only ${evil}`)
    expect(texts.text('quoted', { language: 'en', values })).toBe(`Only ${evil}, said ${evil}`)
  },
)

test('a text quotes another, and a circle of quotes ends', () => {
  expect(texts.text('quoted', { language: 'en', values: { thing: 'x', name: 'Ana' } })).toBe(
    'Only x, said Ana',
  )
  expect(texts.text('loop', { language: 'en' })).toMatch(/^!+$/)
})

test('money takes the currency that its option names, else that of the market', () => {
  expect(texts.text('order.total', { language: 'en', currency: 'EUR', values: { order } })).toBe(
    'Total: RON\u00a084.50, €84.50',
  )
})

test('a region has words of its own where they are written, and else those of its language', () => {
  const own = createTexts({
    languages: ['en', 'es'],
    wordings: {
      en: flat({ pay: 'Pay by card' }),
      es: flat({ pay: 'Pagad con tarjeta', thanks: 'Gracias' }),
      'es-MX': flat({ pay: 'Paguen con tarjeta' }),
    },
  })
  expect(own.text('pay', { language: 'es-MX' })).toBe('Paguen con tarjeta')
  expect(own.text('thanks', { language: 'es-MX' })).toBe('Gracias')
  expect(own.text('pay', { language: 'es-CO' })).toBe('Pagad con tarjeta')
})

test('values of the prototype are nothing', () => {
  const own = createTexts({
    languages: ['en'],
    wordings: { en: flat({ a: '[{{constructor.name}}{{__proto__.x}}]' }) },
  })
  expect(own.text('a', { language: 'en', values: {} })).toBe('[]')
})

test('knows the keys of a language without register, channel and plural', () => {
  expect([...texts.keys('es')].sort()).toEqual(['format.on_date', 'format.on_weekday', 'order.shipped'])
  expect([...texts.keys('en')]).toContain('order.items')
  expect([...texts.keys('en')]).not.toContain('order.items_one')
  expect(texts.has('order.items', 'es')).toBe(true)
  expect(texts.has('order.nothing', 'es')).toBe(false)
})

test('costs a few microseconds', () => {
  const request = { language: 'es', register: 'formal', channel: 'webchat', values: { order }, now } as const
  for (let warm = 0; warm < 5000; warm++) texts.text('order.shipped', request)
  const times = processorMs(() => {
    for (let n = 0; n < 20_000; n++) texts.text('order.shipped', request)
  })
  const microseconds = (times * 1000) / 20_000
  expect(microseconds).toBeLessThan(100)
  process.stderr.write(`a text with a relative day: ${microseconds.toFixed(1)} µs\n`)
})
