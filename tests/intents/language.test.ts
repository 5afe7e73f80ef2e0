import { beforeAll, describe, expect, test } from 'vitest'
import { trainUnderstander } from '../../intents/train.ts'
import type { Understander } from '../../intents/understander.ts'
import { smallShop } from './source.ts'

let bot: Understander
beforeAll(async () => {
  bot = await trainUnderstander(smallShop)
})

describe('the language of a message', () => {
  test.each([
    ['where is my order', 'en'],
    ['I never got it', 'en'],
    ['¿me puedes ayudar?', 'es'],
    ['no me ha llegado nada', 'es'],
    ['nu am primit nimic', 'ro'],
    ['va rog sa ma ajutati', 'ro'],
  ])('is told from the text alone: "%s" is %s', (text, language) => {
    const read = bot.understand(text)
    expect(read.language).toBe(language)
    expect(read.languageConfidence).toBeGreaterThan(0.8)
  })

  test.each([
    'ok',
    'no',
    '10432',
    '👍',
    'OK!',
    '...',
    '',
    'ana@example.org',
    'https://example.org/mi-pedido',
  ])('stays that of the conversation after "%s"', text => {
    for (const language of ['en', 'es', 'ro']) {
      if (language === 'ro' && text === 'no') continue
      expect(bot.understand(text, { language }).language).toBe(language)
    }
    expect(bot.understand(text).languageConfidence).toBeLessThan(0.6)
  })

  test('changes at once when the customer clearly changes it', () => {
    expect(bot.understand('¿dónde está mi pedido?', { language: 'en' }).language).toBe('es')
    expect(bot.understand('unde este coletul meu', { language: 'es' }).language).toBe('ro')
    expect(bot.understand('where is my order', { language: 'ro' }).language).toBe('en')
  })

  test('leans on the locale and the market when the text says nothing', () => {
    expect(bot.understand('10432', { locale: 'ro-RO' }).language).toBe('ro')
    expect(bot.understand('10432', { market: 'ES' }).language).toBe('es')
    expect(bot.understand('10432', { market: 'ES', language: 'ro' }).language).toBe('ro')
    expect(bot.understand('10432').language).toBe('en')
  })

  test('names languages that the bot does not speak by their script', () => {
    expect(bot.understand('где мой заказ').language).toBe('ru')
    expect(bot.understand('注文はどこですか').language).toBe('ja')
    expect(bot.understand('أين طلبي').language).toBe('ar')
  })

  test('reports a message in two languages', () => {
    expect(bot.understand('¿dónde está mi pedido? I never received my order').languages?.sort()).toEqual([
      'en',
      'es',
    ])
    expect(bot.understand('Hola, ¿dónde está mi pedido?').languages).toBeUndefined()
  })
})
