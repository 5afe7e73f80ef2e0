import { z } from 'zod'

/** The WhatsApp Cloud API's settings. */
export interface WhatsappConfig {
  /** Of a system user; one for all numbers. */
  token: string
  /** Our numbers, as Meta's ids of them. Updates of others are not ours. */
  phoneNumberIds: readonly string[]
  /** Any of them signs: two while a new one takes over. */
  appSecrets: readonly string[]
  verifyToken: string
  /** `https://graph.facebook.com/v26.0`, no slash at the end. */
  graph: string
  /** What Meta allows a number, all servers of ours together. */
  messagesPerSecond: number
}

/** Once one of these is set, the channel is wanted, and all must be. */
const REQUIRED = [
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_PHONE_NUMBER_ID',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
] as const

const DEFAULT_GRAPH = 'https://graph.facebook.com'
/** @see https://developers.facebook.com/docs/graph-api/changelog (v26.0 of 2026-07-29; ends not before 2028; read 2026-11) */
const DEFAULT_VERSION = 'v26.0'
/** @see https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (read 2026-11) */
const DEFAULT_PER_SECOND = 80

const blankIsMissing = (value: unknown) => (value === '' ? undefined : value)
const setting = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsMissing, schema.optional())
const list = (text: string) =>
  text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')

const ids = z
  .string()
  .transform(list)
  .refine(
    entries => entries.length > 0 && entries.every(entry => /^\d+$/.test(entry)),
    'expected the phone number id of WhatsApp Manager (digits, not the phone number), several with commas between',
  )

const graphUrl = z
  .url({ protocol: /^https?$/, error: `expected an address, as ${DEFAULT_GRAPH}` })
  .transform(url => url.replace(/\/+$/, ''))

/** Reads `WHATSAPP_…` (`WHATSAPP_API_URL` goes before `GRAPH_API_URL`, which Messenger reads too) and `GRAPH_API_…`; off when none of the four that it needs is set. An empty value counts as missing. */
export const whatsappConfig: z.ZodType<WhatsappConfig | undefined> = z
  .object({
    WHATSAPP_ACCESS_TOKEN: setting(
      z.string().regex(/^[\x21-\x7e]+$/, 'expected a token without spaces, since it goes into a header'),
    ),
    WHATSAPP_PHONE_NUMBER_ID: setting(ids),
    WHATSAPP_APP_SECRET: setting(z.string().transform(list)),
    WHATSAPP_VERIFY_TOKEN: setting(z.string()),
    WHATSAPP_MESSAGES_PER_SECOND: setting(
      z.coerce
        .number('expected a number')
        .min(1, 'expected 1 or more messages a second')
        .max(10_000, 'expected at most 10,000 messages a second'),
    ),
    GRAPH_API_URL: setting(graphUrl),
    WHATSAPP_API_URL: setting(graphUrl),
    GRAPH_API_VERSION: setting(z.string().regex(/^v\d+\.\d+$/, `expected a version, as ${DEFAULT_VERSION}`)),
  })
  .transform((given, context): WhatsappConfig | undefined => {
    const missing = REQUIRED.filter(name => given[name] === undefined)
    if (missing.length === REQUIRED.length) return undefined
    for (const name of missing) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'is missing; WhatsApp needs it beside the others',
      })
    }
    return {
      token: given.WHATSAPP_ACCESS_TOKEN ?? '',
      phoneNumberIds: given.WHATSAPP_PHONE_NUMBER_ID ?? [],
      appSecrets: given.WHATSAPP_APP_SECRET ?? [],
      verifyToken: given.WHATSAPP_VERIFY_TOKEN ?? '',
      graph: `${given.WHATSAPP_API_URL ?? given.GRAPH_API_URL ?? DEFAULT_GRAPH}/${given.GRAPH_API_VERSION ?? DEFAULT_VERSION}`,
      messagesPerSecond: given.WHATSAPP_MESSAGES_PER_SECOND ?? DEFAULT_PER_SECOND,
    }
  })
