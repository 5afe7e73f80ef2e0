import { expect, test } from 'vitest'
import { STEP_KINDS } from '../../../dialogs/steps/index.ts'
import { botOf, startChat } from '../chat.ts'

const talk = (value: string, rest = '    else: [{ say: other }]') =>
  startChat(
    botOf({
      dialogs: {
        a: `trigger: small.talk\nsteps:
  - set: { state: ${value} }
  - switch: state
    cases:
      paid, packed: [{ say: soon }]
      shipped: [{ say: gone }]
      '2': [{ say: two }]
${rest}
  - say: end_`,
      },
      texts: 'soon: Soon.\ngone: Gone.\ntwo: Two.\nother: Other.\nend_: End.',
    }),
  ).says('go', { intent: 'small.talk' })

test.each([
  ['"\'packed\'"', 'Soon.'],
  ['"\'shipped\'"', 'Gone.'],
  ['2', 'Two.'],
  ['"\'lost\'"', 'Other.'],
  ['order.nothing', 'Other.'],
])('switch on %s', (value, said) => expect(talk(value)).toEqual([said, 'End.']))

test('without `else` an unknown value is passed by', () => expect(talk('"\'lost\'"', '')).toEqual(['End.']))

test('a value in two cases is a fault', () => {
  const kind = STEP_KINDS.find(({ kind }) => kind === 'switch')
  const bound = kind?.bind({ switch: 'x', cases: { 'a, b': [], b: [] } })
  expect(bound?.faults).toEqual([{ path: ['cases', 'b'], message: 'b stands in two cases' }])
})
