import { describe, expect, test } from 'vitest'
import { CANCEL, STATUS, shopChat } from './shop.ts'

describe('cancel', () => {
  test.each(['cancel', 'forget it', 'ok, never mind please', 'STOP!'])(
    '"%s" ends what is under way',
    text => {
      const chat = shopChat()
      chat.says('where is it', STATUS)
      expect(chat.says(text)).toEqual(["OK, we'll leave that."])
      expect(chat.frames()).toEqual([])
    },
  )

  test('goes back to what it had interrupted', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    chat.says('cancel an order', CANCEL)
    const said = chat.says('forget it')
    expect(said[0]).toBe("OK, we'll leave that.")
    expect(said.at(-1)).toBe('Which number?')
  })

  test('with nothing under way it says so, unless it means something', () => {
    expect(shopChat().says('forget it')).toEqual([expect.stringContaining('nothing to stop')])
    expect(shopChat().says('cancel', CANCEL)).toEqual(['Which one shall I cancel?'])
  })
})
