import { describe, expect, test } from 'vitest'
import { STATUS, shopChat } from './shop.ts'

const SPANISH = { language: 'es', languageConfidence: 0.95 }

describe('a change of language', () => {
  test('in the middle of a question: told once, and the question put again', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('en español, por favor', SPANISH)).toEqual(['Seguimos en español.', 'ES Which number?'])
    expect(chat.result.language).toBe('es')
    expect(chat.says('10432', { language: 'es' })).toEqual(['ES Which email?'])
  })

  test('an answer in the other language is taken, and what follows is in it', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('mi pedido es el 10432', SPANISH)).toEqual(['Seguimos en español.', 'ES Which email?'])
  })

  test('who goes to and fro is told each language once', () => {
    const chat = shopChat()
    chat.says('hello', { intent: 'greeting', language: 'en', languageConfidence: 0.9 })
    expect(chat.says('¿hacéis regalos?', { ...SPANISH, intent: 'faq.gift' })).toHaveLength(2)
    expect(chat.says('are you open?', { languageConfidence: 0.9, intent: 'faq.hours' })).toHaveLength(2)
    expect(chat.says('¿hacéis regalos?', { ...SPANISH, intent: 'faq.gift' })).toHaveLength(1)
  })

  test('the first message chooses a language without a word', () => {
    const chat = shopChat({ language: 'en' })
    expect(chat.says('¿dónde está?', { ...STATUS, ...SPANISH })).toEqual(['ES Which number?'])
  })

  test('a word that says nothing about language, or a language not spoken here, changes nothing', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('10432', { language: 'es', languageConfidence: 0.4 })).toEqual(['Which email?'])
    expect(chat.says('ana@example.org', { language: 'fr', languageConfidence: 0.99 })).toEqual([])
    expect(chat.result.language).toBe('en')
  })

  test('before any words, the device says the language; one not spoken here says nothing', () => {
    expect(shopChat({ locale: 'es-MX' }).says('😡')).not.toEqual(shopChat({}).says('😡'))
    expect(shopChat({ locale: 'hu' }).says('😡')).toEqual(shopChat({}).says('😡'))
  })

  test('a message in a language not spoken here is told once which ones are, and the question put again', () => {
    const chat = shopChat()
    const swedish = { language: 'sv', languageConfidence: 0.97 }
    chat.says('where is it', STATUS)
    expect(chat.says('jag vet inte var den finns', swedish)).toEqual([
      "I'm sorry, I don't speak that language. You can write to me in English and español, or ask for a person at any time.",
      'Which number?',
    ])
    const again = chat.says('jag har ingen aning', swedish)
    expect(again.join(' ')).not.toContain('speak that language')
    expect(again.at(-1)).toContain('number')
    expect(chat.says('10432', { language: 'en', languageConfidence: 0 })).toEqual(['Which email?'])
  })

  test('what is understood is answered whatever language it is in, and a short text is no other language', () => {
    const chat = shopChat()
    const swedish = { language: 'sv', languageConfidence: 0.97 }
    expect(chat.says('var är min order', { ...STATUS, ...swedish })).toEqual(['Which number?'])
    expect(chat.says('min order 10432', swedish)).toEqual(['Which email?'])
    const unsure = chat.says('tak', { language: 'da', languageConfidence: 0.6 })
    expect(unsure.join(' ')).not.toContain('speak that language')
  })

  test('the register follows the customer’s own words', () => {
    const chat = shopChat({ language: 'es' })
    const said = chat.says('disculpe, ¿qué puede hacer usted?', { ...SPANISH, intent: 'help' })
    expect(said[0]).toContain('Escríbame')
    expect(chat.result.register).toBe('formal')
    expect(chat.says('oye, ¿y tú?', { language: 'es', intent: 'help' })[0]).toContain('Escríbeme')
  })

  test('e-mail is formal, and the market has its custom', () => {
    expect(
      shopChat({ language: 'es', channel: 'email' }).says('ayuda', { intent: 'help', language: 'es' })[0],
    ).toContain('Escríbame')
    const bot =
      'markets: { RO: { language: es, currency: RON, timeZone: Europe/Bucharest, register: formal } }\n'
    expect(shopChat({ market: 'RO' }, bot).says('ayuda', { intent: 'help', language: 'es' })[0]).toContain(
      'Escríbame',
    )
  })
})

describe('the first message of somebody of whom nothing is known', () => {
  const greeting = { intent: 'greeting', confidence: 0.95, language: 'es', languageConfidence: 0.3 }

  test('chooses the language by a greeting alone', () => {
    expect(shopChat().says('hola', greeting).join()).toMatch(/^¡Hola!/)
  })

  test('but not by another short word, nor against what the device tells', () => {
    expect(
      shopChat()
        .says('ok', { ...greeting, intent: 'affirm' })
        .join(),
    ).not.toMatch(/^ES /)
    expect(shopChat({ locale: 'en-GB' }).says('hola', greeting).join()).not.toMatch(/[¡¿]/)
  })

  test('is answered in the register of the market that speaks its language, as all after it', () => {
    const markets =
      'markets: { ES: { language: es, currency: EUR, timeZone: Europe/Madrid, register: formal } }'
    const chat = shopChat({}, markets)
    const help = (register: 'formal' | 'informal') =>
      chat.content.texts.text('common.help', { language: 'es', register })
    const said = chat.says('ayuda', { ...SPANISH, intent: 'help', confidence: 0.95 })
    expect(said).toContain(help('formal'))
    expect(help('formal')).not.toBe(help('informal'))
  })
})
