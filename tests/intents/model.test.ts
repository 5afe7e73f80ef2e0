import { beforeAll, describe, expect, test } from 'vitest'
import { indexColumns, numberColumns } from '../../intents/columns.ts'
import { knownPhrases, phraseReader } from '../../intents/known-phrases.ts'
import { isOneSlip, isTwoSlips } from '../../intents/slips.ts'
import { trainUnderstander } from '../../intents/train.ts'
import type { TrainingSource, Understander } from '../../intents/understander.ts'
import { addColumn, thin } from '../../intents/weights.ts'
import { smallShop } from './source.ts'

const counted = (label: string, ...features: number[]) => ({ features: Uint32Array.from(features), label })

describe('columns', () => {
  const columns = numberColumns([counted('a', 7, 9, 7), counted('b', 9), counted('b', 9)], new Set())

  test('number the most frequent features first, and count intents', () => {
    expect(columns).toEqual({
      keys: Uint32Array.of(9, 7),
      frequencies: Uint16Array.of(2, 1),
      messages: 2,
    })
    const index = indexColumns(columns)
    expect([9, 7, 8].map(index.find)).toEqual([0, 1, -1])
    expect(index.unknownIdf).toBeGreaterThan(index.idf[1] ?? 0)
    expect(index.idf[1]).toBeGreaterThan(index.idf[0] ?? 0)
  })

  test('of thousands of messages leave out what one has, but no stem', () => {
    const messages = Array.from({ length: 3000 }, (_, at) => counted('a', 1, at + 10))
    expect([...numberColumns(messages, new Set([12])).keys]).toEqual([1, 12])
  })
})

test('thinned weights score as the machine does', () => {
  const classes = 20
  const row = Array.from({ length: classes }, (_, each) => (each === 3 ? 0.9 : -0.05))
  const bias = Array.from({ length: classes }, () => -1)
  const thinned = thin({ classes, columns: 1, weights: Float32Array.from([...row, ...bias]) })
  expect([...thinned.classes]).toEqual([3])
  const scores = Float32Array.from(thinned.bias)
  addColumn(thinned, 0, 0.5, scores, 0)
  for (const [each, score] of scores.entries()) expect(score).toBeCloseTo(-1 + (row[each] ?? 0) / 2, 2)
})

test('a phrase is read as its writer wrote it', () => {
  const read = phraseReader(
    knownPhrases([
      { language: 'en', words: ['a', 'b'], positive: [1] },
      { language: 'en', words: ['a', 'c'], positive: [] },
      { language: 'en', words: ['a', 'd'], positive: [], only: 0 },
      { language: 'en', words: ['a', 'e'], positive: [0, 1] },
    ]),
  )
  const after = (language: string, ...words: string[]) => {
    const scores = Float32Array.of(0.5, -0.5)
    read(language, words, scores)
    return [...scores]
  }
  expect(after('en', 'a', 'b')).toEqual([0.5, 1])
  expect(after('es', 'a', 'b')).toEqual([0.5, -0.5])
  expect(after('en', 'a', 'c')).toEqual([-1, -1])
  expect(after('en', 'a', 'd')).toEqual([-1, -0.5])
  expect(after('en', 'a', 'e')).toEqual([0.5, -0.5])
})

test.each([
  ['order', 'ordre', true, true],
  ['order', 'ordxr', true, true],
  ['order', 'orrdre', false, true],
  ['order', 'odrre', false, true],
  ['order', 'border', false, false],
  ['order', 'olxyr', false, false],
])('%s and %s are one slip apart: %s, two at most: %s', (a, b, one, two) => {
  expect([isOneSlip(a, b), isTwoSlips(a, b)]).toEqual([one, two])
})

describe('a small shop', () => {
  let bot: Understander
  beforeAll(async () => {
    bot = await trainUnderstander(smallShop)
  })

  test.each([
    ['whereis my order', 'order.status'],
    ['cancelmy ordre', 'order.cancel'],
    ['can cel my order plese', 'order.cancel'],
    ['donde esta mipedido', 'order.status'],
    ['cuanto cuesta el enbio', 'faq.shipping_cost'],
    ['anuleaza comnda mea te rog', 'order.cancel'],
  ])('reads "%s" through its slips as %s', (text, intent) => {
    expect(bot.understand(text).intent).toBe(intent)
  })

  test('gives two matters in the order of the text', () => {
    const { intent, also } = bot.understand('how much is shipping? and where is my order?')
    expect([intent, also]).toEqual(['faq.shipping_cost', ['order.status']])
    const turned = bot.understand('where is my order? and how much is shipping?')
    expect([turned.intent, turned.also]).toEqual(['order.status', ['faq.shipping_cost']])
  })
})

test('a bot may have 500 intents', async () => {
  const source: TrainingSource = {
    languages: ['en'],
    orderNumber: '\\d{5}',
    countries: [],
    examples: {
      en: Array.from({ length: 500 }, (_, at) => ({
        intent: `faq.q${at}`,
        phrases: [
          `tell me of thing${'abcdefghij'[at % 10]}${'klmnopqrst'[Math.floor(at / 10) % 10]}${'uvwxy'[Math.floor(at / 100)]}`,
        ],
        not: [],
      })),
    },
  }
  const bot = await trainUnderstander(source)
  expect(bot.understand('tell me of thingaku').intent).toBe('faq.q0')
  expect(bot.understand('thingjty please').alternatives[0]?.intent).toBe('faq.q499')
})
