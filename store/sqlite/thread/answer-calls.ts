import type { StoreErrorCode } from '../../../protocol/errors.ts'
import { type Call, isRead, run } from './commands.ts'
import type { Connection } from './connection.ts'
import { storeErrorOf } from './errors.ts'
import { type Outcome, outcomeOf, runGroup, type Unit } from './group.ts'

/** A StoreError, or the reason of one, as plain data. */
export interface Refusal {
  code: StoreErrorCode
  message: string
  reason: string
}

/** How a call ended. `n` counts the calls in the order in which they were sent, from 0. */
export type Answer = { n: number; value: unknown } | { n: number; refused: Refusal }

export interface Desk {
  /** Answers what only reads; what writes is kept for `commit`. So a read never waits for a commit that it has no part in. */
  take(calls: readonly Call[]): Answer[]
  /** Does what was kept, or as much of it as one commit should hold; none is left when it answers none. */
  commit(): Answer[]
}

export function createDesk(connection: Connection): Desk {
  const queue: { n: number; unit: Unit }[] = []
  let count = 0
  const answerOf = (n: number, outcome: Outcome): Answer =>
    'error' in outcome ? { n, refused: refusalOf(outcome.error, connection.path) } : { n, ...outcome }
  return {
    take(calls) {
      const answers: Answer[] = []
      for (const call of calls) {
        const n = count++
        const unit = () => run(connection, call)
        if (isRead(call)) answers.push(answerOf(n, outcomeOf(unit)))
        else queue.push({ n, unit })
      }
      return answers
    },
    commit() {
      const outcomes = runGroup(
        connection,
        queue.map(({ unit }) => unit),
      )
      return queue.splice(0, outcomes.length).map(({ n }, at) => answerOf(n, outcomes[at] as Outcome))
    },
  }
}

/** What SQLite threw, for the operator: errors lose their class on the way between threads. */
export function refusalOf(error: unknown, path: string): Refusal {
  const { code, message } = storeErrorOf(error, path)
  return { code, message, reason: error instanceof Error ? String(error.stack) : String(error) }
}
