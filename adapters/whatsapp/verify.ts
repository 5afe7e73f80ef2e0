import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import { isSigned, type SignatureForm } from '../signature.ts'

/**
 * How Meta signs: HMAC-SHA256 of the raw bytes under the app secret. The older `X-Hub-Signature` (SHA-1) is ignored.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started (read 2026-11)
 */
export const META_SIGNATURE: SignatureForm = { encoding: 'hex', prefix: 'sha256=' }

/** The header that bears the signature. */
export const SIGNATURE_HEADER = 'x-hub-signature-256'

/** True when Meta signed exactly these bytes. */
export const isFromMeta = ({ body, headers }: HttpRequest, appSecrets: readonly string[]): boolean =>
  isSigned(body, headers[SIGNATURE_HEADER], appSecrets, META_SIGNATURE)

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Meta's handshake when the webhook is set up: its challenge comes back exactly, to who knows the verify token; 403 to all others. */
export function answerHandshake({ query }: HttpRequest, verifyToken: string): HttpAnswer {
  const known = timingSafeEqual(digest(query.get('hub.verify_token') ?? ''), digest(verifyToken))
  if (!known || query.get('hub.mode') !== 'subscribe') return { status: 403 }
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: query.get('hub.challenge') ?? '',
  }
}
