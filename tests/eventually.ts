import { vi } from 'vitest'

/**
 * Asks again until `check` no longer throws, and gives its answer. It waits far longer than any of it takes (`vi.waitFor` gives up after a second, which
 * a busy machine needs for nothing), and a little less than a test may last, so that the check's own error is the one that is told.
 */
export const eventually = <Value>(check: () => Value | Promise<Value>): Promise<Value> =>
  vi.waitFor(check, { timeout: 15_000, interval: 10 })

/** The same for something that holds or not; `what` names it where it never does. */
export const until = (holds: () => boolean, what = 'it'): Promise<void> =>
  eventually(() => {
    if (!holds()) throw new Error(`waited in vain: ${what}`)
  })
