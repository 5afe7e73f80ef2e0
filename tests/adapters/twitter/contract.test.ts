import { afterEach } from 'vitest'
import { z } from 'zod'
import { type AdapterHarness, adapterContract } from '../../contracts/adapter.ts'
import { openTwitter, SECRET, SIGNATURE, signedBody, type TwitterDoor } from './twitter-harness.ts'

const payloadSchema = z.object({ text: z.string().optional() })
const opened: TwitterDoor[] = []

const harness: AdapterHarness = {
  environment: {
    TWITTER_CONSUMER_KEY: 'key',
    TWITTER_CONSUMER_SECRET: SECRET,
    TWITTER_ACCESS_TOKEN: '100-token',
    TWITTER_ACCESS_TOKEN_SECRET: 'token-secret',
  },
  async open() {
    const door = await openTwitter()
    opened.push(door)
    await door.platform.say('200', 'hello')
    const lost = AbortSignal.timeout(300)
    let quick = false
    return {
      channel: door.channel,
      received: () => door.house.received,
      prepare: ({ method, path, headers, body }) => ({
        ...signedBody(body),
        method,
        path,
        headers: { ...headers, ...signedBody(body).headers },
      }),
      forge: call => ({ ...call, headers: { ...call.headers, [SIGNATURE]: 'sha256=forged' } }),
      sendOptions: key => door.sendOptions(key, quick ? { signal: lost } : {}),
      troubles: {
        busy: () => door.platform.fail('rateLimited'),
        gone: () => door.platform.fail('serverError'),
        refusing: () => door.platform.fail('refused'),
        silent: () => {
          quick = true
          door.platform.fail('timeout')
        },
      },
      garbage: body => [signedBody(body), { ...signedBody(body), headers: {} }],
    }
  },
  shown: payload => {
    const { text } = payloadSchema.parse(payload)
    return text === undefined ? { buttons: [] } : { text, buttons: [] }
  },
}

afterEach(async () => {
  for (const door of opened.splice(0)) await door.close()
})

adapterContract('twitter', harness)
