import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { queryTerms, searchTerms } from '../../store/search-terms.ts'

/** As both engines compare: all words of the query are in the text. */
function finds(query: string, text: string): boolean {
  const said = searchTerms(text)
  const asked = queryTerms(query)
  return (
    asked.length > 0 &&
    asked.every(({ term, prefix }) => said.some(one => (prefix ? one.startsWith(term) : one === term)))
  )
}

describe('the words of a search', () => {
  test.each([
    ['refund', 'I want two REFUNDS now'],
    ['donde esta', '¿Dónde está mi pedido?'],
    ['10432', 'order #10432, please'],
    ['ES-10432', 'my number is es-10432'],
    ['HAUPTSTRASSE', 'Hauptstraße 5'],
    ['配達', 'いつ配達されますか'],
    ['达', '订单还没有送达'],
    ['返金', '返金してください'],
    ['ｱﾝﾅ', 'アンナです'],
    ['طلب', 'أين الطلب؟'],
    ['الطلب', 'اين طَلَبي'],
    ['שלום', 'שָׁלוֹם לך'],
    ['पैसा', 'मेरा पैसा वापस'],
    ['สินค้า', 'ยังไม่ได้รับสินค้าเลย'],
    ['notification', 'notificationservice'],
    ['Ion Țăran', 'ION TARAN a scris'],
  ])('%j finds %j', (query, text) => {
    expect(finds(query, text)).toBe(true)
  })

  test.each([
    ['refund delivery', 'I want a refund'],
    ['達配', '配達'],
    ['0432', 'order 10432'],
    ['***', 'anything * at all'],
    ['" OR 1=1 --', 'nothing of the kind'],
  ])('%j does not find %j', (query, text) => {
    expect(finds(query, text)).toBe(false)
  })

  test('every word of a text finds the text, and holds letters, digits and marks only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        for (const term of searchTerms(text)) {
          expect(term).toMatch(/^[\p{L}\p{N}\p{M}]+$/u)
          expect(term.isWellFormed()).toBe(true)
        }
        const asked = queryTerms(text)
        if (asked.length > 0) expect(finds(text, text)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('are no more than so many, however long the text is', () => {
    const text = Array.from({ length: 20_000 }, (_, n) => `w${n}`).join(' ')
    expect(searchTerms(text)).toHaveLength(5_000)
    expect(queryTerms(text)).toHaveLength(12)
  })
})
