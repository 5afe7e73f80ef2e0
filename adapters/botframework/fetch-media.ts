import { RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import { readBytes, retryAfterMs } from '../platform-call.ts'
import { fileRefSchema } from './attachments.ts'
import type { Sdk } from './sdk.ts'

interface FetchOptions {
  maxBytes: number
  signal: AbortSignal
}

/**
 * Loads a file that a message brought. Our token goes along only to the connector that the message came by.
 * @throws RateLimited | Unreachable | Refused
 */
export async function fetchMedia(
  ref: Json,
  { maxBytes, signal }: FetchOptions,
  deps: { fetch: typeof fetch; clock: () => number },
  load: () => Promise<Sdk>,
): Promise<{ bytes: Uint8Array; contentType?: string }> {
  const file = fileRefSchema.safeParse(ref).data
  if (file === undefined) throw new Refused('botframework: the message names no file')
  const { tokens } = await load()
  const authorization =
    file.isService && tokens ? { authorization: `Bearer ${await tokens.get(signal)}` } : {}
  const response = await deps
    .fetch(file.url, { headers: authorization, redirect: 'manual', signal })
    .catch(cause => {
      throw new Unreachable('botframework: a file could not be loaded', { cause })
    })
  if (response.status === 429) {
    throw new RateLimited(
      'botframework: a file is to be loaded later',
      retryAfterMs(response.headers, deps.clock()) ?? 5_000,
    )
  }
  if (response.status >= 500 || response.status === 401)
    throw new Unreachable(`botframework: a file could not be loaded (${response.status})`)
  if (response.status !== 200) throw new Refused(`botframework: a file is gone (${response.status})`)
  const bytes = await readBytes(response, maxBytes).catch(cause => {
    if (cause instanceof RangeError) throw new Refused('botframework: a file is too large', { cause })
    throw new Unreachable('botframework: a file broke off', { cause })
  })
  const contentType = response.headers.get('content-type')
  return { bytes, ...(contentType === null ? {} : { contentType }) }
}
