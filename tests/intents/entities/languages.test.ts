import { describe, expect, test } from 'vitest'
import { messages } from './languages.ts'
import { read, values } from './reader.ts'

describe.each(Object.entries(messages))('%s', (language, list) => {
  test.each(list)('%s: %s', (text, type, ...meant) => {
    expect(values(type, text, language)).toEqual(meant)
  })

  test('says where each stands in the text', () => {
    for (const [text] of list)
      for (const entity of read(text, language))
        expect(text.slice(entity.start, entity.end)).toBe(entity.text)
  })
})
