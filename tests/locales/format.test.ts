import { expect, test } from 'vitest'
import { type FormatContext, formatValue } from '../../locales/format.ts'
import { parseTemplate } from '../../locales/template.ts'

const context = (language: string, more: Partial<FormatContext> = {}): FormatContext => ({
  language,
  timeZone: 'Europe/Madrid',
  currency: 'EUR',
  now: '2026-03-02T23:30:00Z', // in Madrid it is the 3rd already
  value: () => undefined,
  ...more,
})
const day = (language: string, value: string, more = {}) =>
  formatValue(value, context(language, more), { name: 'relativeDay', options: {} })

test("counts days in the customer's time zone", () => {
  expect(day('en', '2026-03-03')).toBe('today')
  expect(day('en', '2026-03-03', { timeZone: 'America/New_York' })).toBe('tomorrow')
  expect(day('es', '2026-03-04')).toBe('mañana')
  expect(day('ro', '2026-03-02')).toBe('ieri')
  expect(day('en', '2026-03-04T22:30:00Z')).toBe('tomorrow')
  expect(day('en', '2026-03-04T23:30:00Z')).toBe('Thursday')
})

test('names the weekday within a week, then the date, with the year when it is another', () => {
  expect(day('es', '2026-03-06')).toBe('viernes')
  expect(day('es', '2026-03-09')).toBe('lunes')
  expect(day('es', '2026-03-10')).toBe('10 de marzo')
  expect(day('en', '2026-02-20')).toBe('February 20')
  expect(day('en', '2027-01-05')).toBe('January 5, 2027')
})

test('a day without a time is that day in every time zone', () => {
  const options = { name: 'date', options: {} }
  expect(formatValue('2026-03-05', context('en', { timeZone: 'Pacific/Honolulu' }), options)).toBe('March 5')
})

test('formats money, numbers, lists and times as the language does', () => {
  const as = (value: unknown, name: string, language = 'es') =>
    formatValue(value, context(language), { name, options: {} }).replaceAll(/[\u00a0\u202f]/g, ' ')
  expect(as(1234.5, 'money')).toBe('1234,50 €')
  expect(as(1234.5, 'money', 'en')).toBe('€1,234.50')
  expect(as('84.5', 'money', 'ro')).toBe('84,50 EUR')
  expect(as(84.5, 'money', 'ar')).toBe('84.50 يورو')
  expect(as(0.5, 'number')).toBe('0,5')
  expect(as(['una lámpara', 'dos velas'], 'list')).toBe('una lámpara y dos velas')
  expect(as('2026-03-02T23:30:00Z', 'time')).toBe('0:30')
  expect(as('2026-03-02T23:30:00Z', 'dateTime')).toBe('3 de marzo a las 0:30')
})

test('what does not fit its format is shown as it is; nothing is shown for what nobody can read', () => {
  for (const name of ['money', 'number', 'date', 'relativeDay', 'list']) {
    const call = { name, options: {} }
    expect(formatValue('soon', context('es'), call)).toBe('soon')
    expect(formatValue(null, context('es'), call)).toBe('')
    expect(formatValue({ a: 1 }, context('es'), call)).toBe('')
  }
})

test('an unknown currency, time zone or language does not throw', () => {
  const odd = context('xx-invalid-language-tag', { timeZone: 'Mars/Base', currency: 'EURO' })
  for (const name of ['money', 'date', 'relativeDay', 'list', 'number'])
    expect(formatValue('2026', odd, { name, options: {} })).not.toBe('')
})

test('a text with a mistake is told where it is', () => {
  expect(parseTemplate('Hi {{name}, how').faults).toMatchInlineSnapshot(`
    [
      {
        "message": "'{{' has no '}}'",
        "offset": 3,
      },
    ]
  `)
  expect(parseTemplate('It is {{price, monney}}').faults).toMatchInlineSnapshot(`
    [
      {
        "message": "there is no format 'monney'; formats are money, number, date, time, dateTime, relativeDay, list",
        "offset": 6,
      },
    ]
  `)
  expect(parseTemplate('It is {{order number}}').faults).toMatchInlineSnapshot(`
    [
      {
        "message": "'{{order number}}' must name a value, as in '{{order.number}}'",
        "offset": 6,
      },
    ]
  `)
  expect(parseTemplate('$t(a, {"count": 1}) {{a, money, list}}').faults).toMatchInlineSnapshot(`
    [
      {
        "message": "'$t(a, {"count": 1})' must hold one text key, as in '$t(order.thanks)'",
        "offset": 0,
      },
      {
        "message": "'{{a, money, list}}': after the comma stands one format, as in '{{price, money}}'",
        "offset": 20,
      },
    ]
  `)
})

test('the first of a month is an ordinal in French, and only the first', () => {
  expect(day('fr', '2026-12-01')).toBe('1er décembre')
  expect(day('fr', '2026-12-11')).toBe('11 décembre')
  expect(day('de', '2026-12-01')).toBe('1. Dezember')
})

test('a time by a clock that may not be the reader’s is told with its name', () => {
  const time = (name: 'time' | 'dateTime', more: Partial<FormatContext>) =>
    formatValue('2026-03-03T08:00:00Z', context('nl', more), { name, options: {} })
  expect(time('dateTime', { foreignZone: true })).toBe('3 maart om 09:00 CET')
  expect(time('time', { foreignZone: true })).toBe('09:00 CET')
  expect(time('dateTime', {})).toBe('3 maart om 9:00')
})
