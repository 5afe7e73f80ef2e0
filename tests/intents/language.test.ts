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
    ['q tal, el 10432 sigue sin llegar 😡', 'es'],
    ['HELLO??? ANYBODY THERE', 'en'],
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
    'iPhone 15',
    '¯\\_(ツ)_/¯',
    'Ana Popescu',
  ])('stays that of the conversation after "%s"', text => {
    for (const language of ['en', 'es', 'ro']) {
      if (language === 'ro' && text === 'no') continue
      expect(bot.understand(text, { language }).language).toBe(language)
    }
    expect(bot.understand(text).languageConfidence).toBeLessThan(0.75)
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

  test('reports a message in two languages', () => {
    expect(bot.understand('¿dónde está mi pedido? I never received my order').languages?.sort()).toEqual([
      'en',
      'es',
    ])
    expect(bot.understand('Hola, ¿dónde está mi pedido?').languages).toBeUndefined()
  })
})

describe('a language that the bot does not speak', () => {
  test.each([
    ['где мой заказ', 'ru'],
    ['注文はどこですか', 'ja'],
    ['我的订单在哪里', 'zh'],
    ['أين طلبي', 'ar'],
    ['سفارش من کجاست، هنوز نرسیده است', 'fa'],
    ['내 주문은 어디에 있나요', 'ko'],
    ['πού είναι η παραγγελία μου', 'el'],
    ['var är mitt paket, jag har väntat i två veckor', 'sv'],
    ['wo ist meine Bestellung, ich warte seit zwei Wochen', 'de'],
    ['gdzie jest moje zamówienie, czekam już dwa tygodnie', 'pl'],
    ['siparişim nerede, iki haftadır bekliyorum', 'tr'],
    ['hol van a rendelésem, két hete várok rá', 'hu'],
    ['tilaukseni ei ole vielä saapunut, missä se on', 'fi'],
    ['onde está a minha encomenda, estou à espera há duas semanas', 'pt'],
  ])('is named when the text is clearly in it: "%s" is %s', (text, language) => {
    for (const hints of [{}, { language: 'es' }]) {
      const read = bot.understand(text, hints)
      expect(read.language).toBe(language)
      expect(read.languageConfidence).toBeGreaterThan(0.9)
    }
  })

  test.each([
    'tak',
    'danke',
    'merci',
    'bonjour',
    'ciao',
    'grazie mille',
    'Müller',
    'Brötchen',
    'si',
    'na ja',
  ])('is not named for a word or two: "%s"', text => {
    expect(['en', 'es', 'ro']).toContain(bot.understand(text).language)
    expect(bot.understand(text, { language: 'es' }).language).toBe('es')
  })

  test('does not keep what is understood in it from being found', () => {
    const read = bot.understand('jag undrar var min order 10432 är nu', { language: 'en' })
    expect(read.language).toBe('sv')
    expect(read.entities).toContainEqual(expect.objectContaining({ type: 'order', value: '10432' }))
  })
})

describe('a bot of one region', () => {
  test('is spoken to in its language', async () => {
    const brazilian = await trainUnderstander({
      ...smallShop,
      languages: ['pt-BR', 'en'],
      examples: {
        'pt-BR': [{ intent: 'order.status', phrases: ['cadê meu pedido?', 'onde está meu pedido'], not: [] }],
        en: smallShop.examples.en ?? [],
      },
    })
    for (const text of ['cadê o meu pacote?', 'o meu pacote ainda não chegou'])
      expect(brazilian.understand(text, { language: 'en' }).language).toBe('pt-BR')
    expect(brazilian.understand('10432', { locale: 'pt-PT' }).language).toBe('pt-BR')
    expect(brazilian.understand('10432', { market: 'BR' }).language).toBe('pt-BR')
  })

  test('with two kinds of one language keeps to the one of the conversation', async () => {
    const both = await trainUnderstander({ ...smallShop, languages: ['pt-PT', 'pt-BR'], examples: {} })
    expect(both.understand('obrigado pela ajuda', { language: 'pt-BR' }).language).toBe('pt-BR')
    expect(both.understand('obrigado pela ajuda', { language: 'pt-PT' }).language).toBe('pt-PT')
    expect(both.understand('obrigado pela ajuda', { market: 'BR' }).language).toBe('pt-BR')
  })

  test('whose language no table knows lives by its own examples', async () => {
    const phrases = ['onde está o meu pedido', 'quero saber cando chega', 'aínda non chegou o paquete']
    const galician = await trainUnderstander({
      ...smallShop,
      languages: ['gl', 'en'],
      examples: { gl: [{ intent: 'order.status', phrases, not: [] }], en: smallShop.examples.en ?? [] },
    })
    expect(galician.understand('quero saber onde está o meu paquete').language).toBe('gl')
    expect(galician.understand('where is my parcel').language).toBe('en')
  })
})
