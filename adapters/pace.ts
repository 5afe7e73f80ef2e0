import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../protocol/clock.ts'
import { RateLimited } from '../protocol/errors.ts'

/** Keeps our sends within a platform's limits, so that it need not say no. Kept in this process. */
export interface Pace {
  /**
   * Resolves when one more send under `key` is allowed; those of a key go in the order of asking.
   * @throws RateLimited when that would take longer than `maxWaitMs`, at once; what `signal` was aborted with
   */
  take(key: string, signal: AbortSignal): Promise<void>
  /** The platform asked to wait: nothing goes under `key` before that. Milliseconds. */
  hold(key: string, waitMs: number): void
}

export interface PaceOptions {
  /** For error sentences: `whatsapp`. */
  channel: string
  perSecond: number
  /** Sends that may go at once after a silence. */
  burst: number
  clock: Clock
  /** Default 5,000: a send that waits longer gives its place to others. */
  maxWaitMs?: number
  /** Keys remembered, the longest silent forgotten first. Default 50,000. */
  maxKeys?: number
}

/**
 * A token bucket a key, as a time: when the bucket would be full again. A send moves it by one interval, and waits for what is over `burst`.
 * @see "Generic cell rate algorithm", ITU-T I.371
 */
export function createPace(options: PaceOptions): Pace {
  const { channel, perSecond, burst, clock, maxWaitMs = 5_000, maxKeys = 50_000 } = options
  const intervalMs = 1000 / perSecond
  const fullAt = new Map<string, number>()

  const put = (key: string, at: number) => {
    fullAt.delete(key)
    fullAt.set(key, at)
    if (fullAt.size > maxKeys) fullAt.delete(fullAt.keys().next().value as string)
  }
  return {
    async take(key, signal) {
      signal.throwIfAborted()
      const now = clock()
      const next = Math.max(fullAt.get(key) ?? now, now) + intervalMs
      const waitMs = Math.ceil(next - now - burst * intervalMs)
      if (waitMs > maxWaitMs) {
        throw new RateLimited(`${channel}: our own pace allows the next send in ${waitMs} ms`, waitMs)
      }
      put(key, next)
      if (waitMs > 0) await pause(waitMs, undefined, { signal })
    },
    hold(key, waitMs) {
      put(key, Math.max(fullAt.get(key) ?? 0, clock() + waitMs + (burst - 1) * intervalMs))
    },
  }
}
