import { z } from 'zod'
import type { Clock } from '../../protocol/clock.ts'
import { Unreachable } from '../../protocol/errors.ts'
import { callPlatform } from '../platform-call.ts'
import type { OAuthConfig } from './config.ts'

/** Gives the access token of today; `forget` after the server refused one. */
export interface AccessTokens {
  /** @throws Unreachable, `blame: 'config'` where the provider refuses us */
  get(signal: AbortSignal): Promise<string>
  forget(): void
}

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().catch(300) })

/** A token is renewed before it ends: a mail under way needs it a while longer. Milliseconds. */
const EARLY_MS = 60_000

/** @see RFC 6749 sections 4.4 (client credentials) and 6 (refreshing) */
export function createAccessTokens(
  config: OAuthConfig,
  deps: { fetch: typeof fetch; clock: Clock },
): AccessTokens {
  let known: { token: string; until: number } | undefined
  let asking: Promise<string> | undefined

  async function ask(signal: AbortSignal): Promise<string> {
    const { clientId, clientSecret, refreshToken, scope, tokenUrl } = config
    const form = new URLSearchParams({
      client_id: clientId,
      grant_type: refreshToken === undefined ? 'client_credentials' : 'refresh_token',
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
      ...(scope === undefined ? {} : { scope }),
    })
    const answer = await callPlatform({
      channel: 'email: the giver of access tokens',
      fetch: deps.fetch,
      url: tokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      signal,
    }).catch(cause => {
      // Whether it gave one or not: no mail was sent.
      throw new Unreachable('email: EMAIL_OAUTH_TOKEN_URL gave no answer', { cause })
    })
    const given = answerSchema.safeParse(answer.json)
    if (answer.status !== 200 || !given.success) {
      const isOurs = answer.status >= 400 && answer.status < 500 && answer.status !== 429
      throw new Unreachable(
        `email: EMAIL_OAUTH_TOKEN_URL gave no access token (${answer.status}); check the EMAIL_OAUTH settings`,
        { blame: isOurs ? 'config' : 'platform' },
      )
    }
    known = { token: given.data.access_token, until: deps.clock() + given.data.expires_in * 1000 - EARLY_MS }
    return known.token
  }

  return {
    async get(signal) {
      if (known !== undefined && deps.clock() < known.until) return known.token
      asking ??= ask(signal).finally(() => {
        asking = undefined
      })
      return asking
    },
    forget() {
      known = undefined
    },
  }
}
