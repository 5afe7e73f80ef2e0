import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError } from '../../protocol/errors.ts'
import { readConfig } from '../../server/config.ts'
import { withDotEnv } from '../../server/environment.ts'

const faultsOf = (env: Record<string, string>): string => {
  try {
    readConfig(env)
    return 'none'
  } catch (error) {
    return error instanceof ConfigError ? error.message : String(error)
  }
}

test('needs no setting at all', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    port: 3978,
    host: '127.0.0.1',
    databaseUrl: 'sqlite:data/conserje.db',
    settleMs: 400,
    rateMessagesPerMinute: 60,
    rateTokensPerMinute: 30,
    mediaMaxBytes: 10_485_760,
  })
  expect(config.channels.map(({ channel }) => channel)).toEqual(['webchat'])
})

test('takes an empty value as missing, and a slash off the public address', () => {
  const config = readConfig({ PORT: '', DATABASE_URL: '', PUBLIC_URL: 'https://bot.shop.example/' })
  expect([config.port, config.publicUrl]).toEqual([3978, 'https://bot.shop.example'])
})

test('tells every wrong setting at once, by name, and repeats no value', () => {
  const text = faultsOf({
    PORT: '70000',
    DATABASE_URL: 'mysql://user:hunter2@host/db',
    LOG_LEVEL: 'loud',
    SETTLE_MS: '-1',
    TOKEN_SECRET: 'hunter2',
    DIRECTLINE_SECRET: 'hunter2',
  })
  expect(text).not.toContain('hunter2')
  expect(text.replace(/^DIRECTLINE_SECRET.*$/m, 'DIRECTLINE_SECRET …')).toMatchInlineSnapshot(`
    "PORT should be a port, 0 to 65535 (0: any free one)
    DATABASE_URL should be sqlite:<path> or postgres://user:password@host:port/database
    LOG_LEVEL should be trace, debug, info, warn, error, fatal or silent
    TOKEN_SECRET should be at least 32 characters, kept secret
    SETTLE_MS should be milliseconds, 0 to 10000
    DIRECTLINE_SECRET …"
  `)
})

test('reads .env beneath the environment, and not in production', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conserje-env-'))
  try {
    writeFileSync(join(folder, '.env'), '# local\nPORT=4000\nHOST="0.0.0.0"\n')
    expect(withDotEnv({ PORT: '5000' }, folder)).toEqual({ PORT: '5000', HOST: '0.0.0.0' })
    expect(withDotEnv({ NODE_ENV: 'production' }, folder)).toEqual({ NODE_ENV: 'production' })
    expect(withDotEnv({ A: '1' }, join(folder, 'nowhere'))).toEqual({ A: '1' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
