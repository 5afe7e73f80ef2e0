import { expect, test } from 'vitest'
import { parseWebhook } from '../../adapters/facebook/parse.ts'
import { createReceive } from '../../server/receive.ts'
import type { NewMessage } from '../../store/store.ts'

const NOW = 1_790_000_000_000

/** When the reply window opens by what Messenger tells. */
async function saidAt(event: object): Promise<string | undefined> {
  const body = { sender: { id: '1' }, recipient: { id: '900' }, timestamp: NOW - 1_000, ...event }
  const webhook = { object: 'page', entry: [{ id: '900', messaging: [body] }] }
  const stored: NewMessage[] = []
  const receive = createReceive('messenger', {
    inbox: {
      async accept(messages) {
        stored.push(...messages)
        return []
      },
    },
    clock: () => NOW,
    settleMs: 0,
    hasWindow: () => true,
  })
  await receive(parseWebhook(Buffer.from(JSON.stringify(webhook)), { nowMs: NOW })?.inbound ?? [])
  expect(stored).toHaveLength(1)
  return stored[0]?.saidAt
}

const AT = new Date(NOW - 1_000).toISOString()

test.each([
  ['a message', { message: { mid: 'm_1', text: 'hola' } }],
  ['"Get started", which the welcome answers', { postback: { mid: 'm_2', payload: 'GET_STARTED' } }],
  ['a link into the thread', { referral: { ref: 'poster', source: 'SHORTLINK' } }],
])('the reply window opens by %s', async (_, event) => {
  expect(await saidAt(event)).toBe(AT)
})

test.each([
  ['a change of what was said', { message_edit: { mid: 'm_1', text: 'hallo', num_edit: 1 } }],
  [
    'the shop’s own people',
    { sender: { id: '900' }, recipient: { id: '1' }, message: { mid: 'm_3', is_echo: true } },
  ],
  ['a thread that another app passed on', { pass_thread_control: { new_owner_app_id: '7' } }],
])('the reply window does not open by %s', async (_, event) => {
  expect(await saidAt(event)).toBeUndefined()
})
