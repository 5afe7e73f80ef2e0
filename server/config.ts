import { z } from 'zod'
import type { Channel } from '../adapters/adapter.ts'
import { type AdapterDeps, adapters } from '../adapters/index.ts'
import { readSlackConfig, type SlackConfig } from '../handoff/desks/slack/config.ts'
import { ConfigError } from '../protocol/errors.ts'

/** Absent and empty mean the same, since `NAME=` in a `.env` file is how people switch a setting off. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(value => (value === '' ? undefined : value), schema.optional())
const withDefault = <T>(schema: z.ZodType<T>, value: string) =>
  z.preprocess(given => (given === '' || given === undefined ? value : given), schema)

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine(number => number >= min && number <= max)
const url = (...protocols: string[]) =>
  z.string().refine(text => URL.canParse(text) && protocols.includes(new URL(text).protocol))
/** Every setting with its shape and, in words, what it should be: the second half of the sentence an operator reads. */
const SETTINGS = {
  PORT: [withDefault(wholeNumber(0, 65_535), '3978'), 'a port, 0 to 65535 (0: any free one)'],
  HOST: [withDefault(z.string().regex(/^[\w.:-]+$/), '127.0.0.1'), 'an address to listen on, as 0.0.0.0'],
  PUBLIC_URL: [
    optional(url('http:', 'https:')),
    'the address that customers reach, as https://bot.example.org',
  ],
  DATABASE_URL: [
    optional(z.string().regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/)),
    'sqlite:<path> or postgres://user:password@host:port/database',
  ],
  DATA_DIR: [withDefault(z.string().min(1), 'data'), 'a folder'],
  LOG_LEVEL: [
    withDefault(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']), 'info'),
    'trace, debug, info, warn, error, fatal or silent',
  ],
  MEDIA_MAX_BYTES: [withDefault(wholeNumber(1, 104_857_600), '10485760'), 'bytes, 1 to 104857600'],
  MEDIA_MAX_TOTAL_BYTES: [withDefault(wholeNumber(0, Number.MAX_SAFE_INTEGER), '0'), 'bytes, 0 for no limit'],
  TOKEN_SECRET: [optional(z.string().min(32)), 'at least 32 characters, kept secret'],
  METRICS_TOKEN: [optional(z.string().min(16)), 'at least 16 characters'],
  TRUSTED_PROXIES: [
    withDefault(wholeNumber(0, 10), '0'),
    'how many proxies stand in front and add to X-Forwarded-For, 0 to 10',
  ],
  SETTLE_MS: [withDefault(wholeNumber(0, 10_000), '400'), 'milliseconds, 0 to 10000'],
  TRANSLATE_URL: [
    optional(url('http:', 'https:')),
    'the address of a LibreTranslate server, as http://localhost:5000',
  ],
  TRANSLATE_API_KEY: [optional(z.string().min(1)), 'the key of the translation server'],
  RATE_MESSAGES_PER_MINUTE: [
    withDefault(wholeNumber(0, 1_000_000), '60'),
    'a whole number, 0 switches it off',
  ],
  RATE_TOKENS_PER_MINUTE: [withDefault(wholeNumber(0, 1_000_000), '30'), 'a whole number, 0 switches it off'],
  RATE_API_PER_MINUTE: [withDefault(wholeNumber(0, 1_000_000), '1200'), 'a whole number, 0 switches it off'],
} as const satisfies Record<string, readonly [z.ZodType, string]>

type Settings = { [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name][0]> }

/** What the server runs by: read once at start; nothing reads the environment later. */
export interface Config {
  /** 0: any free one. */
  port: number
  host: string
  /** Without a slash at the end; undefined: where the server listens. */
  publicUrl?: string
  databaseUrl: string
  dataDir: string
  logLevel: Settings['LOG_LEVEL']
  mediaMaxBytes: number
  /** Of all files together; 0: no limit. */
  mediaMaxTotalBytes: number
  tokenSecret?: string
  /** Texts that an agent can't read are translated there. */
  translate?: { url: string; apiKey?: string }
  metricsToken?: string
  /** Proxies in front whose X-Forwarded-For is believed. */
  trustedProxies: number
  /** How long bubbles sent in a row are gathered into one turn; 0: each is a turn. */
  settleMs: number
  /** 0 switches the limit off. */
  rateMessagesPerMinute: number
  rateTokensPerMinute: number
  /** Requests of one account to the desk's API. */
  rateApiPerMinute: number
  /** The channels that are switched on, their own settings read. */
  channels: readonly { channel: string; open(deps: AdapterDeps): Channel | Promise<Channel> }[]
  /** Undefined: agents work in the console alone. */
  slack?: SlackConfig
}

/**
 * Reads the settings; docs/operating.md lists them.
 * @throws ConfigError that names every wrong one, a line each, and says what it should be. Values are not repeated: one may be a secret.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = []
  const settings: Record<string, unknown> = {}
  for (const [name, [schema, expected]] of Object.entries(SETTINGS)) {
    const parsed = schema.safeParse(env[name])
    if (parsed.success) settings[name] = parsed.data
    else faults.push(`${name} should be ${expected}`)
  }
  const channels = configureChannels(env, faults)
  const slack = told(faults, () => readSlackConfig(env))
  if (faults.length > 0) throw new ConfigError(faults.join('\n'))
  return { ...toConfig(settings as Settings, channels), ...(slack !== undefined && { slack }) }
}

function configureChannels(
  env: Readonly<Record<string, string | undefined>>,
  faults: string[],
): Config['channels'] {
  return adapters.flatMap(adapter => {
    const open = told(faults, () => adapter.configure(env))
    return open === undefined ? [] : [{ channel: adapter.channel, open }]
  })
}

/** A fault of one part is told with those of the others. */
function told<Value>(faults: string[], read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    faults.push(error.message)
    return undefined
  }
}

function toConfig(settings: Settings, channels: Config['channels']): Config {
  const { PUBLIC_URL, TOKEN_SECRET, METRICS_TOKEN } = settings
  return {
    port: settings.PORT,
    host: settings.HOST,
    ...(PUBLIC_URL === undefined ? {} : { publicUrl: PUBLIC_URL.replace(/\/+$/, '') }),
    databaseUrl: settings.DATABASE_URL ?? `sqlite:${settings.DATA_DIR}/conserje.db`,
    dataDir: settings.DATA_DIR,
    logLevel: settings.LOG_LEVEL,
    mediaMaxBytes: settings.MEDIA_MAX_BYTES,
    mediaMaxTotalBytes: settings.MEDIA_MAX_TOTAL_BYTES,
    ...translateOf(settings),
    ...(TOKEN_SECRET === undefined ? {} : { tokenSecret: TOKEN_SECRET }),
    ...(METRICS_TOKEN === undefined ? {} : { metricsToken: METRICS_TOKEN }),
    trustedProxies: settings.TRUSTED_PROXIES,
    settleMs: settings.SETTLE_MS,
    rateMessagesPerMinute: settings.RATE_MESSAGES_PER_MINUTE,
    rateTokensPerMinute: settings.RATE_TOKENS_PER_MINUTE,
    rateApiPerMinute: settings.RATE_API_PER_MINUTE,
    channels,
  }
}

const translateOf = ({ TRANSLATE_URL, TRANSLATE_API_KEY }: Settings): Pick<Config, 'translate'> =>
  TRANSLATE_URL === undefined
    ? {}
    : {
        translate: {
          url: TRANSLATE_URL.replace(/\/+$/, ''),
          ...(TRANSLATE_API_KEY === undefined ? {} : { apiKey: TRANSLATE_API_KEY }),
        },
      }
