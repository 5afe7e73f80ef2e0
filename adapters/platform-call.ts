import { OutcomeUnknown, Unreachable } from '../protocol/errors.ts'

/** One HTTP call to a platform. */
export interface PlatformCall {
  /** For error sentences: `whatsapp`. */
  channel: string
  fetch: typeof fetch
  url: string | URL
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array | FormData
  signal: AbortSignal
  /** How long a report on our key may take after a broken call; see OutcomeUnknown. */
  waitMs?: number
}

export interface PlatformAnswer {
  status: number
  headers: Headers
  /** The body as JSON; undefined when it is none. */
  json: unknown
}

/** A platform's answer is some kilobytes; more is not from it. Bytes. */
const MAX_ANSWER_BYTES = 1_048_576

/** Codes of errors before the first byte was written: nothing can have been sent. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/**
 * Calls a platform; any status is an answer, which the channel reads. Redirects are not followed, since the call bears a token.
 * @throws Unreachable when nothing can have been sent; OutcomeUnknown when the connection broke or `signal` ended the call after that
 */
export async function callPlatform(call: PlatformCall): Promise<PlatformAnswer> {
  const { channel, url, method = 'POST', headers, body, signal, waitMs } = call
  if (signal.aborted) throw new Unreachable(`${channel} was not called: the time for it was over before`)
  try {
    const response = await call.fetch(url, {
      method,
      redirect: 'manual',
      signal,
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body: body as RequestInit['body'] & {} }),
    })
    return { status: response.status, headers: response.headers, json: asJson(await readText(response)) }
  } catch (cause) {
    const code = codeOf(cause)
    if (neverLeft(cause)) throw new Unreachable(`${channel} was not reached (${code})`, { cause })
    const why = signal.aborted
      ? 'did not answer in time'
      : `broke the connection (${code || 'no reason given'})`
    throw new OutcomeUnknown(`${channel} ${why}`, { cause, ...(waitMs === undefined ? {} : { waitMs }) })
  }
}

/** More is no wait that anybody means. */
const MOST_WAIT_MS = 86_400_000

/** Milliseconds that `Retry-After` asks for, in seconds or as a date, a day at most; undefined without one. */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const given = headers.get('retry-after')?.trim()
  if (given === undefined || given === '') return undefined
  if (/^\d+(\.\d+)?$/.test(given)) return Math.min(MOST_WAIT_MS, Math.ceil(Number(given) * 1000))
  const at = Date.parse(given)
  return Number.isNaN(at) ? undefined : Math.min(MOST_WAIT_MS, Math.max(0, at - nowMs))
}

/**
 * The bytes of a response, at most `maxBytes`.
 * @throws RangeError when there are more, as soon as that is known
 */
export async function readBytes(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    await response.body?.cancel()
    throw new RangeError(`over ${maxBytes} bytes`)
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    // Leaving the loop cancels the body.
    if (length > maxBytes) throw new RangeError(`over ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const readText = async (response: Response): Promise<string> =>
  new TextDecoder().decode(await readBytes(response, MAX_ANSWER_BYTES))

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `fetch` wraps what happened: `TypeError: fetch failed`, with the cause that bears the code. */
function causes(error: unknown): Error[] {
  const found: Error[] = []
  for (let at = error; at instanceof Error && found.length < 5; at = at.cause) found.push(at)
  return found
}

const codeOf = (error: unknown): string =>
  causes(error)
    .map(one => (one as { code?: unknown }).code)
    .find(code => typeof code === 'string') ?? ''

/** True when there was no connection yet, of all addresses that were tried. */
const neverLeft = (error: unknown): boolean =>
  NEVER_LEFT.has(codeOf(error)) ||
  causes(error).some(
    one =>
      (one as { syscall?: unknown }).syscall === 'connect' ||
      /before secure TLS connection/.test(one.message) ||
      (one instanceof AggregateError && one.errors.length > 0 && one.errors.every(neverLeft)),
  )
