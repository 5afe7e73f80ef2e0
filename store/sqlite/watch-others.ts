import type { Wake } from '../wake.ts'
import type { Connection } from './connection.ts'

const LOOK_EVERY_MS = 1_000

/**
 * Another program may write beside the server (`conserje outbox retry`): SQLite tells by a number that changes with every
 * foreign commit. Returns the function that ends the watch.
 */
export function watchOthers(connection: Connection, wake: Wake): () => void {
  const version = () => connection.get<{ data_version: number }>('PRAGMA data_version')?.data_version
  let last = version()
  const timer = setInterval(() => {
    try {
      const now = version()
      if (now === last) return
      last = now
    } catch {
      // The next statement of the server meets the same fault and reports it.
      return
    }
    wake.tell('inbox', [])
    wake.tell('outbox', [])
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
