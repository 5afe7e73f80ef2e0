import { describe, expect, test } from 'vitest'
import { CANCEL, STATUS, shopChat } from './shop.ts'

const begun = (text: string) => {
  const chat = shopChat()
  chat.says(text, STATUS)
  return chat
}

describe('a correction', () => {
  test.each([
    ['no, 10433, not 10432'],
    ['sorry, not 10432 but 10433'],
    ['10433, not 10432'],
    ['I meant 10433'],
    ['10433'],
  ])('%s replaces the slot and goes on', text => {
    const chat = begun('about 10432')
    expect(chat.said()).toEqual(['Which email?'])
    expect(chat.says(text).at(-1)).toBe('Which email?')
    expect(chat.frames()[0]?.slots.number).toBe('10433')
  })

  test('is told, when it is one', () => {
    expect(begun('about 10432').says('no, 10433')).toEqual([
      "Thanks, I've changed that to 10433.",
      'Which email?',
    ])
  })

  test('what followed is done again', () => {
    const chat = begun('about 10432, ana@example.org')
    expect(chat.result.calls[0]?.input.number).toBe('10432')
    chat.returns('ok', { number: '10432' })
    chat.says('no, 10433, not 10432')
    expect(chat.result.calls[0]?.input).toEqual({ number: '10433', proof: 'ana@example.org' })
    expect(chat.returns('ok', { number: '10433' })).toEqual(['Order 10433 is on its way.'])
  })

  test('"and 10433?" after the answer asks the same of another', () => {
    const chat = begun('about 10432, ana@example.org')
    chat.returns('ok', { number: '10432' })
    expect(chat.says('and 10433?')).toEqual([])
    expect(chat.result.calls[0]?.input.number).toBe('10433')
  })

  test('a yes given to one order is no yes to another', () => {
    const chat = shopChat()
    chat.says('cancel 10432', CANCEL)
    expect(chat.says('no, 10433, not 10432', { intent: 'deny' }).at(-1)).toBe('Cancel 10433?')
    chat.says('yes', { intent: 'affirm' })
    expect(chat.says('no, I meant 10434').at(-1)).toBe('Cancel 10434?')
  })

  test('a number read as the answer to the open question still corrects the one that it names', () => {
    const chat = begun('about 10432')
    const text = 'sorry, I meant 10433, not 10432'
    const entities = ['10433', '10432'].map(value => {
      const start = text.indexOf(value)
      return { type: 'email', value, text: value, start, end: start + 5 }
    })
    chat.says(text, { entities })
    expect(chat.frames()[0]?.slots).toEqual({ number: '10433' })
  })

  test('another number in words that answer nothing is one too', () => {
    expect(begun('about 10432').says('what about order 10433?', STATUS).at(-1)).toBe('Which email?')
    const chat = begun('about 10432')
    chat.says('what about order 10433?')
    expect(chat.frames()[0]?.slots.number).toBe('10433')
  })

  test('the same number once more is no answer to another question, whatever it was read as', () => {
    const chat = begun('about 10432')
    const entities = [{ type: 'email', value: '10432', text: '10432', start: 12, end: 17 }]
    chat.says('where is my 10432?', { ...STATUS, entities })
    expect(chat.result.calls).toEqual([])
    expect(chat.frames()[0]?.slots).toEqual({ number: '10432' })
    expect(chat.result.activities.at(-1)?.suggestedActions).toBeUndefined()
  })

  test('another wish with another number is no correction', () => {
    const chat = begun('about 10432, ana@example.org')
    chat.returns('ok', { number: '10432' })
    expect(chat.says('no, cancel 10433', CANCEL)).toEqual(['Cancel 10433?'])
  })
})
