import { isSigned } from '../../../adapters/signature.ts'
import type { HttpRequest } from '../../../protocol/http.ts'

/** An older request is a recording that somebody plays again. */
const WINDOW_S = 300

/**
 * Whether Slack signed these very bytes within the last five minutes.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack (read 2026-11)
 */
export function isFromSlack(
  { headers, body }: Pick<HttpRequest, 'headers' | 'body'>,
  signingSecret: string,
  nowMs: number,
): boolean {
  const at = headers['x-slack-request-timestamp'] ?? ''
  if (!/^\d{1,12}$/.test(at) || Math.abs(nowMs / 1000 - Number(at)) > WINDOW_S) return false
  const signed = Buffer.concat([Buffer.from(`v0:${at}:`), body])
  return isSigned(signed, headers['x-slack-signature'], [signingSecret], { encoding: 'hex', prefix: 'v0=' })
}
