import { describe, expect, test } from 'vitest'
import { STATUS, shopChat } from './shop.ts'

const CONTINUED = {
  type: 'event',
  name: 'continued',
  from: { id: 'conserje', role: 'system' },
  value: { from: 'webchat' },
}

describe('going on elsewhere', () => {
  test('begins with a code, which is said', () => {
    const chat = shopChat()
    expect(chat.says('can we go on elsewhere?', { intent: 'continue.elsewhere' })).toEqual([])
    expect(chat.calls.at(-1)?.action).toBe('identity.code')
    const said = chat.returns('ok', { code: 'K7M2-Q9XD' })
    expect(said).toEqual([expect.stringContaining('K7M2-Q9XD')])
  })

  test('tells where the code may be written, as far as that is known', () => {
    const chat = shopChat()
    chat.says('can we go on elsewhere?', { intent: 'continue.elsewhere' })
    const places = 'WhatsApp +34 600 111 222 · help@shop.example'
    expect(chat.returns('ok', { code: 'K7M2-Q9XD', places })[1]).toBe(`You can reach us here: ${places}`)
  })

  test('puts the open question again where the customer went', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.activity(CONTINUED)).toEqual([
      expect.stringContaining('pick up where we left off'),
      'Which number?',
    ])
    expect(chat.says('10432 ana@example.org')).toEqual([])
    expect(chat.calls.at(-1)?.input).toMatchObject({ number: '10432' })
  })

  test('asks what it is about when nothing is open', () => {
    const chat = shopChat()
    chat.says('thanks', { intent: 'thanks' })
    expect(chat.activity(CONTINUED)).toEqual([expect.stringContaining('What can I do for you?')])
  })

  test('says nothing while a person has the conversation', () => {
    const chat = shopChat()
    chat.says('a person', { intent: 'human.request' })
    chat.facts.owner = 'human'
    expect(chat.activity(CONTINUED)).toEqual([])
  })

  test('a platform’s own event of that name moves nothing', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.activity({ ...CONTINUED, from: { id: 'u', role: 'user' } })).toEqual([])
  })

  test('a code is redeemed whatever is under way, and the old conversation is silent', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    chat.says('K7M2-Q9XD')
    expect(chat.calls.at(-1)).toMatchObject({ action: 'identity.redeem', input: { code: 'K7M2-Q9XD' } })
    expect(chat.returns('ok')).toEqual([])
    expect(chat.result.closed).toBe(true)
  })

  test.each([
    ['wrong', "isn't right"],
    ['too_many_tries', 'too many times'],
  ])('a code that is %s is told', (outcome, words) => {
    const chat = shopChat()
    chat.says('K7M2-Q9XD')
    expect(chat.returns(outcome).join()).toContain(words)
  })
})
