import { beforeAll, describe, expect, test } from 'vitest'
import { entityReaders, type ReadEntities } from '../../intents/entities/read-entities.ts'
import { compileLexicon, type Lexicon } from '../../intents/lexicon.ts'
import { openMessage, readingOf } from '../../intents/reading.ts'
import type { Hints } from '../../intents/understander.ts'
import { loadCultures } from '../../locales/culture.ts'

const lexicons = new Map<string, Lexicon>()
const read5 = entityReaders('\\d{5}', ['ES', 'RO', 'GB'])

beforeAll(async () => {
  for (const [language, culture] of await loadCultures()) lexicons.set(language, compileLexicon(culture))
})

const all = (text: string, language = 'en', hints: Hints = {}, read: ReadEntities = read5) =>
  read(readingOf(openMessage(text), lexicons.get(language), hints))

const values = (
  type: string,
  text: string,
  language?: string,
  hints?: Hints,
  read?: ReadEntities,
): string[] =>
  all(text, language, hints, read)
    .filter(entity => entity.type === type)
    .map(entity => entity.value)

describe('order numbers', () => {
  test.each([
    ['where is 10432?', 'en'],
    ['where is #10432', 'en'],
    ['where is 10 432', 'en'],
    ['#10-432', 'en'],
    ['comanda nr. 10432', 'ro'],
    ['comanda nr.10432', 'ro'],
    ['pedido nº 10432', 'es'],
    ['pedido nº10432', 'es'],
    ['pedido10432', 'es'],
    ['el 10.432', 'es'],
    ['１０４３２', 'en'],
    ['order no: 10432.', 'en'],
    ['(10432)', 'en'],
  ])('finds 10432 in "%s"', (text, language) => {
    expect(values('order', text, language)).toEqual(['10432'])
  })

  test('finds several at once', () => {
    expect(values('order', '10432, 10433 and #10-434')).toEqual(['10432', '10433', '10434'])
    expect(values('order', '10432/10433')).toEqual(['10432', '10433'])
  })

  test('says where it stands in the original text', () => {
    const text = '\u200bD\u00f3nde esta\u0301 el \uff03\uff11\uff10 432?'
    const [entity] = all(text, 'es').filter(each => each.type === 'order')
    expect(entity).toMatchObject({ value: '10432', text: '\uff11\uff10 432' })
    expect(text.slice(entity?.start, entity?.end)).toBe(entity?.text)
  })

  test.each([
    'call 600 111 222',
    '+34 600 11 22 33',
    'my tracking number is 1Z999AA10123456784',
    'RR123456785ES',
    'ana10432@example.org',
    'card 4111 1111 1111 1111',
    'on 12-03-2026',
    'it cost 10432.50',
    '104321',
    '1043',
  ])('finds none in "%s"', text => {
    expect(values('order', text)).toEqual([])
  })

  test('leaves out what is denied when another is named', () => {
    expect(values('order', 'no, 10432, not 10433')).toEqual(['10432'])
    expect(values('order', 'no es el 10433, es el 10432', 'es')).toEqual(['10432'])
    expect(values('order', 'nu 10433, ci 10432', 'ro')).toEqual(['10432'])
    expect(values('order', 'I have not received 10432 nor 10433')).toEqual(['10432', '10433'])
  })

  test('reads formats with letters, in any case', () => {
    const read = entityReaders('CL\\d{4}', [])
    expect(values('order', 'where is cl-1043 or CL 1044', 'en', {}, read)).toEqual(['CL1043', 'CL1044'])
  })

  test('knows none when the bot has none', () => {
    expect(values('order', 'where is 10432', 'en', {}, entityReaders('', []))).toEqual([])
  })
})

describe('postcodes', () => {
  test('is one after a cue word, and then no order', () => {
    expect(all('mi código postal es el 28013', 'es').map(each => each.type)).toEqual(['postcode'])
    expect(values('postcode', 'postcode SW1A 1AA')).toEqual(['SW1A 1AA'])
    expect(values('postcode', 'codul poștal 010011', 'ro')).toEqual(['010011'])
  })

  test('is one where one is asked for, and is an order else', () => {
    expect(all('28013', 'es', { expects: ['postcode'] }).map(each => each.type)).toEqual(['postcode'])
    expect(all('28013', 'es', { expects: ['email', 'postcode'] }).map(each => each.type)).toEqual([
      'postcode',
    ])
    expect(all('28013', 'es').map(each => each.type)).toEqual(['order'])
  })

  test('is written as its country writes it', () => {
    const asked = { expects: ['postcode'] }
    expect(values('postcode', 'sw1a1aa', 'en', asked)).toEqual(['SW1A 1AA'])
    expect(values('postcode', '1000 205', 'en', asked)).toEqual(['1000-205'])
    expect(values('postcode', '1012ab', 'en', asked)).toEqual(['1012 AB'])
    expect(values('postcode', '00-950', 'en', { ...asked, market: 'PL' })).toEqual(['00-950'])
  })
})

describe('phones and e-mails', () => {
  test('reads phones by + or by the market', () => {
    expect(values('phone', 'call +34 600 111 222')).toEqual(['+34600111222'])
    expect(values('phone', '600 11 12 22', 'es', { market: 'ES' })).toEqual(['+34600111222'])
    expect(values('phone', '0722 123 456', 'ro', { market: 'RO' })).toEqual(['+40722123456'])
    expect(values('phone', '0722-123-456', 'ro', { locale: 'ro-RO' })).toEqual(['+40722123456'])
  })

  test('reads e-mails in lower case', () => {
    expect(values('email', 'It is Ana.Lopez+x@Mail.Example.org.')).toEqual(['ana.lopez+x@mail.example.org'])
  })
})

describe('numbers, places and answers', () => {
  test('reads numbers in words', () => {
    expect(values('number', 'I got twenty one of them')).toEqual(['21'])
    expect(values('number', 'treinta y uno', 'es')).toEqual(['31'])
    expect(values('number', 'douăzeci și doi', 'ro')).toEqual(['22'])
    expect(values('number', 'two hundred')).toEqual(['200'])
    expect(values('number', 'two or three')).toEqual(['2', '3'])
    expect(values('number', 'quiero una lámpara roja', 'es')).toEqual([])
    expect(values('number', 'mide 3,50', 'es')).toEqual(['3.5'])
    expect(values('number', '3,50 euros', 'es', { expects: ['number'] })).toEqual(['3.5'])
  })

  test('reads places', () => {
    expect(values('ordinal', 'the second one')).toEqual(['2'])
    expect(values('ordinal', 'la última', 'es')).toEqual(['last'])
    expect(values('ordinal', 'a doua', 'ro')).toEqual(['2'])
    expect(values('ordinal', 'el 2º', 'es')).toEqual(['2'])
  })

  test('reads a choice only where one is asked for', () => {
    const asked = { expects: ['choice'] }
    expect(values('choice', 'the second')).toEqual([])
    expect(values('choice', 'the second', 'en', asked)).toEqual(['2'])
    expect(values('choice', 'opción 3', 'es', asked)).toEqual(['3'])
    expect(values('choice', 'una', 'es', asked)).toEqual(['1'])
    expect(values('choice', 'ultima', 'ro', asked)).toEqual(['last'])
  })

  test.each([
    ['yes please', 'en', 'yes'],
    ['nooo', 'en', 'no'],
    ["don't know", 'en', 'maybe'],
    ['vale', 'es', 'yes'],
    ['que va', 'es', 'no'],
    ['nu, mulțumesc', 'ro', 'no'],
    ['bineinteles', 'ro', 'yes'],
    ['👍', 'es', 'yes'],
  ])('reads "%s" (%s) as %s', (text, language, answer) => {
    expect(values('yesno', text, language)).toEqual([answer])
  })

  test('reads no answer in the middle of a sentence', () => {
    expect(values('yesno', 'I have no order yet and no idea why it is ok')).toEqual([])
    expect(values('yesno', 'si pido hoy, ¿cuándo llega?', 'es')).toEqual([])
    expect(values('yesno', 'no it never came', 'en', { expects: ['yesno'] })).toEqual(['no'])
  })
})
