import { describe, expect, test } from 'vitest'
import { typedOffer } from '../../dialogs/choices.ts'
import { countWords, isAsking, plainWords } from '../../dialogs/cues.ts'
import type { Offer } from '../../dialogs/state.ts'

const offersOf = (...titles: string[]): Offer[] => titles.map(title => ({ id: title, title, value: title }))
const choice = (value: string) => ({ type: 'choice', value, text: value, start: 0, end: 1 })
const typed = (offers: readonly Offer[], text: string, ...places: string[]): string | undefined =>
  typedOffer(offers, { words: plainWords(text), entities: places.map(choice) })?.title

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
    ['٢', 'いいえ'],
    ['2.', 'いいえ'],
    ['3日後に届きますか', undefined],
  ])('%s', (text, title) => expect(typed(japanese, text)).toBe(title))

  test.each([
    ['the last one', ['last'], 'Talk to a person'],
    ['number two', ['2'], 'Return an item'],
    ['the first or the second', ['1', '2'], undefined],
    ['number nine', ['9'], undefined],
  ])('%s', (text, places, title) => expect(typed(english, text, ...places)).toBe(title))

  test('a grade by its value, in digits and in words, but by its place when that is said', () => {
    const grades = [5, 4, 3, 2, 1].map(value => ({ id: `${value}`, title: `${value} stars`, value }))
    const meant = (text: string, ...types: string[]) =>
      typedOffer(grades, {
        words: plainWords(text),
        entities: types.map(type => ({ ...choice('4'), type })),
      })?.value
    expect(meant('4')).toBe(4)
    expect(meant('four', 'number', 'choice')).toBe(4)
    expect(meant('the fourth', 'ordinal', 'choice')).toBe(2)
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
