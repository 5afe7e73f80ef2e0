import { z } from 'zod'
import type { Clock } from '../protocol/clock.ts'
import { Unreachable } from '../protocol/errors.ts'
import { callPlatform } from './platform-call.ts'

/** How a provider gives access tokens: for our own proof alone, or for a refresh token that it gave once. */
export interface TokenSource {
  /** For error sentences: `email`. */
  channel: string
  /** The settings to look at when it gives none: `EMAIL_OAUTH_…`. */
  settings: string
  tokenUrl: string
  clientId: string
  clientSecret?: string
  /** Without it the client proves itself alone (`client_credentials`). */
  refreshToken?: string
  scope?: string
}

/** Gives the access token of today; `forget` after a server refused one. */
export interface AccessTokens {
  /** @throws Unreachable, `blame: 'config'` where the provider refuses us */
  get(signal?: AbortSignal): Promise<string>
  forget(): void
}

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().catch(300) })

/** A token is renewed before it ends: what is under way needs it a while longer. Milliseconds. */
const EARLY_MS = 60_000
const ASK_MS = 10_000

/** One question at a time, its answer kept while it lasts. @see RFC 6749 sections 4.4 (client credentials) and 6 (refreshing) */
export function createAccessTokens(
  source: TokenSource,
  deps: { fetch: typeof fetch; clock: Clock },
): AccessTokens {
  const { channel, settings } = source
  let known: { token: string; until: number } | undefined
  let asking: Promise<string> | undefined

  async function ask(): Promise<string> {
    const answer = await callPlatform({
      channel,
      fetch: deps.fetch,
      url: source.tokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: formOf(source),
      // Several may wait for this answer: the one who asked first does not decide how long.
      signal: AbortSignal.timeout(ASK_MS),
    }).catch(cause => {
      // Whether a token was given or not: nothing was sent with it.
      throw new Unreachable(`${channel}: the giver of access tokens was not reached`, { cause })
    })
    const given = answerSchema.safeParse(answer.json)
    if (answer.status !== 200 || !given.success) {
      const isOurs = answer.status >= 400 && answer.status < 500 && answer.status !== 429
      throw new Unreachable(`${channel}: no access token was given (${answer.status}); check ${settings}`, {
        blame: isOurs ? 'config' : 'platform',
      })
    }
    known = { token: given.data.access_token, until: deps.clock() + given.data.expires_in * 1000 - EARLY_MS }
    return known.token
  }

  return {
    async get(signal) {
      if (known !== undefined && deps.clock() < known.until) return known.token
      asking ??= ask().finally(() => {
        asking = undefined
      })
      return signal === undefined ? asking : Promise.race([asking, late(signal, channel)])
    },
    forget() {
      known = undefined
    },
  }
}

const late = (signal: AbortSignal, channel: string): Promise<never> =>
  new Promise((_resolve, reject) => {
    const end = () => reject(new Unreachable(`${channel}: no access token came in time`))
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })

const formOf = ({ clientId, clientSecret, refreshToken, scope }: TokenSource): string =>
  new URLSearchParams({
    client_id: clientId,
    grant_type: refreshToken === undefined ? 'client_credentials' : 'refresh_token',
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    ...(scope === undefined ? {} : { scope }),
  }).toString()
