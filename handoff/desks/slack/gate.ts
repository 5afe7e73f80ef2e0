import type { Clock } from '../../../protocol/clock.ts'
import { RateLimited, Unreachable } from '../../../protocol/errors.ts'
import type { Log } from '../../../protocol/log.ts'

/**
 * Closed while Slack is away or takes no token: what waits is put back without asking, and one at a time asks whether it is over. Kept in this process.
 */
export interface Gate {
  /** Milliseconds before anything may be tried again; 0: now. */
  waitMs(): number
  failed(error: unknown): void
  passed(): void
}

const FIRST_MS = 1_000
/** So soon everything goes on once the token is taken again. */
const MOST_MS = 60_000

export function createGate({ clock, log }: { clock: Clock; log: Log }): Gate {
  let until = 0
  let troubles = 0
  let told: string | undefined
  return {
    waitMs: () => Math.max(0, until - clock()),
    failed(error) {
      if (error instanceof RateLimited) {
        // Slack counts a method and a workspace: all of ours wait, so that none is counted in vain.
        until = Math.max(until, clock() + error.retryAfterMs)
        return
      }
      if (!(error instanceof Unreachable)) return
      // Those that were under way when it closed tell nothing new.
      if (until > clock()) return
      until = clock() + Math.min(MOST_MS, FIRST_MS * 2 ** troubles++)
      if (told === error.message) return
      told = error.message
      const whose = error.blame === 'config' ? 'error' : 'warn'
      log[whose]({ reason: error.message }, 'what is for Slack waits; customers are answered all the same')
    },
    passed() {
      troubles = 0
      if (told === undefined) return
      told = undefined
      log.info({}, 'Slack takes what waited')
    },
  }
}
