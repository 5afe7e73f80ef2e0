import { OAuth1Helper } from 'twitter-api-v2/dist/cjs/client-mixins/oauth1.helper.js'
import type { Clock } from '../../protocol/clock.ts'
import { OutcomeUnknown, RateLimited, Unreachable } from '../../protocol/errors.ts'
import { callPlatform, type PlatformAnswer } from '../platform-call.ts'
import type { TwitterConfig } from './config.ts'
import { createRateWindow, type RateWindow } from './rate-window.ts'
import { refusalOf } from './refusal.ts'

/** Endpoints that X counts apart. */
type Endpoint = 'dm' | 'post' | 'media' | 'timeline' | 'dmEvents' | 'mentions'

/** Documented calls a quarter of an hour. @see https://docs.x.com/x-api/fundamentals/rate-limits (read 2026-11) */
const PER_WINDOW: Record<Endpoint, number> = {
  dm: 15,
  post: 100,
  media: 500,
  timeline: 900,
  dmEvents: 15,
  mentions: 300,
}

export interface TwitterCall {
  endpoint: Endpoint
  method?: 'GET' | 'POST'
  /** From `/2/` on, with the query. */
  path: string
  json?: unknown
  form?: FormData
  /** Nobody sees what it does: when its answer does not come it can be made again. A GET always is. */
  harmless?: boolean
  /** How long X may take to tell our webhook that the message was sent, where it does; milliseconds. */
  proofMs?: number
  signal: AbortSignal
}

/** X's API in the name of our account (OAuth 1.0a user context). */
export interface TwitterApi {
  /**
   * Any status but 429 is an answer, which the caller reads.
   * @throws RateLimited | Unreachable | OutcomeUnknown
   */
  call(call: TwitterCall): Promise<PlatformAnswer>
  /** The header that signs a call without form fields. */
  authorization(method: string, url: string): string
}

export function createApi(config: TwitterConfig, deps: { fetch: typeof fetch; clock: Clock }): TwitterApi {
  const oauth = new OAuth1Helper({ consumerKeys: { key: config.consumerKey, secret: config.consumerSecret } })
  const token = { key: config.accessToken, secret: config.accessTokenSecret }
  const windows = new Map<Endpoint, RateWindow>()
  const windowOf = (endpoint: Endpoint) => {
    let window = windows.get(endpoint)
    if (window === undefined) {
      window = createRateWindow(endpoint, PER_WINDOW[endpoint], deps.clock)
      windows.set(endpoint, window)
    }
    return window
  }
  const authorization = (method: string, url: string) =>
    oauth.toHeader(oauth.authorize({ method, url }, token)).Authorization

  return {
    authorization,
    async call({
      endpoint,
      method = 'POST',
      path,
      json,
      form,
      harmless = method === 'GET',
      proofMs,
      signal,
    }) {
      const url = config.apiUrl + path
      const end = windowOf(endpoint).begin()
      try {
        const answer = await callPlatform({
          channel: 'twitter',
          fetch: deps.fetch,
          url,
          method,
          // Bodies of JSON and of form data are not part of what OAuth 1.0a signs.
          headers: {
            authorization: authorization(method, url),
            ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(json === undefined ? {} : { body: JSON.stringify(json) }),
          ...(form === undefined ? {} : { body: form }),
          signal,
          ...(proofMs === undefined ? {} : { waitMs: proofMs }),
        })
        const closedMs = end(answer)
        if (answer.status !== 429) return answer
        const refusal = refusalOf(answer)
        // Credits that are used up are a 429 too, but no waiting helps.
        if (refusal.blame === 'config') throw refusal
        throw new RateLimited(`twitter takes no more calls of "${endpoint}" for ${closedMs} ms`, closedMs)
      } catch (error) {
        if (harmless && error instanceof OutcomeUnknown)
          throw new Unreachable(error.message, { cause: error })
        throw error
      } finally {
        end()
      }
    },
  }
}
