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
   * don't all see a counter at nought (over n processes up to n may); those that come while the counters are read or written are taken together next.
   */
  guess(guess: Guess, nowMs: number, isRight: () => boolean): Promise<Verdict>
}

type Verdict = 'right' | 'wrong' | 'locked'

interface Waiting {
  keys: Key[]
  nowMs: number
  isRight(): boolean
  resolve(verdict: Verdict): void
  reject(error: unknown): void
}

/** A counter's name, and its limit. */
type Key = [name: string, limit: number]

/** Counts wrong proofs by conversation thread, by order number (also one that does not exist) and by client address. */
export function countTries(log: TryLog, limits: TryLimits): Tries {
  let waiting: Waiting[] = []
  let busy = false

  const keysOf = ({ threadId, number, clientAddress }: Guess): Key[] => {
    const keys: Key[] = [
      [`order-proof:thread:${threadId}`, limits.thread],
      [`order-proof:order:${number}`, limits.order],
    ]
    if (clientAddress) keys.push([`order-proof:address:${clientAddress}`, limits.address])
    return keys.filter(([, limit]) => limit > 0)
  }

  async function work(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        const verdicts = await judge(group)
        for (const [n, one] of group.entries()) one.resolve(verdicts[n] as Verdict)
      } catch (error) {
        for (const one of group) one.reject(error)
      }
    }
    busy = false
  }

  /** In their order: each sees what those before it added. */
  async function judge(group: readonly Waiting[]): Promise<Verdict[]> {
    const counts = await countsOf(group)
    const isReached = (keys: Key[]) => keys.some(([name, limit]) => (counts.get(name) ?? 0) >= limit)
    const hits: Promise<void>[] = []
    const verdicts = group.map(({ keys, nowMs, isRight }): Verdict => {
      if (isReached(keys)) return 'locked'
      if (isRight()) return 'right'
      for (const [name] of keys) {
        counts.set(name, (counts.get(name) ?? 0) + 1)
        hits.push(log.hit(name, nowMs))
      }
      return isReached(keys) ? 'locked' : 'wrong'
    })
    await Promise.all(hits)
    return verdicts
  }

  async function countsOf(group: readonly Waiting[]): Promise<Map<string, number>> {
    const times = new Map(group.flatMap(({ keys, nowMs }) => keys.map(([name]) => [name, nowMs] as const)))
    const names = [...times.keys()]
    const counts = await Promise.all(names.map(name => log.count(name, DAY_MS, times.get(name) as number)))
    return new Map(names.map((name, n) => [name, counts[n] as number]))
  }

  return {
    guess: (guess, nowMs, isRight) =>
      new Promise((resolve, reject) => {
        waiting.push({ keys: keysOf(guess), nowMs, isRight, resolve, reject })
        if (!busy) void work()
      }),
  }
}
