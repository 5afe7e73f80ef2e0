import type { Wake } from '../wake.ts'
import type { Line } from './line.ts'

const LOOK_EVERY_MS = 1_000

/**
 * Another program may write beside the server (`conserje outbox retry`): SQLite tells by a number that changes with every
 * foreign commit. Returns the function that ends the watch.
 */
export function watchOthers(call: Line['call'], wake: Wake): () => void {
  let last: number | undefined
  async function look(): Promise<void> {
    try {
      const now = await call('version')
      const changed = last !== undefined && now !== last
      last = now
      if (!changed) return
    } catch {
      // The next statement of the server meets the same fault and reports it.
      return
    }
    wake.tell('inbox', [])
    wake.tell('outbox', [])
    wake.tell('desk', [])
    wake.tell('presence', [])
  }
  look()
  const timer = setInterval(look, LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
