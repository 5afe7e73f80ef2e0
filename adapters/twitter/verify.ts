import { isSigned, type SignatureForm, sign } from '../signature.ts'

const FORM: SignatureForm = { encoding: 'base64', prefix: 'sha256=' }

/** The header that bears the signature. */
export const SIGNATURE_HEADER = 'x-twitter-webhooks-signature'

/** True when X signed these raw bytes with the app's secret. X signs no time: what is played back is caught by the inbox. */
export const isFromX = (body: Uint8Array, header: string | undefined, consumerSecret: string): boolean =>
  isSigned(body, header, [consumerSecret], FORM)

/**
 * What X expects for its challenge, by which it makes sure every half hour that the address is still ours; undefined for what is none: anybody may ask, and
 * the answer is the very signature that a webhook of these bytes would bear. No body of ours is without a brace, and no token of X's has one.
 * @see https://docs.x.com/x-api/webhooks (read 2026-11): a wrong token ends the webhook at once
 */
export const challengeAnswer = (
  crcToken: string,
  consumerSecret: string,
): { response_token: string } | undefined =>
  /^[^{}]{1,1000}$/.test(crcToken) ? { response_token: sign(crcToken, consumerSecret, FORM) } : undefined
