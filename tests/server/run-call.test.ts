import { expect, test } from 'vitest'
import type { Action, CallContext } from '../../protocol/call.ts'
import { runCall } from '../../server/run-call.ts'

const context: CallContext = {
  conversationId: 'cnv_1',
  threadId: 'thr_1',
  customerId: 'cus_1',
  channel: 'webchat',
  language: 'en',
}

async function run(value: unknown) {
  let runs = 0
  const action = {
    name: 'shop.do',
    timeoutMs: 1_000,
    retries: 2,
    outcomes: [],
    async run() {
      runs++
      return { outcome: 'ok', value }
    },
  } as unknown as Action
  const call = { id: 'c', action: 'shop.do', input: {}, timeoutMs: 1_000, retries: 2 }
  const actions = new Map([[action.name, action]])
  const result = await runCall(call, context, Date.now(), { actions, clock: Date.now })
  return { result, runs }
}

test('an action’s value is kept as JSON', async () => {
  expect((await run(undefined)).result).toEqual({ callId: 'c', action: 'shop.do', outcome: 'ok' })
  expect((await run({ at: new Date(0), none: undefined })).result.value).toEqual({
    at: '1970-01-01T00:00:00.000Z',
  })
})

test('a value that can’t be written fails the call, which is not run again', async () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  for (const value of [10n, circle, () => 1]) {
    const { result, runs } = await run(value)
    expect(result).toMatchObject({ outcome: 'failed', error: 'it gave a value that is no JSON' })
    expect(runs).toBe(1)
  }
})
