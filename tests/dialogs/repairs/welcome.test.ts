import { describe, expect, test } from 'vitest'
import { shopChat } from './shop.ts'

const joins = { type: 'conversationUpdate', membersAdded: [{ id: 'user' }], recipient: { id: 'bot' } }

describe('welcome', () => {
  test('a customer who joins is told that this is a bot, and that a person can be had; once', () => {
    const chat = shopChat()
    expect(chat.activity(joins)).toEqual([expect.stringMatching(/Lamp chatbot.*person/)])
    expect(chat.activity(joins)).toEqual([])
    expect(chat.says('hi', { intent: 'greeting' })).not.toEqual([expect.stringContaining('chatbot')])
  })

  test('the bot itself joining is nothing', () => {
    expect(shopChat().activity({ ...joins, membersAdded: [{ id: 'bot' }] })).toEqual([])
    expect(shopChat().activity({ ...joins, membersAdded: [{ id: 'x', role: 'bot' }] })).toEqual([])
  })

  test('where nobody joins, a greeting tells it', () => {
    expect(shopChat().says('hi', { intent: 'greeting' })).toEqual([expect.stringContaining('chatbot')])
  })

  test('goodbye closes the conversation', () => {
    const chat = shopChat()
    chat.says('where is it', { intent: 'order.status' })
    chat.says('bye', { intent: 'goodbye' })
    expect(chat.result.closed).toBe(true)
    expect(chat.frames()).toEqual([])
  })

  test('yes, no, thanks and help are answered also when nothing is open', () => {
    const answers = ['affirm', 'deny', 'thanks', 'help'].map(intent => shopChat().says('x y', { intent }))
    expect(answers.every(said => said.length === 1)).toBe(true)
  })
})
