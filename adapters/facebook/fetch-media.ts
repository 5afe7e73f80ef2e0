import { z } from 'zod'
import { RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import type { Channel, ChannelDeps } from '../adapter.ts'
import { readBytes, retryAfterMs } from '../platform-call.ts'
import type { FacebookConfig } from './config.ts'

const refSchema = z.object({ url: z.string() })

/** Where Meta keeps what people send. Names below these are its own too. */
const META_HOSTS = ['fbcdn.net', 'fbsbx.com', 'cdninstagram.com']
const MOST_REDIRECTS = 3

/**
 * Loads a file that a webhook named. Only from Meta's own hosts, each step of a redirect too: the address comes from outside, and must not make us ask the
 * shop's inner network. No token goes along; these links are signed themselves, and end after some days.
 */
export const createFetchMedia =
  (
    config: FacebookConfig,
    { fetch, clock }: Pick<ChannelDeps, 'fetch' | 'clock'>,
  ): NonNullable<Channel['fetchMedia']> =>
  async (ref, { maxBytes, signal }) => {
    let url = allowed(refSchema.safeParse(ref).data?.url, undefined, config)
    for (let step = 0; step <= MOST_REDIRECTS; step++) {
      const response = await load(fetch, url, signal)
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel()
        url = allowed(response.headers.get('location') ?? undefined, url, config)
        continue
      }
      if (!response.ok) {
        await response.body?.cancel()
        throw failure(response, clock())
      }
      const bytes = await bytesOf(response, maxBytes)
      const contentType = response.headers.get('content-type') ?? undefined
      return { bytes, ...(contentType === undefined ? {} : { contentType }) }
    }
    throw new Refused('Facebook: a file is behind too many redirects')
  }

/** @throws Refused for an address that is not Meta's */
function allowed(address: Json | undefined, base: URL | undefined, config: FacebookConfig): URL {
  const text = typeof address === 'string' ? address : ''
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined
  if (url !== undefined && url.username === '' && url.password === '') {
    const isMeta = META_HOSTS.some(host => url.hostname === host || url.hostname.endsWith(`.${host}`))
    if (isMeta && url.protocol === 'https:' && url.port === '') return url
    if ([config.graphUrl, config.instagramUrl].some(own => new URL(own).origin === url.origin)) return url
  }
  throw new Refused("Facebook: a file's address is not one of Meta's")
}

const load = (fetch: ChannelDeps['fetch'], url: URL, signal: AbortSignal): Promise<Response> =>
  fetch(url, { redirect: 'manual', signal }).catch(cause => {
    throw new Unreachable('Facebook: a file could not be loaded', { cause })
  })

function failure({ status, headers }: Response, nowMs: number): Error {
  if (status === 429)
    return new RateLimited('Facebook: too many files', retryAfterMs(headers, nowMs) ?? 60_000)
  if (status >= 500) return new Unreachable(`Facebook answered ${status} for a file`)
  return new Refused(`Facebook answered ${status} for a file: its link has ended`)
}

const bytesOf = (response: Response, maxBytes: number): Promise<Uint8Array> =>
  readBytes(response, maxBytes).catch(cause => {
    if (cause instanceof RangeError)
      throw new Refused(`Facebook: a file of over ${maxBytes} bytes`, { cause })
    throw new Unreachable('Facebook: a file broke off', { cause })
  })
