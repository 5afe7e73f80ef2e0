import { describe, expect, test } from 'vitest'
import { typedOffer } from '../../dialogs/choices.ts'
import { countWords, isAsking, plainWords } from '../../dialogs/cues.ts'
import type { Offer } from '../../dialogs/state.ts'

const offersOf = (...titles: string[]): Offer[] => titles.map(title => ({ id: title, title, value: title }))
const typed = (offers: readonly Offer[], text: string): string | undefined =>
  typedOffer(offers, { words: plainWords(text), text, entities: [] })?.title

describe('what is typed means a choice', () => {
  const english = offersOf('Track my order', 'Return an item', 'Talk to a person')
  test.each([
    ['track my order', 'Track my order'],
    ['TRACK MY ORDER!', 'Track my order'],
    ['retrun an item', 'Return an item'],
    ['2', 'Return an item'],
    ['#3', 'Talk to a person'],
    ['7', undefined],
    ['what is this', undefined],
  ])('%s', (text, title) => expect(typed(english, text)).toBe(title))

  const japanese = offersOf('はい', 'いいえ')
  test.each([
    ['はい', 'はい'],
    ['いいよ', undefined],
    ['２', 'いいえ'],
    ['2番', 'いいえ'],
  ])('%s', (text, title) => expect(typed(japanese, text)).toBe(title))

  test.each([
    ['the last one', ['last'], 'Talk to a person'],
    ['the second', ['2'], 'Return an item'],
    ['the first or the second', ['1', '2'], undefined],
  ])('%s', (text, places, title) => {
    const entities = places.map(value => ({ type: 'ordinal', value, text: value, start: 0, end: 1 }))
    expect(typedOffer(english, { words: plainWords(text), text, entities })?.title).toBe(title)
  })

  test('a slip in a longer title without spaces is forgiven', () =>
    expect(typed(offersOf('注文を追跡する', '返品する'), '注文を追跡すろ')).toBe('注文を追跡する'))
})

test('letters that are written without spaces count as parts of words', () => {
  expect(countWords(plainWords('thank you very much'))).toBe(4)
  expect(countWords(plainWords('ありがとうございます'))).toBe(4)
  expect(countWords('')).toBe(0)
})

test('a question is one in any script', () => {
  expect(['why?', '为什么？', 'لماذا؟', 'why'].map(isAsking)).toEqual([true, true, true, false])
})
