import { describe, expect, test } from 'vitest'
import { webchatConfig } from '../../../adapters/webchat/config.ts'
import { webchat } from '../../../adapters/webchat/index.ts'

describe('settings of the web chat', () => {
  test('may all be missing or empty', () => {
    expect(webchatConfig.parse({})).toEqual({})
    expect(webchatConfig.parse({ DIRECTLINE_SECRET: '', WEBCHAT_ORIGINS: '' })).toEqual({})
    expect(webchatConfig.parse({ WEBCHAT_ORIGINS: 'https://a.example, *' })).toEqual({})
  })

  test('are told with the variable’s name and what it should be', () => {
    expect(() =>
      webchat.configure({
        DIRECTLINE_SECRET: 'short',
        WEBCHAT_ORIGINS: 'shop.example,https://a.example/chat',
      }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ConfigError: DIRECTLINE_SECRET: expected at least 16 characters, as long and random as a password of a machine
      WEBCHAT_ORIGINS: expected origins with commas between, as https://shop.example, found "shop.example"
      WEBCHAT_ORIGINS: expected origins with commas between, as https://shop.example, found "https://a.example/chat"]
    `)
  })
})
