import { problem } from '../../protocol/api/problem.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import type { TryStore } from '../../store/store.ts'

const WINDOW_MS = 15 * 60_000
/** Wrong passwords within 15 minutes after which an account, or an address, must wait. */
const MAX_TRIES = { account: 10, address: 50 }

/** Keeps passwords from being guessed, on all processes together. */
export interface Guesses {
  /** Runs `attempt`, which answers `wrong` for a wrong password; 429 when there were too many. */
  guard(
    of: { account: string; address: string },
    attempt: () => Promise<HttpAnswer | 'wrong'>,
    wrong: HttpAnswer,
  ): Promise<HttpAnswer>
}

export function createGuesses({ tries, clock }: { tries: TryStore; clock: Clock }): Guesses {
  /** Under way, by account and by address. */
  const underWay = new Map<string, number>()

  return {
    async guard({ account, address }, attempt, wrong) {
      const now = clock()
      const keys = [`sign-in:${account}`, `sign-in-address:${address}`] as const
      // Guesses sent at once must not all see a count of nought.
      const before = keys.map(key => underWay.get(key) ?? 0)
      change(underWay, keys, 1)
      try {
        const counted = await Promise.all(keys.map(key => tries.count(key, WINDOW_MS, now)))
        const [byAccount = 0, byAddress = 0] = counted.map((count, n) => count + (before[n] ?? 0))
        if (byAccount >= MAX_TRIES.account || byAddress >= MAX_TRIES.address) {
          return problem(429, 'Too many tries', 'try again in 15 minutes', {
            'retry-after': String(WINDOW_MS / 1000),
          })
        }
        const answer = await attempt()
        if (answer !== 'wrong') return answer
        await Promise.all(keys.map(key => tries.hit(key, now)))
        return wrong
      } finally {
        change(underWay, keys, -1)
      }
    },
  }
}

function change(counts: Map<string, number>, keys: readonly string[], by: number): void {
  for (const key of keys) {
    const count = (counts.get(key) ?? 0) + by
    if (count > 0) counts.set(key, count)
    else counts.delete(key)
  }
}
