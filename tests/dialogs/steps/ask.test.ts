import { describe, expect, test } from 'vitest'
import { botOf, startChat } from '../chat.ts'

const TEXTS = `
q: Which number?
proof: Which email?
bad: Five digits please.
done: 'Got {{slots.number}} {{slots.proof}}.'
none: No number then.
why: Why?
reason: { size: Wrong size, broken: It is broken, other: Another reason }
told: 'Because {{slots.why}}.'
sure: Sure?
many: How many?
pic: Send a picture.
`
const talk = (yaml: string, bot = '') =>
  startChat(botOf({ dialogs: { a: `trigger: small.talk\n${yaml}` }, texts: TEXTS, bot }))
const begin = (chat: ReturnType<typeof talk>, text = 'go') => chat.says(text, { intent: 'small.talk' })

const NUMBER = `slots:
  number: { entity: order }
  proof: { entity: [email, postcode] }
steps:
  - { ask: number, say: q, invalid: bad, retries: 2 }
  - { ask: proof, say: proof }
  - say: done
`

describe('ask', () => {
  test('asks until the slot is filled, then goes on', () => {
    const chat = talk(NUMBER)
    expect(begin(chat)).toEqual(['Which number?'])
    expect(chat.result.activities[0]?.inputHint).toBe('expectingInput')
    expect(chat.says('it is 10432')).toEqual(['Which email?'])
    expect(chat.says('ana@example.org')).toEqual(['Got 10432 ana@example.org.'])
  })

  test('is skipped when the message already gave it, and one message fills several slots', () => {
    expect(begin(talk(NUMBER), 'where is 10432, ana@example.org')).toEqual(['Got 10432 ana@example.org.'])
    const chat = talk(NUMBER)
    begin(chat)
    expect(chat.says('10432 and ana@example.org')).toEqual(['Got 10432 ana@example.org.'])
  })

  test('takes what was volunteered, and puts the question again', () => {
    const chat = talk(NUMBER)
    begin(chat)
    expect(chat.says('my email is ana@example.org')).toEqual(['Which number?'])
    expect(chat.says('10432')).toEqual(['Got 10432 ana@example.org.'])
  })

  test('helps differently at every try, then gives the conversation to a person', () => {
    const chat = talk(NUMBER)
    begin(chat)
    const first = chat.says('dunno')
    const second = chat.says('no idea really')
    expect(first).toEqual(['Five digits please.', 'Which number?'])
    expect(second[0]).not.toBe(first[0])
    chat.says('still none')
    expect(chat.result.handoff?.reason).toBe('not_understood')
  })

  test('runs `else` when the tries are used up', () => {
    const chat = talk(
      'slots: { number: { entity: order } }\nsteps:\n  - { ask: number, say: q, retries: 0, else: [{ say: none }] }',
    )
    begin(chat)
    expect(chat.says('dunno')).toEqual(['No number then.'])
  })

  test('a condition refuses a value, also one that came with the first message', () => {
    const yaml = `slots:
  number: { entity: order, valid: value != '99999' }
steps:
  - { ask: number, say: q, invalid: bad }
  - say: done`
    expect(begin(talk(yaml), 'about 99999')).toEqual(['Five digits please.', 'Which number?'])
    const chat = talk(yaml)
    begin(chat)
    expect(chat.says('99999')).toEqual(['Five digits please.', 'Which number?'])
    expect(chat.says('10432')).toEqual(['Got 10432 .'])
  })

  describe('with choices', () => {
    const WHY = `slots: { why: { entity: choice } }
steps:
  - { ask: why, say: why, choices: [reason.size, reason.broken, { text: reason.other, value: rest }] }
  - say: told`
    test.each([
      ['Wrong size', 'size'],
      ['wróng SIZE!', 'size'],
      ['wrong sizw', 'size'],
      ['2', 'broken'],
      ['2.', 'broken'],
      ['#3', 'rest'],
    ])('takes %s', (text, value) => {
      const chat = talk(WHY)
      begin(chat)
      expect(chat.choices()).toEqual(['Wrong size', 'It is broken', 'Another reason'])
      expect(chat.says(text)).toEqual([`Because ${value}.`])
    })

    test('takes an ordinal, and a pressed choice', () => {
      const chat = talk(WHY)
      begin(chat)
      const entity = { type: 'choice', value: '2', text: 'second', start: 4, end: 10 }
      expect(chat.says('the second one', { entities: [entity] })).toEqual(['Because broken.'])
      const other = talk(WHY)
      begin(other)
      expect(other.presses('reason.other')).toEqual(['Because rest.'])
    })

    test('a number beyond the list is no answer', () => {
      const chat = talk(WHY)
      begin(chat)
      expect(chat.says('9')).toHaveLength(2)
    })
  })

  test('a yes-or-no question shows both answers, and takes an intent for one', () => {
    const yaml = `slots: { sure: { entity: yesno } }
steps:
  - { ask: sure, say: sure }
  - if: slots.sure
    then: [{ say: done }]
    else: [{ say: none }]`
    const chat = talk(yaml)
    begin(chat)
    expect(chat.choices()).toEqual(['Yes', 'No'])
    expect(chat.says('nah', { intent: 'deny' })).toEqual(['No number then.'])
    const other = talk(yaml)
    begin(other)
    expect(other.presses('common.choice.yes')).toEqual(['Got  .'])
  })

  test('free text takes anything but a wish for a person, a cancellation or a question', () => {
    const yaml = `slots: { why: { entity: text } }
steps:
  - { ask: why, say: why }
  - say: told`
    const chat = talk(yaml)
    begin(chat)
    expect(chat.says('It is ugly', { intent: 'order.cancel' })).toEqual(['Because It is ugly.'])
    const other = talk(yaml)
    begin(other)
    other.says('a person please', { intent: 'human.request' })
    expect(other.result.handoff?.reason).toBe('asked')
  })

  test('a number is a number', () => {
    const yaml = `slots: { why: { entity: number, valid: value > 0 && value <= 10 } }
steps:
  - { ask: why, say: many, invalid: bad }
  - say: told`
    const chat = talk(yaml)
    begin(chat)
    expect(chat.says('20')).toEqual(['Five digits please.', 'How many?'])
    expect(chat.says('7')).toEqual(['Because 7.'])
  })

  test('a picture answers a question for an attachment', () => {
    const yaml = `slots: { pic: { entity: [text, attachment] } }
steps:
  - { ask: pic, say: pic }
  - say: told`
    const chat = talk(yaml)
    begin(chat)
    const attachments = [
      { contentType: 'image/png', contentUrl: 'https://files.example/1.png', name: '1.png' },
    ]
    expect(chat.activity({ attachments })).toEqual(['Because .'])
    expect(chat.result.events).toContainEqual({ name: 'slot.filled', data: { dialog: 'a', slot: 'pic' } })
  })

  test('what identifies the matter is not asked again by the next dialog', () => {
    const chat = startChat(
      botOf({
        dialogs: {
          a: `trigger: small.talk\n${NUMBER}`,
          b: 'trigger: order.cancel\nslots: { number: { entity: order }, sure: { entity: yesno } }\nsteps:\n  - { ask: number, say: q }\n  - { ask: sure, say: sure }\n  - say: done',
        },
        texts: TEXTS,
      }),
    )
    chat.says('10432 ana@example.org', { intent: 'small.talk' })
    expect(chat.says('cancel the order', { intent: 'order.cancel' })).toEqual(['Sure?'])
    chat.says('yes', { intent: 'affirm' })
    expect(chat.says('cancel 10555', { intent: 'order.cancel' })).toEqual(['Sure?'])
    expect(chat.says('yes', { intent: 'affirm' })).toEqual(['Got 10555 .'])
  })
})
