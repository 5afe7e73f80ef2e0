import { describe, expect, test } from 'vitest'
import { botOf, startChat } from './chat.ts'

const waiting = (facts = {}) =>
  startChat(botOf({}), { owner: 'human', awaited: true, byEmail: { known: false }, ...facts })

describe('an e-mail address that is written while a person is awaited', () => {
  test('is where the answer goes, and is confirmed', () => {
    const chat = waiting()
    expect(chat.says('Ana@Example.org')).toEqual([expect.stringContaining('ana@example.org')])
    expect(chat.result.left).toBe('ana@example.org')
  })

  test('may stand in a sentence', () => {
    expect(waiting().says('you can write to ana@example.org please')).toHaveLength(1)
  })

  test.each([
    ['somebody is there', { awaited: undefined }],
    ['the bot has the conversation', { owner: 'bot' as const }],
    ['e-mail is off, or the customer is elsewhere', { byEmail: undefined }],
  ])('is nothing to the bot when %s', (_, facts) => {
    const chat = waiting()
    for (const [name, value] of Object.entries(facts)) {
      if (value === undefined) delete (chat.facts as Record<string, unknown>)[name]
      else Object.assign(chat.facts, { [name]: value })
    }
    chat.says('ana@example.org')
    expect(chat.result.left).toBeUndefined()
  })

  test('is not taken where it is not clear which, or what the customer tells', () => {
    const chat = waiting()
    expect(chat.says('ana@example.org or ben@example.org')).toEqual([])
    expect(
      chat.says(
        'I wrote to help@example.org three weeks ago about the lamp that arrived broken and nobody has ever answered me',
      ),
    ).toEqual([])
    expect(chat.says('anything else')).toEqual([])
  })
})

describe('out of hours', () => {
  const asks = (facts = {}) => {
    const chat = startChat(botOf({}), { desk: { open: false }, ...facts })
    return chat.says('a person', { intent: 'human.request' })
  }

  test('who is in the web chat may leave an address', () => {
    expect(asks({ byEmail: { known: false } })).toEqual([
      expect.stringContaining('offline'),
      expect.stringContaining('email address here'),
    ])
  })

  test('nobody is asked for one that is known, or that would be of no use', () => {
    expect(asks({ byEmail: { known: true } })).toHaveLength(1)
    expect(asks({ channel: 'email' })).toHaveLength(1)
  })
})
