import type { FaultKind } from './stand-in.ts'

/** What the next call of a stand-in runs into. */
export interface Faults {
  next(): FaultKind | undefined
  fail(kind: FaultKind, times?: number): void
  failAtRandom(share: number, kinds: readonly FaultKind[]): void
}

/** Those asked for by `fail` come first, in order; then those at random. */
export function createFaults(random: () => number = Math.random): Faults {
  const planned: FaultKind[] = []
  let share = 0
  let kinds: readonly FaultKind[] = []
  return {
    next() {
      const first = planned.shift()
      if (first !== undefined) return first
      if (kinds.length === 0 || random() >= share) return undefined
      return kinds[Math.floor(random() * kinds.length)]
    },
    fail(kind, times = 1) {
      for (let n = 0; n < times; n++) planned.push(kind)
    },
    failAtRandom(newShare, newKinds) {
      share = newShare
      kinds = newKinds
    },
  }
}
