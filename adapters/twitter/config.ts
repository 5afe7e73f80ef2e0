import { z } from 'zod'

/** The shop's own account on X, and the app that may speak for it. */
export interface TwitterConfig {
  /** The app's API key. */
  consumerKey: string
  /** The app's API secret: signs webhooks, answers challenges, and is half of what signs our calls. */
  consumerSecret: string
  accessToken: string
  accessTokenSecret: string
  /** The account's number, which its access token begins with. */
  userId: string
  /** The app's number, by which our own sends are told from those of people; undefined: it is learnt from the first send. */
  appId?: string
  /** No slash at the end. */
  apiUrl: string
  /** X can't reach this server, so X is asked each minute. */
  poll: boolean
}

const REQUIRED = {
  TWITTER_CONSUMER_KEY: "the app's API key",
  TWITTER_CONSUMER_SECRET: "the app's API secret",
  TWITTER_ACCESS_TOKEN: "the account's access token (OAuth 1.0a, with the right to direct messages)",
  TWITTER_ACCESS_TOKEN_SECRET: "the account's access token secret",
} as const
type Name = keyof typeof REQUIRED
const NAMES = Object.keys(REQUIRED) as Name[]

const variable = z.preprocess(value => (value === '' ? undefined : value), z.string().trim().optional())

/** Reads `TWITTER_…`; undefined when none of the four that it needs is set. */
export const twitterConfig: z.ZodType<TwitterConfig | undefined> = z
  .object({
    TWITTER_CONSUMER_KEY: variable,
    TWITTER_CONSUMER_SECRET: variable,
    TWITTER_ACCESS_TOKEN: variable,
    TWITTER_ACCESS_TOKEN_SECRET: variable,
    TWITTER_APP_ID: variable,
    TWITTER_API_URL: variable,
    TWITTER_POLL: variable,
  })
  .transform((given, context): TwitterConfig | undefined => {
    if (NAMES.every(name => given[name] === undefined)) return undefined
    const fault = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message })
    for (const name of NAMES) {
      if (given[name] === undefined) fault(name, `is missing: expected ${REQUIRED[name]}`)
    }
    const accessToken = given.TWITTER_ACCESS_TOKEN ?? ''
    const userId = /^(\d{1,20})-\S+$/.exec(accessToken)?.[1]
    if (accessToken !== '' && userId === undefined) {
      fault('TWITTER_ACCESS_TOKEN', "expected an OAuth 1.0a token: the account's number, a hyphen, letters")
    }
    const appId = given.TWITTER_APP_ID
    if (appId !== undefined && !/^\d{1,20}$/.test(appId)) fault('TWITTER_APP_ID', "expected the app's number")
    const apiUrl = (given.TWITTER_API_URL ?? 'https://api.x.com').replace(/\/+$/, '')
    if (!/^https?:\/\/[^/?#]+$/.test(apiUrl) || !URL.canParse(apiUrl)) {
      fault('TWITTER_API_URL', 'expected an address without a path, as https://api.x.com')
    }
    const poll = given.TWITTER_POLL ?? '0'
    if (!/^[01]$/.test(poll)) fault('TWITTER_POLL', 'expected 1 (on) or nothing')
    return {
      poll: poll === '1',
      consumerKey: given.TWITTER_CONSUMER_KEY ?? '',
      consumerSecret: given.TWITTER_CONSUMER_SECRET ?? '',
      accessToken,
      accessTokenSecret: given.TWITTER_ACCESS_TOKEN_SECRET ?? '',
      userId: userId ?? '',
      apiUrl,
      ...(appId === undefined ? {} : { appId }),
    }
  })
