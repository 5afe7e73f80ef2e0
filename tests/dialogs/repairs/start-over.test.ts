import { expect, test } from 'vitest'
import { STATUS, shopChat } from './shop.ts'

test('start over forgets all that was under way and all that was said', () => {
  const chat = shopChat()
  chat.says('about 10432', STATUS)
  expect(chat.says("let's start over")).toEqual([expect.stringContaining('start again')])
  expect(chat.frames()).toEqual([])
  expect(chat.says('where is my order', STATUS)).toEqual(['Which number?'])
})
