import { expect, test } from 'vitest'
import { botOf, startChat } from '../chat.ts'

const talk = (steps: string) =>
  startChat(
    botOf({
      dialogs: { a: `trigger: small.talk\nslots: { number: { entity: order } }\nsteps:\n${steps}` },
      texts: "one: One.\ntwo: Two.\nthree: Three.\nq: Which?\ngot: 'Got {{slots.number}}.'",
    }),
  )
const begin = (chat: ReturnType<typeof talk>, text = 'go') => chat.says(text, { intent: 'small.talk' })

test('goto goes on at a label, also out of a branch', () => {
  const chat = talk(
    '  - if: true\n    then: [{ say: one }, { goto: end_ }]\n  - say: two\n  - { say: three, label: end_ }',
  )
  expect(begin(chat)).toEqual(['One.', 'Three.'])
})

test('steps in a circle end at a person, with an apology', () => {
  const chat = talk('  - { set: { a: 1 }, label: on }\n  - goto: on')
  expect(begin(chat)[0]).toContain('something went wrong')
  expect(chat.result.handoff).toMatchObject({ reason: 'internal', note: 'more than 200 steps in one turn' })
})

test('messages in a circle end too', () => {
  const chat = talk('  - { say: one, label: on }\n  - set: { a: 1 }\n  - goto: on')
  begin(chat)
  expect(chat.result.handoff?.reason).toBe('internal')
  expect(chat.result.activities.length).toBeLessThan(30)
})

test('end leaves the dialog, from any depth, and its result is an event', () => {
  const chat = talk('  - if: true\n    then: [{ say: one }, { end: resolved }]\n  - say: two')
  expect(begin(chat)).toEqual(['One.'])
  expect(chat.result.events).toContainEqual({
    name: 'dialog.ended',
    data: { dialog: 'a', result: 'resolved' },
  })
})

test('`end: closed` ends the conversation', () => {
  const chat = talk('  - say: one\n  - end: closed')
  begin(chat)
  expect(chat.result.closed).toBe(true)
})

test('clear empties a slot, restart begins the dialog again: it is asked anew', () => {
  const chat = talk('  - { ask: number, say: q }\n  - say: got\n  - clear: number\n  - restart:')
  expect(begin(chat, '10432')).toEqual(['Got 10432.', 'Which?'])
  expect(chat.says('10433')).toEqual(['Got 10433.', 'Which?'])
})

test('retry runs the question again in whose branch it stands', () => {
  const chat = talk(
    '  - { ask: number, say: q, retries: 0, else: [{ say: one }, { retry: ask }] }\n  - say: got',
  )
  begin(chat)
  expect(chat.says('dunno')).toEqual(['One.', 'Which?'])
  expect(chat.says('10432')).toEqual(['Got 10432.'])
})
