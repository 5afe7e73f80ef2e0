import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createSigning } from '../../../adapters/botframework/stand-in/signing.ts'
import { StoreError } from '../../../protocol/errors.ts'
import { type BotFrameworkDoor, openBotFramework } from './botframework-harness.ts'

let door: BotFrameworkDoor
beforeAll(async () => {
  // The SDK tells the console of each refusal.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  door = await openBotFramework()
}, 60_000)
afterAll(() => door.close())

const bearer = async (token: Promise<string>) => `Bearer ${await token}`
const now = () => Math.floor(Date.now() / 1000)

describe('an activity', () => {
  test('is taken with the token that Bot Framework signed for it', async () => {
    const answer = await door.post(door.platform.activity('ana', { text: 'hello' }))
    expect(answer.status).toBe(200)
    expect(door.house.received.map(one => one.activity.text)).toEqual(['hello'])
  })

  const sign = (claims: Record<string, unknown>, serviceUrl = `${door.platform.url}/`) =>
    bearer(door.platform.signing.token(door.platform.appId, serviceUrl, claims))

  test.each<[string, () => string | Promise<string>]>([
    ['none', () => ''],
    ['another scheme', () => 'Basic YTpi'],
    ['no token', () => 'Bearer x'],
    ['another bot as audience', () => sign({ aud: 'another' })],
    ['another issuer', () => sign({ iss: 'https://evil.example' })],
    ['its end behind it', () => sign({ exp: now() - 3600, nbf: now() - 7200 })],
    ['its beginning before it', () => sign({ nbf: now() + 3600 })],
    ['another address than the activity', () => sign({}, 'https://evil.example/')],
    ['no address', () => sign({ serviceurl: undefined })],
    [
      'a key that nobody knows',
      async () =>
        bearer(
          (await createSigning(['msteams'], 'unknown')).token(door.platform.appId, `${door.platform.url}/`),
        ),
    ],
    [
      'another key under the name of a known one',
      async () =>
        bearer((await createSigning(['msteams'])).token(door.platform.appId, `${door.platform.url}/`)),
    ],
    [
      'a signature by the public key as a secret',
      () =>
        bearer(
          new SignJWT({
            iss: 'https://api.botframework.com',
            aud: door.platform.appId,
            serviceurl: `${door.platform.url}/`,
            exp: now() + 60,
          })
            .setProtectedHeader({ alg: 'HS256', kid: 'stand-in' })
            .sign(Buffer.from(JSON.stringify(door.platform.signing.publicKey))),
        ),
    ],
    ['no signature', async () => `${(await sign({})).split('.').slice(0, 2).join('.')}.`],
    [
      'a token of the Emulator',
      () =>
        sign({
          iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
          ver: '1.0',
          appid: door.platform.appId,
        }),
    ],
  ])('is refused with %s, and nothing is stored', async (_what, authorization) => {
    const before = door.house.received.length
    const answer = await door.post(door.platform.activity('mallory', { text: 'x' }), await authorization())
    expect(answer.status).toBe(401)
    expect(answer.body).toBeUndefined()
    expect(door.house.received.length).toBe(before)
  })

  test('is refused for a channel that the key is not endorsed for', async () => {
    const activity = { ...door.platform.activity('mallory', { text: 'x' }), channelId: 'webchat' }
    expect((await door.post(activity)).status).toBe(401)
  })

  test('is refused over an open wire to somewhere else', async () => {
    const serviceUrl = 'http://connector.example/'
    const token = await sign({}, serviceUrl)
    expect((await door.post({ ...door.platform.activity('ana'), serviceUrl }, token)).status).toBe(401)
  })

  test('is to be sent again when the store is away', async () => {
    door.house.fault.error = new StoreError('store.unreachable', 'gone')
    expect((await door.post(door.platform.activity('ana', { text: 'x' }))).status).toBe(503)
    delete door.house.fault.error
  })

  test('is to be sent again when the keys can not be had', async () => {
    const other = await openBotFramework('msteams', { BOTFRAMEWORK_OPENID_URL: 'http://127.0.0.1:1/openid' })
    expect((await other.post(other.platform.activity('ana', { text: 'x' }))).status).toBe(503)
    expect(other.house.received).toEqual([])
    await other.close()
  })
})
