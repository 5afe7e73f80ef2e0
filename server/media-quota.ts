import type { Clock } from '../protocol/clock.ts'

/** Room for files that customers send, all together. */
export interface MediaQuota {
  /** Takes so many bytes, or answers false when they would be too many. */
  take(bytes: number): Promise<boolean>
}

/** What other processes and the sweep did is seen after this. */
const FRESH_MS = 60_000

/** `total`: bytes kept now. `maxBytes` 0: no limit. */
export function createMediaQuota({
  total,
  maxBytes,
  clock,
}: {
  total(): Promise<number>
  maxBytes: number
  clock: Clock
}): MediaQuota {
  let known: { bytes: number; atMs: number } | undefined
  return {
    async take(bytes) {
      if (maxBytes === 0) return true
      if (known === undefined || clock() - known.atMs > FRESH_MS)
        known = { bytes: await total(), atMs: clock() }
      if (known.bytes + bytes > maxBytes) return false
      known.bytes += bytes
      return true
    },
  }
}
