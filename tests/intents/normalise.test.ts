import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalise, READ_CHARS } from '../../intents/normalise.ts'
import { plainOf, wordsOf } from '../../intents/words.ts'

const words = (text: string): string[] => wordsOf(normalise(text).text).map(word => word.plain)

describe('normalise', () => {
  test('lowers, composes, and keeps accents', () => {
    expect(normalise('DÓNDE esta\u0301  Mi PEDIDO').text).toBe('dónde está mi pedido')
  })

  test('reads full-width and Arabic-Indic digits as digits', () => {
    expect(normalise('１０４３２ ١٠٤٣٢ ۱۰۴۳۲ १०४३२').text).toBe('10432 10432 10432 10432')
  })

  test('drops control, zero-width and direction characters, and skin tones', () => {
    expect(normalise('a\u0000b\u200bc\u202ed\ufeff 👍🏽').text).toBe('abcd 👍')
  })

  test('lets no character grow to more than four', () => {
    expect(normalise('㏂ ½ ㈱').text).toBe('a.m. 1⁄2 (株)')
    expect(normalise('\ufdfa'.repeat(3000)).text.length).toBeLessThanOrEqual(12_000)
  })

  test('shortens long drawn letters, but no digits', () => {
    expect(normalise('nooooo')).toMatchObject({ text: 'noo', elongated: true })
    expect(normalise('10000').text).toBe('10000')
  })

  test('counts letters and capitals of the original', () => {
    expect(normalise('WHERE is it?')).toMatchObject({ letters: 9, capitals: 5 })
  })

  test('reads a bounded part of a long text, and cuts no pair of surrogates', () => {
    expect(normalise('x '.repeat(50_000)).text.length).toBeLessThanOrEqual(READ_CHARS)
    const text = `${'a '.repeat(READ_CHARS / 2 - 1)}b😀`
    expect(normalise(text).text).not.toMatch(/[\ud800-\udfff]/)
  })

  test('every unit knows its place in the original', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), original => {
        const { text, starts, ends } = normalise(original)
        expect(starts.length).toBe(text.length)
        expect(ends.length).toBe(text.length)
        for (let at = 0; at < text.length; at++) {
          expect(starts[at]).toBeLessThan(ends[at] as number)
          expect(ends[at]).toBeLessThanOrEqual(original.length)
          if (at > 0) expect(starts[at]).toBeGreaterThanOrEqual(starts[at - 1] as number)
        }
      }),
    )
  })
})

describe('wordsOf', () => {
  test('parts words at blanks, marks and apostrophes, and letters from digits', () => {
    expect(words("Where's my e-mail, nr10432?")).toEqual(['where', 's', 'my', 'e', 'mail', 'nr', '10432'])
  })

  test('takes accents away where a letter and its accent can be parted', () => {
    expect(words('Ça și ñandú Łódź straße')).toEqual(['ca', 'si', 'nandu', 'lodz', 'strasse'])
    expect(plainOf('привет')).toBe('привет')
  })

  test('reads Arabic alike with and without hamzas, vowel marks, dots and widened letters', () => {
    for (const spelling of ['إلغاء', 'الغاء', 'إِلْغاء', 'إلغــاء', 'ألغاء'])
      expect(plainOf(spelling)).toBe('الغاء')
    expect(plainOf('فاتورة')).toBe(plainOf('فاتوره'))
    expect(plainOf('متى')).toBe(plainOf('متي'))
    expect(plainOf('شکرا')).toBe(plainOf('شكرًا'))
    expect(plainOf('ـ')).toBe('ـ')
  })

  test('makes each letter of scripts without spaces a word', () => {
    expect(words('注文は')).toEqual(['注', '文', 'は'])
    expect(words('คำสั่ง').length).toBeGreaterThan(2)
  })

  test('keeps emoji as words', () => {
    expect(words('ok 👍😡')).toEqual(['ok', '👍', '😡'])
  })

  test('knows which word begins a clause', () => {
    const fresh = (text: string): string[] =>
      wordsOf(normalise(text).text)
        .filter(word => word.fresh)
        .map(word => word.text)
    expect(fresh('no, the other. it costs 3.50')).toEqual(['no', 'the', 'it'])
    expect(fresh('¿qué tal? él dice: sí')).toEqual(['qué', 'él', 'sí'])
  })
})
