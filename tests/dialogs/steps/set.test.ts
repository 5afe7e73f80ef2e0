import { expect, test } from 'vitest'
import { botOf, startChat } from '../chat.ts'

const talk = (steps: string) =>
  startChat(
    botOf({
      dialogs: { a: `trigger: small.talk\nslots: { number: { entity: order } }\nsteps:\n${steps}` },
      texts: "t: '{{a}} {{b}} {{slots.number}}'",
    }),
  )

test('set names values and fills slots, each seeing those before it', () => {
  const chat = talk('  - set: { a: 1 + 1, b: true, number: "\'10432\'" }\n  - set: { a: a * 2 }\n  - say: t')
  expect(chat.says('go', { intent: 'small.talk' })).toEqual(['4 true 10432'])
})

test('a value that grows without end is a fault, not a full memory', () => {
  const chat = talk(
    '  - set: { a: "\'xxxxxxxxxxxxxxxx\'" }\n  - set: { a: a + a }\n    label: more\n  - goto: more\n  - set: { b: 1 }',
  )
  chat.says('go', { intent: 'small.talk' })
  expect(chat.result.handoff).toMatchObject({
    reason: 'internal',
    note: 'the value of a is too large to be kept',
  })
})
