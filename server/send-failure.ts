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
/** Sends of a row that may have gone out unseen, where a report has never come: the copies that a customer may get. */
const MAX_RISKS = 3
const UNKNOWN = 'channel.outcome_unknown'

/** What earlier tries of a row ended with, as far as it decides about the next: written behind the error of the last one. */
interface Before {
  waits: number
  /** Tries whose outcome is unknown. */
  risks: number
}

/** A row that was given up and revived by the operator has all its tries anew: those before count no more than waits do. */
const readBefore = (lastError = ''): Before => ({
  waits: Number(/ \((?:before: .*?|given up after )(\d+) (?:waits?|tries)\b.*\)$/.exec(lastError)?.[1] ?? 0),
  risks: Number(lastError.startsWith(UNKNOWN)) + risksBefore(lastError),
})

function risksBefore(lastError: string): number {
  const told = / \(before: .*?outcome unknown(?: (\d+) times)?\)$/.exec(lastError)
  return told === null ? 0 : Number(told[1] ?? 1)
}

function writeBefore({ waits, risks }: Before): string {
  const told = [
    ...(waits === 0 ? [] : [waits === 1 ? '1 wait' : `${waits} waits`]),
    ...(risks === 0 ? [] : [risks === 1 ? 'outcome unknown' : `outcome unknown ${risks} times`]),
  ]
  return told.length === 0 ? '' : ` (before: ${told.join(', ')})`
}

/**
 * Decides by the error's class. `attempts` counts this try; `lastError` is what the row's last try ended with. A closed window that we did not know of
 * is learnt of, and the row rendered for it. Being asked to wait is counted apart from failing. An unknown outcome
 * may be a message that went out, so it is risked once more and no further.
 * Where the platform reports on our key, the time that a report may take has passed without one before the next try: it is tried like any other failure
 * if such reports are known to come (`isVouched`), else three times at most, since the shop may not have subscribed to them.
 */
export function sendFailure(
  error: unknown,
  {
    attempts,
    lastError,
    lastInboundAt,
    isVouched = false,
  }: Pick<LeasedRow, 'attempts' | 'lastError' | 'lastInboundAt'> & { isVouched?: boolean },
  random: () => number = Math.random,
): SendFailure {
  const text = describe(error)
  const before = readBefore(lastError)
  const isUnknown = error instanceof OutcomeUnknown
  const most = !isUnknown || error.waitMs === undefined ? 2 : isVouched ? MAX_TRIES : MAX_RISKS
  const again = (afterMs: number, waits = before.waits) => ({
    outcome: 'retry' as const,
    afterMs,
    error: text + writeBefore({ waits, risks: before.risks }),
  })
  if (error instanceof Refused && error.windowClosed && lastInboundAt !== undefined) {
    return { ...again(0), windowClosed: true }
  }
  if (error instanceof Refused) return { outcome: 'dead', error: text }
  if (error instanceof RateLimited) {
    if (before.waits >= MAX_WAITS) return { outcome: 'dead', error: text }
    return again(askedWaitMs(error), before.waits + 1)
  }
  const tries = attempts - before.waits
  if (tries >= MAX_TRIES) return { outcome: 'dead', error: `${text} (given up after ${attempts} tries)` }
  if (isUnknown && before.risks + 1 >= most) return { outcome: 'dead', error: text }
  const waitMs = isUnknown ? (error.waitMs ?? 0) : 0
  return again(Math.max(waitMs, backoffMs(tries, WAITS, random)))
}

/** What a platform, or a gateway before it, asks for is its own word, and may be any number. */
const MOST_WAIT_MS = 86_400_000

/** Milliseconds to wait at a platform's word. */
export const askedWaitMs = ({ retryAfterMs }: RateLimited): number =>
  Number.isNaN(retryAfterMs) ? 1_000 : Math.min(MOST_WAIT_MS, Math.max(100, retryAfterMs))

/** `code: message`, stored with the row for the operator: our errors' messages hold no customer text, others' are left out. */
function describe(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && code.startsWith('channel.')) return `${code}: ${message}`
  return `unexpected: ${error instanceof Error ? error.constructor.name : typeof error}`
}
