import { expect, test } from 'vitest'
import { botOf, startChat } from '../chat.ts'

const talk = (steps: string) =>
  startChat(
    botOf({
      dialogs: { a: `trigger: small.talk\nsteps:\n${steps}` },
      texts: 'yes_: Yes.\nno_: No.\nend_: End.',
    }),
  ).says('go', { intent: 'small.talk' })

test('if runs `then` when the condition holds, else `else`, and goes on after either', () => {
  const steps = (condition: string) => `  - if: ${condition}
    then: [{ say: yes_ }]
    else: [{ say: no_ }]
  - say: end_`
  expect(talk(steps('1 < 2'))).toEqual(['Yes.', 'End.'])
  expect(talk(steps('order.days_late > 2'))).toEqual(['No.', 'End.'])
})

test('without `else` it is passed by, and an empty branch is no end', () => {
  expect(talk('  - if: false\n    then: [{ say: yes_ }]\n  - say: end_')).toEqual(['End.'])
  expect(talk('  - if: true\n    then: []\n  - say: end_')).toEqual(['End.'])
})

test('branches nest', () => {
  const steps = `  - if: true
    then:
      - if: true
        then:
          - if: false
            then: []
            else: [{ say: no_ }]
      - say: yes_
  - say: end_`
  expect(talk(steps)).toEqual(['No.', 'Yes.', 'End.'])
})
