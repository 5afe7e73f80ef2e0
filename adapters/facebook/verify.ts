import { createHash, timingSafeEqual } from 'node:crypto'
import { isSigned, type SignatureForm } from '../signature.ts'

/** The header that bears the signature; the older one with SHA-1 is ignored. */
export const SIGNATURE_HEADER = 'x-hub-signature-256'

const FORM: SignatureForm = { encoding: 'hex', prefix: 'sha256=' }

/** True when Meta signed these raw bytes with one of the app's secrets. Meta signs no time: what is played back is caught by the inbox. */
export const isFromMeta = (
  body: Uint8Array,
  header: string | undefined,
  appSecrets: readonly string[],
): boolean => isSigned(body, header, appSecrets, FORM)

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * The text to give back when Meta asks whether this address is ours; undefined for anybody who does not know our word.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started (read 2026-11)
 */
export function handshake(query: URLSearchParams, verifyToken: string): string | undefined {
  const isRight = timingSafeEqual(digest(query.get('hub.verify_token') ?? ''), digest(verifyToken))
  const challenge = query.get('hub.challenge')
  // The challenge is a number; anything else would let a stranger's link show words under our name.
  if (!isRight || query.get('hub.mode') !== 'subscribe' || !/^[\w-]{1,200}$/.test(challenge ?? ''))
    return undefined
  return challenge ?? undefined
}
