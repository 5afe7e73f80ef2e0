import { expect, test, vi } from 'vitest'
import { createAccessTokens } from '../../../adapters/access-tokens.ts'
import { emailConfig } from '../../../adapters/email/config.ts'
import { email } from '../../../adapters/email/index.ts'
import { ConfigError, Unreachable } from '../../../protocol/errors.ts'

const SETTINGS = {
  IMAP_URL: 'imaps://help%40shop.example:se%2Fcret@imap.shop.example/INBOX',
  SMTP_URL: 'smtp://help%40shop.example:secret@smtp.shop.example',
  EMAIL_FROM: 'Casa Lumen <Help@shop.example>',
}

test('e-mail is off without its settings, also when they are empty', () => {
  expect(email.configure({})).toBeUndefined()
  expect(email.configure({ IMAP_URL: '', SMTP_URL: '', EMAIL_FROM: '' })).toBeUndefined()
})

test('e-mail reads its settings', () => {
  expect(emailConfig.parse(SETTINGS)).toEqual({
    imap: {
      host: 'imap.shop.example',
      port: 993,
      secure: true,
      loopback: false,
      user: 'help@shop.example',
      pass: 'se/cret',
      mailbox: 'INBOX',
    },
    smtp: {
      host: 'smtp.shop.example',
      port: 587,
      secure: false,
      loopback: false,
      user: 'help@shop.example',
      pass: 'secret',
    },
    from: { name: 'Casa Lumen', address: 'Help@shop.example' },
    own: ['help@shop.example'],
    repliesPerHour: 20,
    pollMs: 60_000,
  })
})

test.each([
  [{ IMAP_URL: '' }, 'IMAP_URL: expected'],
  [{ IMAP_URL: 'https://x.example' }, 'IMAP_URL: expected imaps://'],
  [{ IMAP_URL: 'imaps://imap.shop.example' }, 'IMAP_URL: expected imaps://'],
  [{ SMTP_URL: 'smtps://user@smtp.shop.example' }, 'SMTP_URL: expected smtps://'],
  [{ EMAIL_FROM: 'Casa Lumen' }, 'EMAIL_FROM: expected one address'],
  [{ EMAIL_FROM: 'a@x.example, b@x.example' }, 'EMAIL_FROM: expected one address'],
  [{ EMAIL_REPLIES_PER_HOUR: 'many' }, 'EMAIL_REPLIES_PER_HOUR: expected a whole number from 1 to 1000'],
  [{ EMAIL_OAUTH_TOKEN_URL: 'http://x.example' }, 'EMAIL_OAUTH_TOKEN_URL: expected'],
  [{ EMAIL_OAUTH_TOKEN_URL: 'https://x.example' }, 'EMAIL_OAUTH_CLIENT_ID: expected'],
])('e-mail names what is wrong with %j, without the secret', (settings, sentence) => {
  const configure = () => email.configure({ ...SETTINGS, ...settings })
  expect(configure).toThrow(ConfigError)
  expect(configure).toThrow(sentence)
  expect(configure).not.toThrow('se/cret')
})

const OAUTH = {
  channel: 'email',
  settings: 'the EMAIL_OAUTH settings',
  tokenUrl: 'https://login.example/token',
  clientId: 'us',
  clientSecret: 'secret',
  refreshToken: 'again',
}
const answer = (status: number, body: object) => async () => new Response(JSON.stringify(body), { status })

test('an access token is asked for once, kept while it lasts, and asked for anew when it ended or was refused', async () => {
  let now = 0
  const asked = vi.fn(answer(200, { access_token: 'token', expires_in: 3600 }))
  const tokens = createAccessTokens(OAUTH, { fetch: asked, clock: () => now })
  const signal = AbortSignal.timeout(1_000)
  expect(await Promise.all([tokens.get(signal), tokens.get(signal)])).toEqual(['token', 'token'])
  await tokens.get(signal)
  expect(asked).toHaveBeenCalledTimes(1)
  now = 3_600_000
  await tokens.get(signal)
  tokens.forget()
  await tokens.get(signal)
  expect(asked).toHaveBeenCalledTimes(3)
})

test('a refused access token is told to the operator, without the secret', async () => {
  const tokens = createAccessTokens(OAUTH, {
    fetch: answer(401, { error: 'invalid_client' }),
    clock: () => 0,
  })
  const failure = await tokens.get(AbortSignal.timeout(1_000)).catch(one => one)
  expect(failure).toBeInstanceOf(Unreachable)
  expect(failure).toMatchObject({ blame: 'config' })
  expect(failure.message).not.toContain('secret')
})
