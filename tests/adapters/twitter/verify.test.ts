import { describe, expect, test } from 'vitest'
import { sign } from '../../../adapters/signature.ts'
import { challengeAnswer, isFromX } from '../../../adapters/twitter/verify.ts'
import { callRoute } from '../door.ts'
import { openTwitter } from './twitter-harness.ts'

describe("X's challenge", () => {
  test('is answered with the published vector', () => {
    expect(challengeAnswer('test token', 'apiSecret')).toEqual({
      response_token: 'sha256=O5hJl2njQRIa4vsumZ+3oom9ECR5m3aQLRZkPoYelp0=',
    })
  })

  test('is read from the query as it was meant: a plus is a blank', async () => {
    const door = await openTwitter({ environment: { TWITTER_CONSUMER_SECRET: 'apiSecret' } })
    const ask = (path: string) => callRoute(door.channel, { method: 'GET', path })
    expect(await ask('/webhooks/twitter?crc_token=test+token')).toEqual({
      status: 200,
      body: { response_token: 'sha256=O5hJl2njQRIa4vsumZ+3oom9ECR5m3aQLRZkPoYelp0=' },
    })
    expect((await ask('/webhooks/twitter')).status).toBe(400)
    expect((await ask('/webhooks/twitter?crc_token=')).status).toBe(400)
    await door.close()
  })

  test('signs nobody a webhook of their own: a token that could be a body is refused', async () => {
    const door = await openTwitter()
    const body = JSON.stringify({ for_user_id: '100', direct_message_events: [], tweet_create_events: [] })
    for (const token of [body, `\uFEFF${body}`, ` ${body}`, '{}', 'x'.repeat(1_001)]) {
      const path = `/webhooks/twitter?${new URLSearchParams({ crc_token: token })}`
      expect((await callRoute(door.channel, { method: 'GET', path })).status).toBe(400)
    }
    await door.close()
  })
})

describe("X's signature", () => {
  const form = { encoding: 'base64', prefix: 'sha256=' } as const
  const body = Buffer.from('{"text":"\\u00e9/\\/"}')

  test('is over the raw bytes', () => {
    const header = sign(body, 'secret', form)
    expect(isFromX(body, header, 'secret')).toBe(true)
    expect(isFromX(Buffer.from(JSON.stringify(JSON.parse(body.toString()))), header, 'secret')).toBe(false)
  })

  test.each([undefined, '', 'sha256=', 'sha256=AAAA', 'sha1=x', 'x'.repeat(51), `sha256=${'é'.repeat(44)}`])(
    'is not %j',
    header => {
      expect(isFromX(body, header, 'secret')).toBe(false)
    },
  )
})
