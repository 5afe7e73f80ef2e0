import { describe, expect, test } from 'vitest'
import { STATUS, shopChat } from './shop.ts'

describe('a message without words', () => {
  test.each([
    [{ attachments: [{ contentType: 'image/jpeg' }] }, 'picture'],
    [{ attachments: [{ contentType: 'audio/ogg' }] }, 'voice'],
    [{ attachments: [{ contentType: 'video/mp4' }] }, 'videos'],
    [{ attachments: [{ contentType: 'application/pdf' }] }, 'file'],
    [{ text: '   ' }, 'came through empty'],
    [{}, 'came through empty'],
    [{ text: '?!…' }, 'came through empty'],
    [{ text: '😀😀' }, 'in a few words'],
    [{ text: '😡😡' }, 'in a few words'],
    [{ text: 'x'.repeat(100_000) }, 'more than I can read'],
    [{ type: 'event', name: 'location', value: { latitude: 1, longitude: 2 } }, 'location'],
  ])('%#: gets a sensible answer', (activity, words) => {
    const said = shopChat().activity(activity)
    expect(said).toEqual([expect.stringContaining(words)])
  })

  test('an open question is put again after it', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.activity({ attachments: [{ contentType: 'image/jpeg' }] }).at(-1)).toBe('Which number?')
  })

  test('three of them are for a person to look at', () => {
    const chat = shopChat()
    for (let n = 0; n < 3; n++) chat.activity({ attachments: [{ contentType: 'image/jpeg' }] })
    expect(chat.result.handoff?.reason).toBe('not_understood')
  })

  test('words beside a picture count', () => {
    const chat = shopChat()
    expect(chat.says('open?', { intent: 'faq.hours' })).toEqual(['From nine.'])
  })

  test('what is no message gets no answer', () => {
    for (const activity of [
      { type: 'typing' },
      { type: 'event', name: 'unheard.of' },
      { type: 'messageReaction' },
    ]) {
      const chat = shopChat()
      expect(chat.activity(activity)).toEqual([])
      expect(chat.result.handoff).toBeUndefined()
    }
  })
})
