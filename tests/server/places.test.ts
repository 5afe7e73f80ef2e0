import { expect, test } from 'vitest'
import { memoryStore } from '../../cli/memory-actions.ts'
import { createIdentityActions } from '../../server/identity-actions.ts'
import { placesElsewhere } from '../../server/places.ts'
import { context } from '../orders/memory.ts'

const settings = {
  whatsapp: { address: '+34 600 111 222' },
  'whatsapp-web': { address: '+34 600 111 222' },
  messenger: { address: 'm.me/casalumen', menu: [] },
  email: { address: 'help@shop.example' },
  twitter: {},
}
const on = ['webchat', 'whatsapp', 'whatsapp-web', 'email', 'twitter'].map(channel => ({ channel }))

test('the places to go on are the other channels that are on and have an address, each once', () => {
  expect(placesElsewhere(settings, on, 'webchat')).toEqual(['WhatsApp +34 600 111 222', 'help@shop.example'])
  expect(placesElsewhere(settings, on, 'email')).toEqual(['WhatsApp +34 600 111 222'])
  expect(placesElsewhere({}, on, 'email')).toEqual([])
})

test('a code comes with the places where it may be written, as one line, or without any', async () => {
  const codeOf = async (places: readonly string[]) => {
    const [code] = createIdentityActions(memoryStore(), () => places)
    const signal = AbortSignal.timeout(1_000)
    return (await code?.run({}, { context: context(), now: 0, idempotencyKey: 'k', signal }))?.value
  }
  expect(await codeOf(['WhatsApp +34 600', 'help@shop.example'])).toEqual({
    code: expect.stringMatching(/^\w{4}-\w{4}$/),
    places: 'WhatsApp +34 600 · help@shop.example',
  })
  expect(Object.keys((await codeOf([])) as object)).toEqual(['code'])
})
