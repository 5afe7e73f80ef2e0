import { createHash, timingSafeEqual } from 'node:crypto'
import { plainPhone } from './phone.ts'
import type { Order, ProofKind } from './source.ts'

/** Spaces, dashes and case are forgiven: `sw1a1aa` is `SW1A 1AA`. */
const plainPostcode = (written: string): string =>
  written
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()

const plainEmail = (written: string): string => written.normalize('NFKC').replace(/\s/g, '').toLowerCase()

/**
 * What of the order `proof` is, its e-mail address or its postcode; undefined when it is neither. An order that does not exist takes as long as a wrong proof, and a field that
 * the source left empty proves nothing.
 */
export function proofKind(order: Order | undefined, proof: string): ProofKind | undefined {
  const email = sameText(plainEmail(proof), plainEmail(order?.email ?? ''))
  const postcode = sameText(plainPostcode(proof), plainPostcode(order?.postcode ?? ''))
  return email ? 'email' : postcode ? 'postcode' : undefined
}

/** The channel's own verified phone (E.164) is the order's. */
export function isOwnPhone(order: Order | undefined, verifiedPhone: string | undefined): boolean {
  if (!order || !verifiedPhone) return false
  const verified = plainPhone(verifiedPhone, order.country)
  // An order without a phone and a channel's word that is no phone are both nothing: that proves nothing.
  return verified !== undefined && plainPhone(order.phone, order.country) === verified
}

/** Constant time, also for different lengths: compares digests. */
function sameText(a: string, b: string): boolean {
  const equal = timingSafeEqual(digest(a), digest(b))
  return equal && a !== ''
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
