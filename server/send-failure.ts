import { OutcomeUnknown, RateLimited, Refused } from '../protocol/errors.ts'
import type { LeasedRow } from '../store/store.ts'
import { backoffMs } from './backoff.ts'

/** What becomes of a row whose send failed. */
export type SendFailure =
  | { outcome: 'retry'; afterMs: number; error: string; windowClosed?: boolean }
  | { outcome: 'dead'; error: string }

/** Doubling from a second to a quarter of an hour, sixteen tries are about two hours: longer than most outages, shorter than a customer's day. */
const WAITS = { firstMs: 1_000, maxMs: 900_000 }
const MAX_TRIES = 16
/** Being asked to wait is no failure, but not for ever. */
const MAX_WAITS = 200
const UNKNOWN = 'channel.outcome_unknown'

/**
 * Decides by the error's class. `attempts` counts this try; `lastError` is what the row's last try ended with. A closed window that we did not know of
 * is learnt of, and the row rendered for it. An unknown outcome
 * may be a message that went out, so it is risked once more and no further;
 * where the platform reports on our key, after the time that a report may take.
 */
export function sendFailure(
  error: unknown,
  { attempts, lastError, lastInboundAt }: Pick<LeasedRow, 'attempts' | 'lastError' | 'lastInboundAt'>,
  random: () => number = Math.random,
): SendFailure {
  const text = describe(error)
  if (error instanceof Refused && error.windowClosed && lastInboundAt !== undefined) {
    return { outcome: 'retry', afterMs: 0, error: text, windowClosed: true }
  }
  if (error instanceof Refused) return { outcome: 'dead', error: text }
  if (error instanceof RateLimited) {
    if (attempts >= MAX_WAITS) return { outcome: 'dead', error: text }
    return { outcome: 'retry', afterMs: Math.max(100, error.retryAfterMs), error: text }
  }
  if (error instanceof OutcomeUnknown && lastError?.startsWith(UNKNOWN)) {
    return { outcome: 'dead', error: text }
  }
  if (attempts >= MAX_TRIES) return { outcome: 'dead', error: text }
  const waitMs = error instanceof OutcomeUnknown ? (error.waitMs ?? 0) : 0
  return { outcome: 'retry', afterMs: Math.max(waitMs, backoffMs(attempts, WAITS, random)), error: text }
}

/** `code: message`, stored with the row for the operator: our errors' messages hold no customer text, others' are left out. */
function describe(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && code.startsWith('channel.')) return `${code}: ${message}`
  return `unexpected: ${error instanceof Error ? error.constructor.name : typeof error}`
}
