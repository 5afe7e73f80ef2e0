import { describe, expect, test } from 'vitest'
import { calibrate } from '../../intents/calibrate.ts'
import { compileLexicon } from '../../intents/lexicon.ts'
import { mender } from '../../intents/mend.ts'
import { openMessage, readingOf } from '../../intents/reading.ts'
import { spellingRepair } from '../../intents/repair.ts'
import { loadStemmer } from '../../intents/stems.ts'
import { trainSvm } from '../../intents/svm.ts'
import { loadCultures } from '../../locales/culture.ts'

describe('spelling repair', () => {
  const vocabulary = new Map([
    ['order', 5],
    ['orders', 2],
    ['where', 3],
    ['refund', 1],
    ['no', 9],
    ['cancellation', 1],
  ])
  const known = (word: string) => vocabulary.has(word) || word === 'border'
  const repair = (word: string) => spellingRepair(vocabulary, known, new Set(['no']))(word).join(' ')

  test.each([
    ['ordr', 'order'],
    ['oder', 'order'],
    ['oredr', 'order'],
    ['ordder', 'order'],
    ['orxer', 'order'],
    ['refudn', 'refund'],
    ['prder', 'order'],
    ['roder', 'order'],
    ['whereorder', 'where order'],
    ['noorder', 'no order'],
    ['cancelaltion', 'cancellation'],
    ['canclation', 'cancellation'],
  ])('mends a slip: %s is %s', (wrong, right) => {
    expect(repair(wrong)).toBe(right)
  })

  test.each(['order', 'border', 'ard', 'xrder', 'odrre', 'oxxer', 'anrefund', '10432', 'x'.repeat(500)])(
    'leaves "%s" alone: known, short, other first letter, or too far',
    word => {
      expect(repair(word)).toBe(word)
    },
  )

  test('keeps the first letter after what is written together with a word', () => {
    const words = new Map([
      ['الضمان', 5],
      ['ضمان', 5],
      ['والضمان', 1],
      ['الاسترجاع', 2],
    ])
    const repairArabic = spellingRepair(words, word => words.has(word), new Set(), ['ال', 'وال', 'و'])
    const mend = (word: string) => repairArabic(word).join(' ')
    for (const word of ['الكمان', 'والكمان', 'وضمان']) expect(mend(word)).toBe(word)
    expect(mend('الضمن')).toBe('الضمان')
    expect(mend('الظمان')).toBe('الظمان')
    expect(mend('الضمتن')).toBe('الضمان')
    expect(mend('الاسترحاع')).toBe('الاسترجاع')
  })
})

test('mending leaves a word alone that begins as the culture pack says', async () => {
  const culture = (await loadCultures()).get('ar')
  if (!culture) throw new Error('Arabic has no pack')
  const lexicon = compileLexicon({ ...culture, concepts: { damaged: ['مشعور*'] } })
  const mend = mender([['مشكوره', 3]], lexicon, () => false)
  const wordOf = (text: string) => mend(readingOf(openMessage(text), lexicon, {})).words[0]?.plain
  expect(wordOf('مشعورة')).toBe('مشعوره')
  expect(wordOf('مشكووره')).toBe('مشكوره')
})

describe('stemmers', () => {
  test('take their rule from the culture pack', async () => {
    const english = await loadStemmer({ natural: 'porter' })
    expect(english('cancelling')).toBe(english('cancelled'))
    const romanian = await loadStemmer({ suffixes: ['ului', 'ul', 'e'], keep: 3 })
    expect(romanian('coletului')).toBe('colet')
    expect(romanian('coletul')).toBe('colet')
    expect(romanian('ale')).toBe('ale')
    const none = await loadStemmer(undefined)
    expect(none('coletul')).toBe('coletul')
  })

  test('cut off what is written before a word, then its endings', async () => {
    const arabic = await loadStemmer({ prefixes: ['ال', 'و', 'وال'], suffixes: ['ي', 'ات'], keep: 3 })
    for (const word of ['طلب', 'الطلب', 'والطلب', 'طلبي', 'الطلبات']) expect(arabic(word)).toBe('طلب')
    expect(arabic('ولد')).toBe('ولد')
  })

  test('fall back on those of Snowball, or leave words as they are', async () => {
    expect((await loadStemmer(undefined, 'ro-MD'))('comenzile')).toBe('comenz')
    expect((await loadStemmer(undefined, 'id'))('pengiriman')).toBe('irim')
    expect((await loadStemmer(undefined, 'ja'))('comenzile')).toBe('comenzile')
  })

  test('read any word', async () => {
    const english = await loadStemmer({ natural: 'porter' })
    for (const word of ['', 'a', '😡', 'x'.repeat(5000), '\u0001order', 'éé'])
      expect(typeof english(word)).toBe('string')
  })
})

describe('the machines', () => {
  const row = (column: number, positive: number[], only?: number) => ({
    columns: Int32Array.of(column),
    values: Float32Array.of(1),
    positive,
    ...(only !== undefined && { only }),
  })
  const options = { columns: 3, classes: 2, epochs: 20 }

  test('part what can be parted, and give the same twice', () => {
    const rows = [row(0, [0]), row(1, [1]), row(2, [])]
    const { weights } = trainSvm(rows, options)
    const score = (column: number, each: number) =>
      (weights[column * 2 + each] ?? 0) + (weights[6 + each] ?? 0)
    expect(score(0, 0)).toBeGreaterThan(score(0, 1))
    expect(score(1, 1)).toBeGreaterThan(score(1, 0))
    expect(Math.max(score(2, 0), score(2, 1))).toBeLessThan(0)
    expect(trainSvm(rows, options).weights).toEqual(weights)
  })

  test('a near miss teaches its own class only', () => {
    const rows = [row(0, [0, 1]), row(0, [], 0)]
    const { weights } = trainSvm(rows, options)
    const score = (each: number) => (weights[each] ?? 0) + (weights[6 + each] ?? 0)
    expect(score(0)).toBeLessThan(0)
    expect(score(1)).toBeGreaterThan(0.5)
  })
})

describe('calibration', () => {
  test('trusts clear scores of a machine that is mostly right, and less one that is mostly wrong', () => {
    const trials = (right: number) =>
      Array.from({ length: 200 }, (_, index) => ({
        scores: Float32Array.of(0.5, -0.5, -0.6),
        positive: [index % 100 < right ? 0 : 1],
        coverage: 1,
      }))
    const good = calibrate(trials(95))
    const poor = calibrate(trials(55))
    const odds = (c: typeof good) => c.intercept + c.slope * 0.85
    expect(odds(good)).toBeGreaterThan(odds(poor))
  })

  test('has middle values for a bot that is too small to be tried', () => {
    expect(calibrate([])).toMatchObject({
      temperature: expect.any(Number),
      slope: expect.any(Number),
    })
  })
})
