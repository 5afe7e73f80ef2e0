import { createHmac } from 'node:crypto'
import type { StandInCall } from '../../stand-in-http.ts'

/** Keys of an app and of an account that it speaks for. */
export interface Keys {
  consumerKey: string
  consumerSecret: string
  accessToken: string
  accessTokenSecret: string
}

/** How far a caller's clock may be off. Seconds. */
const CLOCK_SECONDS = 300

/** RFC 3986: encodeURIComponent leaves five more characters as they are. */
const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * Whether a call is signed in the account's name, as X checks it: written after the standard, apart from the library that the adapter signs with, so that
 * both can't share a mistake.
 * @see RFC 5849 section 3.4 (bodies other than forms are not signed)
 */
export function isAuthorised(call: StandInCall, origin: string, keys: Keys, nowMs: number): boolean {
  const given = headerParameters(call.headers.authorization ?? '')
  const signature = given.get('oauth_signature')
  given.delete('oauth_signature')
  if (signature === undefined || given.get('oauth_signature_method') !== 'HMAC-SHA1') return false
  if (given.get('oauth_consumer_key') !== keys.consumerKey) return false
  if (given.get('oauth_token') !== keys.accessToken) return false
  const seconds = Number(given.get('oauth_timestamp'))
  if (!(Math.abs(seconds - nowMs / 1000) <= CLOCK_SECONDS)) return false
  const address = origin + call.path
  return signature === oauthSignature(call.method, address, [...given, ...call.query], keys)
}

/** The signature of a call with these parameters: those of the header, the query and a form, not encoded. */
export function oauthSignature(
  method: string,
  address: string,
  parameters: readonly (readonly [string, string])[],
  { consumerSecret, accessTokenSecret }: Pick<Keys, 'consumerSecret' | 'accessTokenSecret'>,
): string {
  const pairs = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).sort()
  const base = [method.toUpperCase(), encode(address), encode(pairs.join('&'))].join('&')
  const key = `${encode(consumerSecret)}&${encode(accessTokenSecret)}`
  return createHmac('sha1', key).update(base).digest('base64')
}

function headerParameters(header: string): Map<string, string> {
  if (!header.startsWith('OAuth ')) return new Map()
  return new Map(
    [...header.slice(6).matchAll(/([a-z_]+)="([^"]*)"/g)].map(match => [
      match[1] as string,
      decodeURIComponent(match[2] as string),
    ]),
  )
}
