import { describe, expect, test } from 'vitest'
import { STATUS, shopChat } from './shop.ts'

describe('repeat', () => {
  test('says the last answer again, with its choices', () => {
    const chat = shopChat()
    chat.says('10432 ana@example.org', STATUS)
    chat.returns('ok', { number: '10432' })
    expect(chat.says('say that again')).toEqual(['Of course:\nOrder 10432 is on its way.'])
    expect(chat.choices()).toEqual(['Cancel it'])
    expect(chat.says('again please')).toEqual(['Of course:\nOrder 10432 is on its way.'])
  })

  test('puts an open question again, with what was said before it', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('pardon?')).toEqual(['Of course.', 'Which number?'])
    chat.says('do you wrap?', { intent: 'faq.gift' })
    expect(chat.says('repeat that')[0]).toContain('We wrap for free.')
    expect(chat.said().at(-1)).toBe('Which number?')
  })
})
