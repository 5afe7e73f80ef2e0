import type { Log } from '../../protocol/log.ts'
import type { Leases } from '../leases.ts'
import { leasedRowOf, OUTBOX_COLUMNS, OUTBOX_JOIN, type StoredOutboxRow } from '../outbox-row.ts'
import type { OutboxStore } from '../store.ts'
import type { Wake } from '../wake.ts'
import type { Carriers } from './carriers.ts'
import type { CommitQueue } from './commit-queue.ts'
import type { Connection } from './connection.ts'
import { outboxCounts } from './counts.ts'
import { storeErrorOf } from './errors.ts'
import { lease } from './lease.ts'
import { nextRunAt } from './next-run-at.ts'
import { settle } from './settle.ts'

export function createOutbox(
  connection: Connection,
  queue: CommitQueue,
  wake: Wake,
  carriers: Carriers,
  leases: Leases,
  log: Log,
): OutboxStore {
  const read = async <T>(statement: () => T): Promise<T> => {
    try {
      return statement()
    } catch (error) {
      throw storeErrorOf(error, connection.path)
    }
  }
  return {
    leaseNew: carriers.add,

    lease: async (now, options, render) => {
      // Most often there is nothing: that needs no transaction.
      const next = await read(() => nextRunAt(connection))
      if (next === undefined || next > now) return []
      return queue.add(() => lease(connection, leases, log, now, options, render))
    },

    async settle(settlements, inbox) {
      if (settlements.length + inbox.length === 0) return
      await queue.add(() => settle(connection, leases, settlements, inbox))
      for (const one of settlements) leases.delete(one.id)
      // The row behind a sent one may go now.
      if (settlements.length > 0) wake.tell('outbox', [])
      if (inbox.length > 0) wake.tell('inbox', [...new Set(inbox.map(row => row.conversationId))])
    },

    nextRunAt: () => read(() => nextRunAt(connection)),

    async release(worker) {
      const released = await queue.add(() =>
        connection.run(
          `UPDATE outbox SET status = 'queued', go_at = run_at WHERE go_at IS NOT NULL AND status = 'leased' AND worker = ?1`,
          [worker],
        ),
      )
      if (released > 0) wake.tell('outbox', [])
      return released
    },

    stuck: limit =>
      read(() =>
        connection
          .all<StoredOutboxRow>(
            `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN} WHERE o.status IN ('parked', 'dead') ORDER BY o.n DESC LIMIT ?1`,
            [limit],
          )
          .map(row => ({ ...leasedRowOf(row), status: row.status })),
      ),

    async revive(ids, now) {
      const revived = await queue.add(() =>
        ids.reduce(
          (sum, id) =>
            sum +
            connection.run(
              `UPDATE outbox SET status = 'queued', run_at = ?2, go_at = ?2, ended_at = NULL WHERE id = ?1 AND status = 'dead'`,
              [id, now],
            ),
          0,
        ),
      )
      if (revived > 0) wake.tell('outbox', [])
      return revived
    },

    counts: () => read(() => outboxCounts(connection)),
  }
}
