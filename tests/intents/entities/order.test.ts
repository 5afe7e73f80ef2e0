import { describe, expect, test } from 'vitest'
import { read, values } from './reader.ts'

const found = (text: string, language = 'en', hints = {}) =>
  read(text, language, hints)
    .filter(({ type }) => type !== 'number')
    .map(({ type, value }) => `${type} ${value}`)

describe('an order number', () => {
  test.each([
    ['1 0 4 3 2', 'en'],
    ['my order is 1 0 4 3 2 thanks', 'en'],
    ['1-0-4-3-2', 'en'],
    ['10 43 2', 'en'],
    ['注文１０４３２について', 'ja'],
    ['我的10432号订单', 'zh'],
    ['第10432号', 'zh'],
    ['104-32です', 'ja'],
  ])('is 10432 in "%s" (%s)', (text, language) => {
    expect(values('order', text, language)).toEqual(['10432'])
  })

  test.each([
    ['pedido n.º10432', 'es'],
    ['Nº10432', 'pt'],
    ['commande N°10432', 'fr'],
    ['el10432 sigue sin llegar', 'es'],
    ['la10432 svp', 'fr'],
    ['10432no llega', 'es'],
    ['10432svp', 'fr'],
    ['mi pedido PED10432', 'es'],
    ['Bestell-Nr.:10432', 'de'],
    ['order10432', 'zh'],
    ['订单幺零四三二', 'zh'],
    ['订单壹零肆叁贰', 'zh'],
    ["ordine 10'432", 'it'],
    ['طلب١٠٤٣٢', 'ar'],
    ['№10432', 'pl'],
  ])('is 10432 with a word or mark written to it: "%s" (%s)', (text, language) => {
    expect(values('order', text, language)).toEqual(['10432'])
  })

  test('is none with a unit or a name of a product written to it', () => {
    for (const text of ['it ran 10000km', 'the model ZX10432', 'battery of 20000mah'])
      expect(found(text)).toEqual([])
  })

  test('stands beside a proof without a word that says so', () => {
    expect(found('where is 10434 LS1 4AP')).toEqual(['order 10434', 'postcode LS1 4AP'])
    expect(found('LS1 4AP 10434')).toEqual(['postcode LS1 4AP', 'order 10434'])
    expect(found('10432, 28004', 'es', { market: 'ES' })).toEqual(['order 10432', 'postcode 28004'])
    expect(found('10432 28004', 'es')).toEqual(['order 10432', 'postcode 28004'])
    expect(found('10432, 28004', 'es', { expects: ['order'] })).toEqual(['order 10432', 'postcode 28004'])
    expect(found('comanda 10402 010011', 'ro')).toEqual(['order 10402', 'postcode 010011'])
    expect(found('10433 00-950', 'pl')).toEqual(['order 10433', 'postcode 00-950'])
    expect(found('10432 1012 AB', 'nl')).toEqual(['order 10432', 'postcode 1012 AB'])
    expect(found('10432 ana@example.org')).toEqual(['order 10432', 'email ana@example.org'])
  })

  test('is not taken for a postcode when it is one of several', () => {
    expect(found('10432, 10433')).toEqual(['order 10432', 'order 10433'])
    expect(found('10432 and 28004')).toEqual(['order 10432', 'order 28004'])
    expect(found('10432 o 28004', 'es')).toEqual(['order 10432', 'order 28004'])
    expect(found('10432, pedido 28004', 'es')).toEqual(['order 10432', 'order 28004'])
    expect(found('10432, 28004, 30010')).toEqual(['order 10432', 'order 28004', 'order 30010'])
  })

  test('is known in words, where an order is spoken of', () => {
    const asked = { expects: ['order'] }
    expect(found('one zero four three two', 'en', asked)).toEqual(['order 10432'])
    expect(found('mi pedido es el diez mil cuatrocientos treinta y dos', 'es')).toEqual(['order 10432'])
    expect(found('zehntausendvierhundertzweiunddreißig', 'de', asked)).toEqual(['order 10432'])
    expect(found('一零四三二', 'zh', asked)).toEqual(['order 10432'])
    expect(found('one two three', 'en', asked)).toEqual([])
    expect(found('ten thousand four hundred and thirty two', 'en')).toEqual([])
  })

  test('is none in an address', () => {
    expect(found('Calle Mayor 5, 28013 Madrid', 'es')).toEqual(['postcode 28013'])
    expect(found('Musterstraße 12, 10115 Berlin', 'de')).toEqual(['postcode 10115'])
    expect(found('ul. Długa 5, 00-950 Warszawa', 'pl', { market: 'PL' })).toEqual(['postcode 00-950'])
    expect(found('2 lamps, order 10432 Thanks')).toEqual(['order 10432'])
  })

  test('is not lost beside a mark of another script, nor for a comma within', () => {
    expect(found('订单号10432，10月12号下的单', 'zh')).toEqual(['order 10432', 'date 2026-10-12'])
    expect(found('10,432')).toEqual(['order 10432'])
    expect(found('No. 10432')).toEqual(['order 10432'])
  })

  test('is known by the cue that is nearer', () => {
    expect(found('código postal 28004, pedido 10432', 'es')).toEqual(['postcode 28004', 'order 10432'])
    expect(found('pedido 10432 código postal 28004', 'es')).toEqual(['order 10432', 'postcode 28004'])
    expect(found('28004 es mi código postal', 'es')).toEqual(['postcode 28004'])
    expect(found('LS1 4AP is my postcode and my order is 10434')).toEqual(['postcode LS1 4AP', 'order 10434'])
  })

  test('has a digit, whatever its format allows', () => {
    expect(values('order', 'please')).toEqual([])
  })

  test('is not the denied one, also where the denial follows', () => {
    expect(values('order', '10433です、10432ではありません', 'ja')).toEqual(['10433'])
    expect(values('order', '10432ではなく10433です', 'ja')).toEqual(['10433'])
    expect(values('order', '不是10432，是10433', 'zh')).toEqual(['10433'])
  })
})

describe('an amount or a time', () => {
  test.each(['it cost 10432 euros', '€10432', '10432 EUR'])('is no order number: "%s"', text => {
    expect(values('order', text)).toEqual([])
  })
})
