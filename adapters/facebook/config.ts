import { z } from 'zod'

/** The token of one account, or tokens by account: a page's id, or an Instagram account's. */
export type Tokens = string | Readonly<Record<string, string>>

/** An app of Meta's with a Facebook page, an Instagram account, or both. */
export interface FacebookConfig {
  /** Of the page; also for the Instagram account that is linked to it. */
  pageTokens?: Tokens
  /** Of Instagram Login: an Instagram account without a page. */
  instagramTokens?: Tokens
  /** Any of them may sign webhooks; the first one is the app's own, for `appsecret_proof`. */
  appSecrets: readonly [string, ...string[]]
  verifyToken: string
  /** The app's number, by which echoes of our own messages are told where they bear no key of ours. */
  appId?: string
  /** No slash at the end. */
  graphUrl: string
  /** The same for Instagram Login. */
  instagramUrl: string
  /** `v26.0` */
  version: string
  /** Proves with each call that we hold the app's secret. */
  signCalls: boolean
}

/** The two channels of this folder. */
export type FacebookChannel = 'messenger' | 'instagram'

const NAMES = [
  'FACEBOOK_PAGE_ACCESS_TOKEN',
  'INSTAGRAM_ACCESS_TOKEN',
  'FACEBOOK_APP_SECRET',
  'FACEBOOK_VERIFY_TOKEN',
  'FACEBOOK_APP_ID',
  'FACEBOOK_APPSECRET_PROOF',
  'GRAPH_API_URL',
  'FACEBOOK_API_URL',
  'INSTAGRAM_API_URL',
  'GRAPH_API_VERSION',
] as const
type Name = (typeof NAMES)[number]
type Given = Partial<Record<Name, string>>
type Fault = (name: Name, message: string) => void

const variable = z.preprocess(value => (value === '' ? undefined : value), z.string().trim().optional())
const environment = z.object(Object.fromEntries(NAMES.map(name => [name, variable])))

/**
 * Reads `FACEBOOK_…`, `INSTAGRAM_…` and `GRAPH_API_…`. Messenger is on with the page's token; Instagram with that too, or with one of its own. Both read
 * the same variables, so a wrong one is told once: by Messenger where there is a page, else by Instagram.
 */
export const facebookConfig = (channel: FacebookChannel): z.ZodType<FacebookConfig | undefined> =>
  environment.transform((given: Given, context): FacebookConfig | undefined => {
    const { FACEBOOK_PAGE_ACCESS_TOKEN: page, INSTAGRAM_ACCESS_TOKEN: instagram } = given
    const begun = page ?? instagram ?? given.FACEBOOK_APP_SECRET ?? given.FACEBOOK_VERIFY_TOKEN
    if (begun === undefined) return undefined
    const tells = instagram !== undefined && page === undefined ? 'instagram' : 'messenger'
    if (channel === 'messenger' && tells !== channel) return undefined
    let isWrong = false
    const config = read(given, (name, message) => {
      isWrong = true
      if (tells === channel) context.addIssue({ code: 'custom', path: [name], message })
    })
    return isWrong ? undefined : config
  })

function read(given: Given, fault: Fault): FacebookConfig {
  const secrets = listOf(given.FACEBOOK_APP_SECRET)
  if (secrets.length === 0) fault('FACEBOOK_APP_SECRET', "is missing: expected the app's secret")
  if (secrets.some(secret => secret.length < 16)) {
    fault('FACEBOOK_APP_SECRET', 'expected 16 characters at least, several secrets with commas between')
  }
  if (given.FACEBOOK_VERIFY_TOKEN === undefined) {
    fault('FACEBOOK_VERIFY_TOKEN', 'is missing: expected a word of your choice, the same as in the app')
  }
  if (given.FACEBOOK_PAGE_ACCESS_TOKEN === undefined && given.INSTAGRAM_ACCESS_TOKEN === undefined) {
    fault(
      'FACEBOOK_PAGE_ACCESS_TOKEN',
      "is missing: expected the page's access token (or INSTAGRAM_ACCESS_TOKEN)",
    )
  }
  const pageTokens = tokensOf(given, 'FACEBOOK_PAGE_ACCESS_TOKEN', fault)
  const instagramTokens = tokensOf(given, 'INSTAGRAM_ACCESS_TOKEN', fault)
  const appId = given.FACEBOOK_APP_ID
  if (appId !== undefined && !/^\d{1,20}$/.test(appId)) fault('FACEBOOK_APP_ID', "expected the app's number")
  const version = given.GRAPH_API_VERSION ?? 'v26.0'
  if (!/^v\d{1,3}\.\d$/.test(version)) fault('GRAPH_API_VERSION', 'expected a version as v26.0')
  const proof = given.FACEBOOK_APPSECRET_PROOF ?? '0'
  if (!/^[01]$/.test(proof)) fault('FACEBOOK_APPSECRET_PROOF', 'expected 1 or 0')
  return {
    ...(pageTokens === undefined ? {} : { pageTokens }),
    ...(instagramTokens === undefined ? {} : { instagramTokens }),
    ...(appId === undefined ? {} : { appId }),
    appSecrets: [secrets[0] ?? '', ...secrets.slice(1)],
    verifyToken: given.FACEBOOK_VERIFY_TOKEN ?? '',
    // Of its own, so that WhatsApp may be somewhere else: two stand-ins.
    graphUrl: address(
      given,
      given.FACEBOOK_API_URL === undefined ? 'GRAPH_API_URL' : 'FACEBOOK_API_URL',
      'https://graph.facebook.com',
      fault,
    ),
    instagramUrl: address(given, 'INSTAGRAM_API_URL', 'https://graph.instagram.com', fault),
    version,
    signCalls: proof === '1',
  }
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')

/** One token, or `<account id>:<token>` with commas between. */
function tokensOf(
  given: Given,
  name: 'FACEBOOK_PAGE_ACCESS_TOKEN' | 'INSTAGRAM_ACCESS_TOKEN',
  fault: Fault,
): Tokens | undefined {
  const entries = listOf(given[name])
  const [first] = entries
  if (first === undefined) return undefined
  const pairs = entries.map(entry => /^(\d{1,32}):([\x21-\x7e]+)$/.exec(entry))
  if (entries.length === 1 && pairs[0] === null && /^[\x21-\x7e]+$/.test(first)) return first
  if (pairs.every(pair => pair !== null)) {
    return Object.fromEntries(pairs.map(pair => [pair[1] as string, pair[2] as string]))
  }
  fault(name, 'expected an access token, or <account id>:<access token> with commas between')
  return undefined
}

function address(
  given: Given,
  name: 'GRAPH_API_URL' | 'FACEBOOK_API_URL' | 'INSTAGRAM_API_URL',
  usual: string,
  fault: Fault,
): string {
  const url = (given[name] ?? usual).replace(/\/+$/, '')
  if (!/^https?:\/\/[^/?#\s]+$/.test(url) || !URL.canParse(url)) {
    fault(name, `expected an address without a path, as ${usual}`)
  }
  return url
}
