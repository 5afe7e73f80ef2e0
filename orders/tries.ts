import type { TryLog } from './source.ts'

const DAY_MS = 86_400_000

/** Wrong tries over 24 h after which no proof is looked at any more, right or wrong. 0 switches a limit off. */
export interface TryLimits {
  thread: number
  order: number
  address: number
}
export const TRY_LIMITS: TryLimits = { thread: 5, order: 10, address: 20 }

interface Guess {
  threadId: string
  number: string
  /** Unknown on channels that hide it. */
  clientAddress?: string
}

export interface Tries {
  /**
   * Looks at the counters, and when all are below their limit runs `isRight`; a wrong answer is counted. One guess after the other, so that a hundred at once
   * don't all see a counter at nought (over n processes up to n may).
   */
  guess(guess: Guess, nowMs: number, isRight: () => boolean): Promise<'right' | 'wrong' | 'locked'>
}

/** Counts wrong proofs by conversation thread, by order number (also one that does not exist) and by client address. */
export function countTries(log: TryLog, limits: TryLimits): Tries {
  let last: Promise<unknown> = Promise.resolve()

  const keysOf = ({ threadId, number, clientAddress }: Guess): [string, number][] => {
    const keys: [string, number][] = [
      [`order-proof:thread:${threadId}`, limits.thread],
      [`order-proof:order:${number}`, limits.order],
    ]
    if (clientAddress) keys.push([`order-proof:address:${clientAddress}`, limits.address])
    return keys.filter(([, limit]) => limit > 0)
  }

  async function reached(keys: [string, number][], nowMs: number): Promise<boolean> {
    const counts = await Promise.all(keys.map(([key]) => log.count(key, DAY_MS, nowMs)))
    return keys.some(([, limit], index) => (counts[index] ?? 0) >= limit)
  }

  async function take(guess: Guess, nowMs: number, isRight: () => boolean) {
    const keys = keysOf(guess)
    if (await reached(keys, nowMs)) return 'locked'
    if (isRight()) return 'right'
    await Promise.all(keys.map(([key]) => log.hit(key, nowMs)))
    return (await reached(keys, nowMs)) ? 'locked' : 'wrong'
  }

  return {
    guess(guess, nowMs, isRight) {
      const turn = last.then(() => take(guess, nowMs, isRight))
      last = turn.catch(() => undefined)
      return turn
    },
  }
}
