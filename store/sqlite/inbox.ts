import { StoreError } from '../../protocol/errors.ts'
import { createStateMemory } from '../state-memory.ts'
import type { InboxStore } from '../store.ts'
import { type TurnOutcome, takenOf } from '../turn-outcome.ts'
import type { Wake } from '../wake.ts'
import { accept } from './accept.ts'
import type { Carriers } from './carriers.ts'
import type { CommitQueue } from './commit-queue.ts'
import type { Connection } from './connection.ts'
import { inboxCounts } from './counts.ts'
import { enqueue } from './enqueue.ts'
import { storeErrorOf } from './errors.ts'
import { ready } from './ready.ts'
import { type TakeDeps, take } from './take.ts'

export function createInbox(
  connection: Connection,
  queue: CommitQueue,
  wake: Wake,
  carriers: Carriers,
  idleMs: number,
): InboxStore {
  const takeDeps: TakeDeps = { connection, states: createStateMemory() }
  const read = async <T>(statement: () => T): Promise<T> => {
    try {
      return statement()
    } catch (error) {
      throw storeErrorOf(error, connection.path)
    }
  }
  return {
    async accept(messages) {
      if (messages.length === 0) return []
      const accepted = await queue.add(() => accept(connection, messages, idleMs))
      const fresh = accepted.filter(one => one.fresh)
      if (fresh.length > 0) wake.tell('inbox', [...new Set(fresh.map(one => one.conversationId))])
      return accepted
    },

    async enqueue(rows) {
      if (rows.length === 0) return []
      const added = await queue.add(() => enqueue(connection, rows))
      wake.tell('inbox', [...new Set(rows.map(row => row.conversationId))])
      return added
    },

    ready: (now, limit) => read(() => ready(connection, now, limit)),

    nextDueAt: () =>
      read(
        () =>
          connection.get<{ due: string | null }>(
            'SELECT min(ready_at) AS due FROM conversations WHERE ready_at IS NOT NULL',
          )?.due ?? undefined,
      ),

    async take(now, conversationIds, decide) {
      /** A unit of the queue: undone by itself, and a group's time is bounded also for a long list. */
      async function takeOne(id: string): Promise<TurnOutcome | undefined> {
        const load = carriers.load()
        try {
          const outcome = await queue.add(() => {
            load.clear()
            return take(takeDeps, load, now, id, decide)
          })
          load.depart()
          return outcome
        } catch (error) {
          load.clear()
          // A full disk is nobody's turn's fault, and must not be counted as one.
          if (error instanceof StoreError && error.code !== 'store.failed') throw error
          return { conversationId: id, ok: false, error, queued: false, waiting: false }
        }
      }
      const outcomes = await Promise.all([...new Set(conversationIds)].map(takeOne))
      const taken = outcomes.filter(outcome => outcome !== undefined)
      if (taken.some(outcome => outcome.queued)) wake.tell('outbox', [])
      const waiting = taken.filter(outcome => outcome.waiting).map(outcome => outcome.conversationId)
      if (waiting.length > 0) wake.tell('inbox', waiting)
      return taken.map(takenOf)
    },

    async countAttempt(ids) {
      await queue.add(() => {
        for (const id of ids) connection.run('UPDATE inbox SET attempts = attempts + 1 WHERE id = ?1', [id])
      })
    },

    counts: () => read(() => inboxCounts(connection)),
  }
}
