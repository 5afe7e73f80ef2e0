import { addressKey } from '../../adapters/rate-limit.ts'
import { problem } from '../../protocol/api/problem.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import type { TryStore } from '../../store/store.ts'

const WINDOW_MS = 15 * 60_000

/** What wrong passwords are counted under, and how many within 15 minutes make it wait. */
export interface Count {
  key: string
  most: number
}

/**
 * A sign-in: an account from one network, so that who guesses does not lock its owner out; an account from anywhere, for who guesses from many networks; a network over all
 * accounts. A network is an IPv4 address or an IPv6 /64.
 */
export function signInCounts(account: string, address: string): Count[] {
  const network = addressKey(address)
  return [
    { key: `sign-in-from:${network} ${account}`, most: 10 },
    { key: `sign-in:${account}`, most: 100 },
    { key: `sign-in-address:${network}`, most: 50 },
  ]
}

/** A change of password, which only a session may try: apart from sign-ins, at which anybody guesses. */
export const passwordCounts = (agentId: string): Count[] => [{ key: `password:${agentId}`, most: 10 }]

/** Keeps passwords from being guessed, on all processes together. */
export interface Guesses {
  /** Runs `attempt`, which answers `wrong` for a wrong password; 429 when there were too many. */
  guard(
    counts: readonly Count[],
    attempt: () => Promise<HttpAnswer | 'wrong'>,
    wrong: HttpAnswer,
  ): Promise<HttpAnswer>
}

export function createGuesses({ tries, clock }: { tries: TryStore; clock: Clock }): Guesses {
  /** Under way, by key. */
  const underWay = new Map<string, number>()

  return {
    async guard(counts, attempt, wrong) {
      const now = clock()
      const keys = counts.map(({ key }) => key)
      // Guesses sent at once must not all see a count of nought.
      const before = keys.map(key => underWay.get(key) ?? 0)
      change(underWay, keys, 1)
      try {
        const counted = await Promise.all(keys.map(key => tries.count(key, WINDOW_MS, now)))
        if (counts.some(({ most }, n) => (counted[n] ?? 0) + (before[n] ?? 0) >= most)) {
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
