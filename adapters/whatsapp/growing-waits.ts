import type { Clock } from '../../protocol/clock.ts'

/** Waits that grow as long as trouble lasts, a key each. Kept in this process. */
export interface GrowingWaits {
  /** How long to wait now, and the how-manieth time in a row: what fails while a wait is on was under way before it, and counts with it. */
  failed(key: string): { waitMs: number; times: number }
  waiting(key: string): boolean
  ended(key: string): void
}

/** Keys in trouble that are remembered, the oldest forgotten first. */
const MAX_KEYS = 10_000

export function growingWaits(
  clock: Clock,
  { firstMs, factor, maxMs }: { firstMs: number; factor: number; maxMs: number },
): GrowingWaits {
  const troubles = new Map<string, { times: number; until: number }>()
  return {
    failed(key) {
      const now = clock()
      const before = troubles.get(key)
      if (before && now < before.until) return { waitMs: before.until - now, times: before.times }
      const times = (before?.times ?? 0) + 1
      const waitMs = Math.min(maxMs, firstMs * factor ** (times - 1))
      troubles.delete(key)
      troubles.set(key, { times, until: now + waitMs })
      if (troubles.size > MAX_KEYS) troubles.delete(troubles.keys().next().value as string)
      return { waitMs, times }
    },
    waiting: key => clock() < (troubles.get(key)?.until ?? 0),
    ended(key) {
      troubles.delete(key)
    },
  }
}
