import { createHash } from 'node:crypto'
import { problem } from '../../protocol/api/problem.ts'
import type { ApiCaller } from '../../protocol/api/route.ts'
import { type Clock, isoTime } from '../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import type { IdempotentStore, KeptAnswer } from '../../store/store.ts'

/** A write that did not end by then was cut off. */
const STALE_MS = 60_000
const KEY = /^[\x21-\x7e]{1,200}$/

/**
 * Does a write once for its `Idempotency-Key`: the same key and request again get the same answer for 24 hours, another request under that key is refused. Keys are an
 * account's own. What was refused or failed was not done, and may be tried again under its key.
 */
export function createOnce({ idempotent, clock }: { idempotent: IdempotentStore; clock: Clock }) {
  return async (
    request: HttpRequest,
    caller: ApiCaller,
    write: () => Promise<HttpAnswer>,
  ): Promise<HttpAnswer> => {
    const given = request.headers['idempotency-key']
    if (given === undefined) return write()
    if (!KEY.test(given))
      return problem(400, 'Wrong Idempotency-Key', 'it may have 1 to 200 visible ASCII signs')
    const key = `${caller.id} ${given}`
    const fingerprint = fingerprintOf(request)
    const now = clock()
    const begun = await idempotent.begin({
      key,
      fingerprint,
      at: isoTime(now),
      staleBefore: isoTime(now - STALE_MS),
    })
    if (begun.state === 'begun') return doIt(idempotent, key, write)
    if (begun.fingerprint !== fingerprint) {
      return problem(
        422,
        'Idempotency-Key used before',
        'this key was used for another request: take a new one',
      )
    }
    if (begun.state === 'doing') {
      return problem(409, 'Being done', 'the first request with this key has not ended', {
        'retry-after': '1',
      })
    }
    return again(begun.answer)
  }
}

async function doIt(
  idempotent: IdempotentStore,
  key: string,
  write: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  let answer: HttpAnswer
  try {
    answer = await write()
  } catch (error) {
    await idempotent.forget(key)
    throw error
  }
  const kept = keptOf(answer)
  if (kept === undefined) await idempotent.forget(key)
  else await idempotent.end(key, kept)
  return answer
}

function keptOf({ status, headers = {}, body }: HttpAnswer): KeptAnswer | undefined {
  if (status >= 400 || body instanceof Uint8Array) return undefined
  if (body === undefined || typeof body === 'string')
    return { status, headers, ...(body === undefined ? {} : { body }) }
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

const again = ({ status, headers, body }: KeptAnswer): HttpAnswer => ({
  status,
  headers: { ...headers, 'idempotent-replayed': 'true' },
  ...(body === undefined ? {} : { body }),
})

const fingerprintOf = ({ method, url, body }: HttpRequest): string =>
  createHash('sha256').update(`${method} ${url}\n`).update(body).digest('hex')
