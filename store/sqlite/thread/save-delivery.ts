import type { StoredDelivery } from '../../report-plan.ts'
import type { Connection } from './connection.ts'

/** Writes what is known of a sent part. `conflict`: what becomes of a row that is there. */
export function save(connection: Connection, one: StoredDelivery, conflict: string): void {
  connection.run(
    `INSERT INTO deliveries (outbox_id, part, thread_id, channel, account, platform_id, sent_at, status, status_at, error)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ${conflict}`,
    [
      one.outbox_id,
      one.part,
      one.thread_id,
      one.channel,
      one.account,
      one.platform_id,
      one.sent_at,
      one.status,
      one.status_at,
      one.error,
    ],
  )
}
