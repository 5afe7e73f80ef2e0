import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type DetectLanguage, languageDetector } from '../../intents/language/detect.ts'
import { languageTable } from '../../intents/language/load-table.ts'
import { trainLanguages } from '../../intents/language/own-table.ts'
import { openMessage } from '../../intents/reading.ts'
import type { Hints } from '../../intents/understander.ts'
import { processorMs } from '../processor-time.ts'

const SPOKEN = ['en', 'es', 'ja', 'ar', 'pt-BR']
let detect: DetectLanguage
beforeAll(() => {
  detect = languageDetector(languageTable(), trainLanguages(new Map()), SPOKEN)
})

const hints: fc.Arbitrary<Hints> = fc.record(
  {
    language: fc.constantFrom(...SPOKEN, 'xx', ''),
    locale: fc.constantFrom('es-MX', 'ja', '', 'not a locale'),
    market: fc.constantFrom('ES', 'JP', 'ZZ', '', 'Spain'),
  },
  { requiredKeys: [] },
)
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        'ok',
        'pedido',
        '注文',
        'طلب',
        'заказ',
        '10432',
        'ツ',
        'é',
        '\u0301',
        '\u200b',
        'ẹ̀',
        ',',
      ),
      {
        maxLength: 30,
      },
    )
    .map(words => words.join(' ')),
)

describe('any text', () => {
  test('has a language, a confidence from 0 to 1, and a language of the bot to read it by', () => {
    fc.assert(
      fc.property(texts, hints, (text, given) => {
        const guess = detect(openMessage(text), given)
        expect(SPOKEN).toContain(guess.nearest)
        expect(guess.confidence).toBeGreaterThanOrEqual(0)
        expect(guess.confidence).toBeLessThanOrEqual(1)
        expect(guess.language === guess.nearest || languageTable().languages.includes(guess.language)).toBe(
          true,
        )
        for (const language of guess.languages ?? []) expect(SPOKEN).toContain(language)
      }),
      { numRuns: 300 },
    )
  })

  test('has the same language each time, whatever was read before', () => {
    fc.assert(
      fc.property(texts, texts, hints, (text, other, given) => {
        const once = detect(openMessage(text), given)
        detect(openMessage(other), {})
        expect(detect(openMessage(text), given)).toEqual(once)
      }),
      { numRuns: 100 },
    )
  })

  test.each([
    ['one word of a page', 'a'.repeat(100_000)],
    ['a page of words', 'pedido '.repeat(20_000)],
    ['a page of letters that are words', '注'.repeat(50_000)],
    ['a page of marks', 'a\u0301'.repeat(50_000)],
    ['a page of writings in turn', 'a а ا 注 の 가 '.repeat(5_000)],
  ])('is read in a bounded time: %s', (_, text) => {
    const message = openMessage(text)
    const times = Array.from({ length: 50 }, () => processorMs(() => detect(message, {})))
    expect(Math.min(...times)).toBeLessThan(2)
  })
})
