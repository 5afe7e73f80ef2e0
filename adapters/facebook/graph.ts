import { createHmac } from 'node:crypto'
import { Unreachable } from '../../protocol/errors.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { ChannelDeps } from '../adapter.ts'
import { callPlatform, type PlatformAnswer } from '../platform-call.ts'
import type { FacebookChannel, FacebookConfig, Tokens } from './config.ts'

/** One call to an edge of the account that a token is of. */
export interface GraphCall {
  channel: FacebookChannel
  account: string
  edge: 'messages' | 'message_attachments' | 'messenger_profile'
  method?: 'POST' | 'DELETE'
  query?: Readonly<Record<string, string>>
  body: JsonObject | FormData
  signal: AbortSignal
  /** See OutcomeUnknown. */
  waitMs?: number
}

/** @throws Unreachable (also, with blame `config`, for an account without a token) | OutcomeUnknown. Any status is an answer. */
export type Graph = (call: GraphCall) => Promise<PlatformAnswer>

/** An account, where the caller has none: the one of a lone token. */
export const ONLY_ACCOUNT = ''

/** Meta's Graph API; the token goes in a header, so that no log of addresses holds it. */
export function createGraph(config: FacebookConfig, { fetch }: Pick<ChannelDeps, 'fetch'>): Graph {
  return async ({ channel, account, edge, method = 'POST', query = {}, body, signal, waitMs }) => {
    const token = tokenOf(tokensOf(config, channel), account)
    if (token === undefined) {
      throw new Unreachable(`${channel}: there is no access token for the account ${account}`, {
        blame: 'config',
      })
    }
    const url = new URL(`${hostOf(config, channel)}/${config.version}/me/${edge}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    if (config.signCalls) url.searchParams.set('appsecret_proof', proofOf(token, config.appSecrets[0]))
    const isForm = body instanceof FormData
    return callPlatform({
      channel,
      fetch,
      url,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(isForm ? {} : { 'content-type': 'application/json' }),
      },
      body: isForm ? body : JSON.stringify(body),
      signal,
      ...(waitMs === undefined ? {} : { waitMs }),
    })
  }
}

/** Instagram Login has a host and tokens of its own; an account that is linked to a page is served by the page's. */
export const usesInstagramLogin = (config: FacebookConfig, channel: FacebookChannel): boolean =>
  channel === 'instagram' && config.instagramTokens !== undefined

const hostOf = (config: FacebookConfig, channel: FacebookChannel): string =>
  usesInstagramLogin(config, channel) ? config.instagramUrl : config.graphUrl

/** Undefined: the channel has none. */
const tokensOf = (config: FacebookConfig, channel: FacebookChannel): Tokens | undefined =>
  usesInstagramLogin(config, channel) ? config.instagramTokens : config.pageTokens

const tokenOf = (tokens: Tokens | undefined, account: string): string | undefined =>
  typeof tokens === 'object' ? tokens[account] : tokens

/** The accounts that have tokens of their own; one without a name for a lone token. */
export function accountsOf(config: FacebookConfig, channel: FacebookChannel): string[] {
  const tokens = tokensOf(config, channel)
  if (tokens === undefined) return []
  return typeof tokens === 'object' ? Object.keys(tokens) : [ONLY_ACCOUNT]
}

/** @see https://developers.facebook.com/docs/graph-api/guides/secure-requests (read 2026-11) */
const proofOf = (token: string, appSecret: string): string =>
  createHmac('sha256', appSecret).update(token).digest('hex')
