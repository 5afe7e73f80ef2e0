import { describe, expect, test } from 'vitest'
import { facebookConfig } from '../../../adapters/facebook/config.ts'
import { instagram, messenger } from '../../../adapters/facebook/index.ts'

const APP = { FACEBOOK_APP_SECRET: 'sixteen-characters', FACEBOOK_VERIFY_TOKEN: 'word' }

describe('settings of Messenger and Instagram', () => {
  test('may all be missing or empty', () => {
    for (const adapter of [messenger, instagram]) {
      expect(adapter.configure({})).toBeUndefined()
      expect(
        adapter.configure({ FACEBOOK_PAGE_ACCESS_TOKEN: '', GRAPH_API_URL: 'https://x.test' }),
      ).toBeUndefined()
    }
  })

  test('switch both on with a page, and Instagram alone with an account of its own', () => {
    const page = { ...APP, FACEBOOK_PAGE_ACCESS_TOKEN: 'token' }
    expect(messenger.configure(page)).toBeTypeOf('function')
    expect(instagram.configure(page)).toBeTypeOf('function')
    const login = { ...APP, INSTAGRAM_ACCESS_TOKEN: 'token' }
    expect(messenger.configure(login)).toBeUndefined()
    expect(instagram.configure(login)).toBeTypeOf('function')
  })

  test('know several secrets, tokens by account, and the usual addresses', () => {
    const config = facebookConfig('messenger').parse({
      FACEBOOK_APP_SECRET: 'sixteen-characters, another-sixteen-ones ',
      FACEBOOK_VERIFY_TOKEN: 'word',
      FACEBOOK_PAGE_ACCESS_TOKEN: '100:EAAone,200:EAAtwo',
      INSTAGRAM_ACCESS_TOKEN: 'IGAA|three',
    })
    expect(config).toEqual({
      pageTokens: { '100': 'EAAone', '200': 'EAAtwo' },
      instagramTokens: 'IGAA|three',
      appSecrets: ['sixteen-characters', 'another-sixteen-ones'],
      verifyToken: 'word',
      graphUrl: 'https://graph.facebook.com',
      instagramUrl: 'https://graph.instagram.com',
      version: 'v26.0',
      signCalls: false,
    })
  })

  test('are told with the variable’s name and what it should be, by one of the two', () => {
    const wrong = {
      FACEBOOK_PAGE_ACCESS_TOKEN: 'one,two',
      FACEBOOK_APP_SECRET: 'short',
      FACEBOOK_APP_ID: 'shop',
      FACEBOOK_APPSECRET_PROOF: 'yes',
      GRAPH_API_URL: 'graph.facebook.com/v26.0',
      GRAPH_API_VERSION: '26',
    }
    expect(() => messenger.configure(wrong)).toThrowErrorMatchingInlineSnapshot(`
      [ConfigError: FACEBOOK_APP_SECRET: expected 16 characters at least, several secrets with commas between
      FACEBOOK_VERIFY_TOKEN: is missing: expected a word of your choice, the same as in the app
      FACEBOOK_PAGE_ACCESS_TOKEN: expected an access token, or <account id>:<access token> with commas between
      FACEBOOK_APP_ID: expected the app's number
      GRAPH_API_VERSION: expected a version as v26.0
      FACEBOOK_APPSECRET_PROOF: expected 1 or 0
      GRAPH_API_URL: expected an address without a path, as https://graph.facebook.com]
    `)
    expect(instagram.configure(wrong)).toBeUndefined()
    expect(() => messenger.configure({ FACEBOOK_VERIFY_TOKEN: 'word' })).toThrowErrorMatchingInlineSnapshot(`
      [ConfigError: FACEBOOK_APP_SECRET: is missing: expected the app's secret
      FACEBOOK_PAGE_ACCESS_TOKEN: is missing: expected the page's access token (or INSTAGRAM_ACCESS_TOKEN)]
    `)
    expect(() => instagram.configure({ INSTAGRAM_ACCESS_TOKEN: 'x' })).toThrowErrorMatchingInlineSnapshot(`
      [ConfigError: FACEBOOK_APP_SECRET: is missing: expected the app's secret
      FACEBOOK_VERIFY_TOKEN: is missing: expected a word of your choice, the same as in the app]
    `)
  })
})
