import { z } from 'zod'
import { RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import { readBytes, retryAfterMs } from '../platform-call.ts'
import type { TwitterApi } from './api.ts'

const refSchema = z.object({ url: z.string() })

/** Where X keeps what people send each other; anywhere else our signed request must not go. */
const HOSTS = new Set(['ton.twitter.com', 'ton.x.com', 'pbs.twimg.com', 'video.twimg.com'])

export interface FetchMediaDeps {
  api: Pick<TwitterApi, 'authorization'>
  fetch: typeof fetch
  clock(): number
  apiUrl: string
}

/**
 * Loads a picture or film of a direct message. X's newer endpoint for that takes no OAuth 1.0a, so its older address is asked, signed.
 * @throws RateLimited | Unreachable | Refused (gone, too large, or not an address of X)
 * @see https://docs.x.com/x-api/direct-messages/media/introduction (read 2026-11)
 */
export async function fetchMedia(
  ref: Json,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
  { api, fetch, clock, apiUrl }: FetchMediaDeps,
): Promise<{ bytes: Uint8Array; contentType?: string }> {
  const { url } = refSchema.parse(ref)
  if (!isOfX(url, apiUrl)) throw new Refused('twitter: the file does not lie at X')
  let response: Response
  try {
    const authorization = api.authorization('GET', url)
    response = await fetch(url, { headers: { authorization }, redirect: 'manual', signal })
  } catch (cause) {
    throw new Unreachable('twitter did not give the file', { cause })
  }
  if (response.status !== 200) {
    await response.body?.cancel()
    throw refusalOfMedia(response, clock())
  }
  const contentType = response.headers.get('content-type') ?? undefined
  try {
    const bytes = await readBytes(response, maxBytes)
    return { bytes, ...(contentType === undefined ? {} : { contentType }) }
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new Refused(`twitter: the file is over ${maxBytes} bytes`, { cause })
    throw new Unreachable('twitter broke off the file', { cause })
  }
}

function isOfX(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false
  const { origin, protocol, hostname } = new URL(url)
  return origin === new URL(apiUrl).origin || (protocol === 'https:' && HOSTS.has(hostname))
}

function refusalOfMedia({ status, headers }: Response, now: number): Error {
  const sentence = `twitter answered ${status} for a file`
  if (status === 429) return new RateLimited(sentence, retryAfterMs(headers, now) ?? 60_000)
  if (status === 401) return new Unreachable(sentence, { blame: 'config' })
  return status >= 500 ? new Unreachable(sentence) : new Refused(sentence)
}
