import { expect, test } from 'vitest'
import { baseOf, withParents } from '../../locales/language-tag.ts'

test('a language has parents', () => {
  expect(withParents('zh-Hant-TW')).toEqual(['zh-Hant-TW', 'zh-Hant', 'zh'])
})

test('the last of them is its base', () => {
  expect(['pt-BR', 'zh-Hant-TW', 'es', ''].map(baseOf)).toEqual(['pt', 'zh', 'es', ''])
})
