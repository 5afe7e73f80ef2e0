import type { InboxStore } from '../store.ts'
import type { Wake } from '../wake.ts'
import { accept } from './accept.ts'
import type { CommitQueue } from './commit-queue.ts'
import type { Connection } from './connection.ts'
import { inboxCounts } from './counts.ts'
import { enqueue } from './enqueue.ts'
import { storeErrorOf } from './errors.ts'
import { ready } from './ready.ts'
import { take } from './take.ts'

export function createInbox(
  connection: Connection,
  queue: CommitQueue,
  wake: Wake,
  idleMs: number,
): InboxStore {
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
      const { taken, queued, waiting } = await queue.add(() => take(connection, now, conversationIds, decide))
      if (queued) wake.tell('outbox', [])
      if (waiting.length > 0) wake.tell('inbox', waiting)
      return taken
    },

    async countAttempt(ids) {
      await queue.add(() => {
        for (const id of ids) connection.run('UPDATE inbox SET attempts = attempts + 1 WHERE id = ?1', [id])
      })
    },

    counts: () => read(() => inboxCounts(connection)),
  }
}
