import { expect, test } from 'vitest'
import { botOf, startChat } from '../chat.ts'

test('emit records a business event with its data', () => {
  const chat = startChat(
    botOf({
      dialogs: {
        a: 'trigger: small.talk\nsteps: [{ emit: order.cancelled, data: { total: 4 * 2 } }, { say: one }]',
      },
      texts: 'one: One.',
    }),
  )
  chat.says('go', { intent: 'small.talk' })
  expect(chat.result.events).toContainEqual({ name: 'order.cancelled', data: { total: 8 } })
})

test('a dialog that says nothing still tells the customer that it is done', () => {
  const chat = startChat(botOf({ dialogs: { a: 'trigger: small.talk\nsteps: [{ emit: something.done }]' } }))
  expect(chat.says('go', { intent: 'small.talk' })).toEqual([expect.stringContaining("That's done")])
})
