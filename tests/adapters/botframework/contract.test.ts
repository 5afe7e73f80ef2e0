import { afterEach, beforeEach, vi } from 'vitest'
import { payloadSchema } from '../../../adapters/botframework/render.ts'
import { type AdapterHarness, adapterContract } from '../../contracts/adapter.ts'
import { type BotFrameworkDoor, openBotFramework } from './botframework-harness.ts'

const opened: BotFrameworkDoor[] = []

const harness: AdapterHarness = {
  environment: { MICROSOFT_APP_ID: 'app', MICROSOFT_APP_PASSWORD: 'secret' },
  async open() {
    const door = await openBotFramework()
    opened.push(door)
    const service = `${door.platform.url}/`
    const token = await door.platform.signing.token(door.platform.appId, service)
    const fill = (text: string) => text.replaceAll('{service}', service).replaceAll('{token}', token)
    let signal: AbortSignal | undefined
    return {
      channel: door.channel,
      received: () => door.house.received,
      prepare: ({ method, path, headers, body }) => ({
        method,
        path,
        headers: { ...headers, authorization: fill(headers.authorization ?? '') },
        body: fill(body),
      }),
      forge: call => ({
        ...call,
        headers: { ...call.headers, authorization: `${call.headers?.authorization}x` },
      }),
      sendOptions: key => door.sendOptions(key, signal === undefined ? {} : { signal }),
      troubles: {
        busy: () => door.platform.fail('rateLimited'),
        gone: () => door.platform.fail('serverError'),
        refusing: () => door.platform.fail('refused'),
        silent: () => {
          door.platform.fail('timeoutAfter')
          signal = AbortSignal.timeout(500)
        },
      },
      garbage: body => [
        { method: 'POST', path: '/api/messages', headers: { authorization: `Bearer ${token}` }, body },
        { method: 'POST', path: '/api/messages', body },
      ],
    }
  },
  shown(payload) {
    const { text, suggestedActions } = payloadSchema.parse(payload).activity
    const buttons = (suggestedActions?.actions ?? []).map(action => action.title)
    return text === undefined ? { buttons } : { text, buttons }
  },
}

// The SDK tells the console of each refusal.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(async () => {
  for (const door of opened.splice(0)) await door.close()
})

adapterContract('botframework', harness)
