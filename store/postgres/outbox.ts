import type { Log } from '../../protocol/log.ts'
import { deskOf, type Leases } from '../leases.ts'
import { leasedRowOf, OUTBOX_COLUMNS, OUTBOX_JOIN, type StoredOutboxRow } from '../outbox-row.ts'
import type { OutboxStore } from '../store.ts'
import type { Wake } from '../wake.ts'
import { outboxCounts } from './counts.ts'
import type { Database } from './database.ts'
import { lease } from './lease.ts'
import { nextRunAt } from './next-run-at.ts'
import { settle } from './settle.ts'

export function createOutbox(database: Database, wake: Wake, log: Log): OutboxStore {
  const leases: Leases = new Map()
  return {
    // Any server may carry a row, whoever took the turn, and a lease of many rows is one statement here.
    leaseNew: () => () => undefined,

    async lease(now, options, render) {
      const ended = new Set<string>()
      const leased = await database.transaction(session =>
        lease(session, { leases, log, ended }, now, options, render),
      )
      if (ended.size > 0) wake.tell('desk', [...ended])
      return leased
    },

    async settle(settlements, inbox) {
      if (settlements.length + inbox.length === 0) return false
      await database.transaction(session => settle(session, leases, settlements, inbox))
      const desk = deskOf(leases, settlements)
      for (const one of settlements) leases.delete(one.id)
      if (desk.length > 0) wake.tell('desk', desk)
      // The row behind a sent one may go now.
      if (settlements.length > 0) wake.tell('outbox', [])
      if (inbox.length > 0) wake.tell('inbox', [...new Set(inbox.map(row => row.conversationId))])
      return settlements.length > 0
    },

    nextRunAt: lanes => nextRunAt(database, lanes),

    async release(worker) {
      const released = await database.run(
        `UPDATE outbox SET status = 'queued', go_at = run_at WHERE go_at IS NOT NULL AND status = 'leased' AND worker = ?1`,
        [worker],
      )
      if (released > 0) wake.tell('outbox', [])
      return released
    },

    async stuck(limit) {
      const rows = await database.all<StoredOutboxRow>(
        `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN} WHERE o.status IN ('parked', 'dead') ORDER BY o.n DESC LIMIT ?1`,
        [limit],
      )
      return rows.map(row => ({ ...leasedRowOf(row), status: row.status }))
    },

    async revive(ids, now) {
      const revived = await database.transaction(async session => {
        const rows = await session.all<{ id: string }>(
          `UPDATE outbox SET status = 'queued', run_at = ?2, go_at = ?2, ended_at = NULL
           WHERE id = ANY(?1::text[]) AND status = 'dead' RETURNING id`,
          [ids, now],
        )
        await session.run(`DELETE FROM deliveries WHERE outbox_id = ANY(?1::text[]) AND status = 'failed'`, [
          rows.map(({ id }) => id),
        ])
        return rows.length
      })
      if (revived > 0) wake.tell('outbox', [])
      return revived
    },

    counts: () => outboxCounts(database),
  }
}
