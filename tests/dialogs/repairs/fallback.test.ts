import { describe, expect, test } from 'vitest'
import { STATUS, shopChat } from './shop.ts'

const unsure = (status: number, cancel: number) => ({
  intent: status > cancel ? 'order.status' : 'order.cancel',
  confidence: Math.max(status, cancel),
  alternatives: [
    { intent: 'order.status', confidence: status },
    { intent: 'order.cancel', confidence: cancel },
    { intent: 'faq.gift', confidence: 0.05 },
  ],
})

describe('not understood', () => {
  test('between the thresholds the bot asks what was meant, and a press or a word answers', () => {
    const chat = shopChat()
    expect(chat.says('something with my order', unsure(0.45, 0.4))).toEqual([
      expect.stringContaining('which of these is it about?'),
    ])
    expect(chat.choices()).toEqual(['My order', 'Cancel an order'])
    expect(chat.presses('order.cancel')).toEqual(['Which one shall I cancel?'])
    const other = shopChat()
    other.says('something', unsure(0.45, 0.4))
    expect(
      other.says('the first', {
        entities: [{ type: 'choice', value: '1', text: 'first', start: 4, end: 9 }],
      }),
    ).toEqual(['Which number?'])
  })

  test('one guess is answered by yes, or by no', () => {
    const chat = shopChat()
    expect(chat.says('my order thing', unsure(0.45, 0.1))).toEqual([
      expect.stringContaining('is this what you mean?'),
    ])
    expect(chat.says('yes', { intent: 'affirm' })).toEqual(['Which number?'])
    const other = shopChat()
    other.says('my order thing', unsure(0.45, 0.1))
    expect(other.says('no', { intent: 'deny' })).toEqual([expect.stringContaining('talk to a person')])
  })

  test('a guess without a text of its own is named by its first example', () => {
    const chat = shopChat()
    chat.says('gift?', {
      intent: 'faq.gift',
      confidence: 0.4,
      alternatives: [{ intent: 'faq.gift', confidence: 0.4 }],
    })
    expect(chat.choices()).toEqual(['Is there gift wrap'])
  })

  test('asks, then offers a person, then hands over; never the same words twice', () => {
    const chat = shopChat()
    const first = chat.says('blorp')
    const second = chat.says('blorp')
    expect(chat.choices()).toEqual(['Talk to a person'])
    const third = chat.says('blorp')
    expect(new Set([first, second, third].map(said => said.join())).size).toBe(3)
    expect(chat.result.handoff?.reason).toBe('not_understood')
  })

  test('what is understood in between begins the count anew', () => {
    const chat = shopChat()
    chat.says('blorp')
    chat.says('blorp')
    chat.says('open?', { intent: 'faq.hours' })
    chat.says('blorp')
    expect(chat.result.handoff).toBeUndefined()
  })

  test('a bot may wait longer', () => {
    const chat = shopChat({}, 'handoff: { afterMisses: 5 }\n')
    const said = [1, 2, 3].map(() => chat.says('blorp').join())
    expect(new Set(said).size).toBe(3)
    expect(chat.result.handoff).toBeUndefined()
    chat.says('blorp')
    expect(chat.result.handoff?.reason).toBe('not_understood')
  })

  test('in the middle of a question, a likely guess is a choice beside it', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    const said = chat.says('gifty things', {
      intent: 'faq.gift',
      confidence: 0.4,
      alternatives: [{ intent: 'faq.gift', confidence: 0.4 }],
    })
    expect(said.at(-1)).toBe('Which number?')
    expect(chat.choices()).toEqual(['Is there gift wrap'])
    expect(chat.presses('faq.gift')[0]).toBe('We wrap for free.')
  })
})
