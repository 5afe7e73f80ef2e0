import { createHmac, timingSafeEqual } from 'node:crypto'

/** How a platform signs: `sha256=<hex>` in a header. */
export interface SignatureForm {
  encoding: 'hex' | 'base64'
  /** What stands before the digest. */
  prefix: string
}

/** The header that a body gets: HMAC-SHA256 over its raw bytes. */
export const sign = (
  body: Uint8Array | string,
  secret: string,
  { encoding, prefix }: SignatureForm,
): string => prefix + createHmac('sha256', secret).update(body).digest(encoding)

/** True when one of the secrets signed these bytes. All are tried, each compared in constant time, so that the time tells nothing. */
export function isSigned(
  body: Uint8Array,
  given: string | undefined,
  secrets: readonly string[],
  form: SignatureForm,
): boolean {
  const claimed = Buffer.from(given ?? '', 'utf8')
  let signed = false
  for (const secret of secrets) {
    const right = Buffer.from(sign(body, secret, form), 'utf8')
    // timingSafeEqual takes equal lengths only; a wrong length is no secret, but the comparison is made all the same.
    const same = timingSafeEqual(
      right,
      claimed.length === right.length ? claimed : Buffer.alloc(right.length),
    )
    signed = (same && claimed.length === right.length) || signed
  }
  return signed
}
