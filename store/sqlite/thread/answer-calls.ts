import type { StoreErrorCode } from '../../../protocol/errors.ts'
import { type Call, isRead, run } from './commands.ts'
import type { Connection } from './connection.ts'
import { storeErrorOf } from './errors.ts'
import { runGroup, type Unit } from './group.ts'

/** A StoreError, or the reason of one, as plain data. */
export interface Refusal {
  code: StoreErrorCode
  message: string
  reason: string
}

/** How a call ended; in the order of the calls. */
export type Answer = { value: unknown } | { refused: Refusal }

export interface Desk {
  /** Takes calls in. */
  add(calls: readonly Call[]): void
  /** Does the next group of them in one commit; nothing is left when it answers none. */
  next(): Answer[]
}

export function createDesk(connection: Connection): Desk {
  const queue: Unit[] = []
  return {
    add(calls) {
      for (const call of calls) queue.push({ reads: isRead(call), run: () => run(connection, call) })
    },
    next: () =>
      runGroup(connection, queue).map(outcome =>
        'error' in outcome ? { refused: refusalOf(outcome.error, connection.path) } : outcome,
      ),
  }
}

/** What SQLite threw, for the operator: errors lose their class on the way between threads. */
export function refusalOf(error: unknown, path: string): Refusal {
  const { code, message } = storeErrorOf(error, path)
  return { code, message, reason: error instanceof Error ? String(error.stack) : String(error) }
}
