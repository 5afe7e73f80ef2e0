import { describe, expect, test } from 'vitest'
import { values } from './reader.ts'

const money = (text: string, language = 'en', hints = {}) => values('money', text, language, hints)

describe('money', () => {
  test('reads both ways of writing thousands and decimals', () => {
    expect(money('1.234,56 €')).toEqual(['1234.56 EUR'])
    expect(money('€1,234.56', 'es')).toEqual(['1234.56 EUR'])
    expect(money('1 234,56 EUR')).toEqual(['1234.56 EUR'])
    expect(money("CHF 1'234.50")).toEqual(['1234.5 CHF'])
    expect(money('1.500 €', 'es')).toEqual(['1500 EUR'])
    expect(money('$1,500')).toEqual(['1500 USD'])
    expect(money('12,5€')).toEqual(['12.5 EUR'])
  })

  test('gives a sign that several countries use to the market', () => {
    expect(money('$500', 'es', { market: 'MX' })).toEqual(['500 MXN'])
    expect(money('500 pesos', 'es', { market: 'MX' })).toEqual(['500 MXN'])
    expect(money('¥500', 'ja')).toEqual(['500 JPY'])
    expect(money('¥500', 'zh')).toEqual(['500 CNY'])
  })

  test('is one amount with its cents, and two with "or"', () => {
    expect(money('5 euros and 20 cents')).toEqual(['5.2 EUR'])
    expect(money('50p')).toEqual(['0.5 GBP'])
    expect(money('€5 or €10')).toEqual(['5 EUR', '10 EUR'])
  })

  test.each(['I paid 50', 'eur', 'order 10432', 'pound for pound', '€'])('is not in "%s"', text => {
    expect(money(text)).toEqual([])
  })
})
