import { isIP } from 'node:net'
import { z } from 'zod'

/** How the bot proves itself, and to whom it listens. */
export interface BotFrameworkConfig {
  /** No credentials, no tokens in either direction: the Emulator on this machine. */
  emulator: boolean
  /** '' with the Emulator. */
  appId: string
  /** Undefined with the Emulator, and where a managed identity stands for it. */
  password?: string
  tenantId?: string
  appType: AppType
  /** Where keys of incoming tokens are found. */
  openIdUrl: string
  /** Where tokens for outgoing calls are given. */
  loginUrl: string
}

const APP_TYPES = ['MultiTenant', 'SingleTenant', 'UserAssignedMSI'] as const
export type AppType = (typeof APP_TYPES)[number]

const OPENID_URL = 'https://login.botframework.com/v1/.well-known/openidconfiguration'
const LOGIN_URL = 'https://login.microsoftonline.com'

const blankIsMissing = (value: unknown) => (value === '' ? undefined : value)
const optionalText = z.preprocess(blankIsMissing, z.string().optional())
const secureUrl = (otherwise: string) =>
  z.preprocess(
    value => (value === '' || value === undefined ? otherwise : value),
    z
      .string()
      .refine(text => URL.canParse(text) && isSecure(new URL(text)), 'expected an address with https')
      .transform(text => text.replace(/\/+$/, '')),
  )

/** Encrypted, or on this machine. */
export const isSecure = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))

export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || (isIP(bare) !== 0 && /^(127\.|::1$)/.test(bare))
}

const settings = z.object({
  MICROSOFT_APP_ID: optionalText,
  MICROSOFT_APP_PASSWORD: optionalText,
  MICROSOFT_APP_TENANT_ID: optionalText,
  MICROSOFT_APP_TYPE: z.preprocess(
    blankIsMissing,
    z.enum(APP_TYPES, `expected ${APP_TYPES.join(', ')}`).optional(),
  ),
  BOTFRAMEWORK_EMULATOR: z.preprocess(
    blankIsMissing,
    z.enum(['0', '1'], 'expected 1, or nothing').optional(),
  ),
  BOTFRAMEWORK_OPENID_URL: secureUrl(OPENID_URL),
  BOTFRAMEWORK_LOGIN_URL: secureUrl(LOGIN_URL),
  /** Where the server listens: what needs no token must not be reached by others. */
  HOST: z.preprocess(blankIsMissing, z.string().default('127.0.0.1')),
})

/** Reads the settings of Bot Framework. Without credentials it is off, since the SDK would then take any request from anybody. */
export const botFrameworkConfig: z.ZodType<BotFrameworkConfig | undefined> = settings.transform(
  (given, context) => {
    const {
      MICROSOFT_APP_ID: appId,
      MICROSOFT_APP_PASSWORD: password,
      MICROSOFT_APP_TENANT_ID: tenantId,
    } = given
    const urls = { openIdUrl: given.BOTFRAMEWORK_OPENID_URL, loginUrl: given.BOTFRAMEWORK_LOGIN_URL }
    const fault = (name: keyof z.output<typeof settings>, message: string) => {
      context.addIssue({ code: 'custom', path: [name], message })
      return z.NEVER
    }
    if (given.BOTFRAMEWORK_EMULATOR === '1') {
      if (appId !== undefined || password !== undefined) {
        return fault('BOTFRAMEWORK_EMULATOR', 'expected without MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD')
      }
      if (!isLoopback(given.HOST)) {
        return fault(
          'BOTFRAMEWORK_EMULATOR',
          'expected with a HOST of this machine only, as 127.0.0.1: anybody could speak to the bot',
        )
      }
      return { emulator: true, appId: '', appType: 'MultiTenant' as const, ...urls }
    }
    if (appId === undefined) {
      return password === undefined
        ? undefined
        : fault('MICROSOFT_APP_ID', 'expected with MICROSOFT_APP_PASSWORD')
    }
    const appType = given.MICROSOFT_APP_TYPE ?? (tenantId === undefined ? 'MultiTenant' : 'SingleTenant')
    if (appType !== 'UserAssignedMSI' && password === undefined) {
      return fault('MICROSOFT_APP_PASSWORD', 'expected with MICROSOFT_APP_ID')
    }
    if (appType !== 'MultiTenant' && tenantId === undefined) {
      return fault('MICROSOFT_APP_TENANT_ID', `expected with MICROSOFT_APP_TYPE=${appType}`)
    }
    return {
      emulator: false,
      appId,
      appType,
      ...urls,
      ...(password === undefined ? {} : { password }),
      ...(tenantId === undefined ? {} : { tenantId }),
    }
  },
)
