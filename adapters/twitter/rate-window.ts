import type { Clock } from '../../protocol/clock.ts'
import { RateLimited } from '../../protocol/errors.ts'
import { retryAfterMs } from '../platform-call.ts'

/** What X's headers say of how many more calls it takes, and until when. One an endpoint, kept in this process. */
export interface RateWindow {
  /**
   * Asks for a call; the function that it answers is told what the platform answered (undefined: nothing), once, and tells how long the window is closed
   * now, milliseconds.
   * @throws RateLimited until the window that X has closed opens again
   */
  begin(): (answer?: { status: number; headers: Headers }) => number
}

/** X counts a quarter of an hour, and on some endpoints a day, for the account and for the app. */
const FAMILIES = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour'] as const
/** When X says "too many" and not for how long. */
const UNSAID_MS = 60_000
const DAY_MS = 86_400_000
/** When all that is left is under way: their answers will tell. */
const SOON_MS = 500

/**
 * @param assumed calls that may be under way at once before X has said how many it takes
 * @see https://docs.x.com/x-api/fundamentals/rate-limits (read 2026-11)
 */
export function createRateWindow(name: string, assumed: number, clock: Clock): RateWindow {
  /** Of each family: how many are left, and the time when that begins anew. */
  const known = new Map<string, { remaining: number; resetAt: number }>()
  let underWay = 0

  const refuse = (waitMs: number) => {
    throw new RateLimited(`twitter takes no more calls of "${name}" for ${waitMs} ms`, waitMs)
  }
  const learn = (family: string, headers: Headers, now: number) => {
    const remaining = Number(headers.get(`${family}-remaining`) ?? Number.NaN)
    // Seconds: within the last of them the window may still be closed.
    const resetAt = (Number(headers.get(`${family}-reset`) ?? Number.NaN) + 1) * 1000
    if (!Number.isFinite(remaining) || !Number.isFinite(resetAt) || resetAt > now + 2 * DAY_MS) return
    const before = known.get(family)
    // Answers overtake each other: within one window the least is the newest.
    const least = before?.resetAt === resetAt ? Math.min(before.remaining, remaining) : remaining
    known.set(family, { remaining: least, resetAt })
  }
  const closedFor = (now: number) => {
    const used = [...known.values()].filter(({ remaining, resetAt }) => remaining <= 0 && resetAt > now)
    return Math.max(0, ...used.map(({ resetAt }) => resetAt - now))
  }
  return {
    begin() {
      const now = clock()
      for (const [family, { resetAt }] of known) if (resetAt <= now) known.delete(family)
      const closedMs = closedFor(now)
      if (closedMs > 0) refuse(closedMs)
      const room = Math.min(
        ...[...known.values()].map(({ remaining }) => remaining),
        known.size === 0 ? assumed : Number.POSITIVE_INFINITY,
      )
      if (room - underWay <= 0) refuse(SOON_MS)
      underWay++
      let ended = false
      return answer => {
        const now = clock()
        if (!ended) {
          ended = true
          underWay--
          for (const family of FAMILIES) if (answer !== undefined) learn(family, answer.headers, now)
          if (answer?.status === 429) close(known, answer.headers, now)
        }
        return closedFor(now)
      }
    },
  }
}

/** After a 429 something is used up, whatever the headers count. */
function close(
  known: Map<string, { remaining: number; resetAt: number }>,
  headers: Headers,
  now: number,
): void {
  const usedUp = [...known.values()].some(({ remaining, resetAt }) => remaining <= 0 && resetAt > now)
  if (usedUp) return
  const quarter = known.get(FAMILIES[0])
  const waitMs = retryAfterMs(headers, now) ?? (quarter ? quarter.resetAt - now : UNSAID_MS)
  known.set(FAMILIES[0], { remaining: 0, resetAt: now + Math.max(1000, waitMs) })
}
