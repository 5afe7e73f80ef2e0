import { expect, test } from 'vitest'
import { asKnown } from '../../server/known-name.ts'

const said = { type: 'message', from: { id: 'agt_1', name: 'Ana María Pop', role: 'agent' }, text: 'Hola' }
const known = (agentNames: 'first' | 'full' | 'none') => asKnown(said, { bot: { handoff: { agentNames } } })

test('customers know an agent by the name that the shop lets them know', () => {
  expect(known('first')).toEqual({ ...said, from: { id: 'agt_1', name: 'Ana', role: 'agent' } })
  expect(known('full')).toEqual(said)
  expect(known('none')).toEqual({ ...said, from: { id: 'agt_1', role: 'agent' } })
})
