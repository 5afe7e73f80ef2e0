import { OUTBOX_COLUMNS, OUTBOX_JOIN, type StoredOutboxRow } from '../../outbox-row.ts'
import type { Connection } from './connection.ts'

/** Frees what this worker leased; answers how many. */
export const release = (connection: Connection, worker: string): number =>
  connection.run(
    `UPDATE outbox SET status = 'queued', go_at = run_at WHERE go_at IS NOT NULL AND status = 'leased' AND worker = ?1`,
    [worker],
  )

/** Dead rows back to queued; answers how many. */
export const revive = (connection: Connection, ids: readonly string[], now: string): number =>
  ids.reduce((sum, id) => {
    const revived = connection.run(
      `UPDATE outbox SET status = 'queued', run_at = ?2, go_at = ?2, ended_at = NULL WHERE id = ?1 AND status = 'dead'`,
      [id, now],
    )
    if (revived > 0) connection.run(`DELETE FROM deliveries WHERE outbox_id = ?1 AND status = 'failed'`, [id])
    return sum + revived
  }, 0)

/** Dead and parked rows, newest first. */
export const stuck = (connection: Connection, limit: number): StoredOutboxRow[] =>
  connection.all(
    `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN} WHERE o.status IN ('parked', 'dead') ORDER BY o.n DESC LIMIT ?1`,
    [limit],
  )
