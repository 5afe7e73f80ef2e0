import { describe, expect, test } from 'vitest'
import { twitter } from '../../../adapters/twitter/index.ts'

const four = {
  TWITTER_CONSUMER_KEY: 'key',
  TWITTER_CONSUMER_SECRET: 'secret',
  TWITTER_ACCESS_TOKEN: '100-token',
  TWITTER_ACCESS_TOKEN_SECRET: 'token-secret',
}
const fault = (environment: Record<string, string | undefined>): string => {
  try {
    twitter.configure(environment)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('the settings of X', () => {
  test('switch it on when all four are there, and off when none is', () => {
    expect(twitter.configure({})).toBeUndefined()
    expect(
      twitter.configure({ TWITTER_CONSUMER_KEY: '', TWITTER_API_URL: 'http://127.0.0.1:1' }),
    ).toBeUndefined()
    expect(twitter.configure(four)).toBeTypeOf('function')
  })

  test('name what is missing or wrong, all of it, and no secret', () => {
    expect(fault({ TWITTER_CONSUMER_KEY: 'key' })).toMatchInlineSnapshot(`
      "TWITTER_CONSUMER_SECRET: is missing: expected the app's API secret
      TWITTER_ACCESS_TOKEN: is missing: expected the account's access token (OAuth 1.0a, with the right to direct messages)
      TWITTER_ACCESS_TOKEN_SECRET: is missing: expected the account's access token secret"
    `)
    expect(
      fault({
        ...four,
        TWITTER_ACCESS_TOKEN: 'AAAA%2Fbearer',
        TWITTER_APP_ID: 'my app',
        TWITTER_POLL: 'yes',
        TWITTER_API_URL: 'https://api.x.com/2',
      }),
    ).toMatchInlineSnapshot(`
      "TWITTER_ACCESS_TOKEN: expected an OAuth 1.0a token: the account's number, a hyphen, letters
      TWITTER_APP_ID: expected the app's number
      TWITTER_API_URL: expected an address without a path, as https://api.x.com
      TWITTER_POLL: expected 1 (on) or nothing"
    `)
  })
})
