import { LANES } from '../../lanes.ts'
import type { InboxStatus, OutboxStatus } from '../../store.ts'
import type { Connection } from './connection.ts'

/**
 * Finished rows are not counted but taken from the row numbers, which have no gaps as long as nothing but the oldest rows is
 * deleted: counting a million of them would stop the process for a tenth of a second at every scrape.
 */
function total(connection: Connection, table: 'inbox' | 'outbox'): number {
  const row = connection.get<{ first: number | null; last: number | null }>(
    `SELECT (SELECT min(n) FROM ${table}) AS first, (SELECT max(n) FROM ${table}) AS last`,
  )
  return row === undefined || row.first === null || row.last === null ? 0 : row.last - row.first + 1
}

const count = (connection: Connection, table: string, where: string): number =>
  connection.get<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE ${where}`)?.count ?? 0

export function inboxCounts(connection: Connection): Record<InboxStatus, number> {
  const pending = count(connection, 'inbox', `status = 'pending'`)
  const held = count(connection, 'inbox', `status = 'held'`)
  const dead = count(connection, 'inbox', `status = 'dead'`)
  return { pending, held, dead, done: total(connection, 'inbox') - pending - held - dead }
}

export function outboxCounts(connection: Connection): Record<OutboxStatus, number> {
  const counts = { queued: 0, leased: 0, parked: 0, dead: 0, cancelled: 0, sent: 0 }
  for (const lane of Object.values(LANES)) {
    const unsent = `o.go_at IS NOT NULL AND ${lane}`
    counts.queued += count(connection, 'outbox o', `${unsent} AND o.status = 'queued'`)
    counts.leased += count(connection, 'outbox o', `${unsent} AND o.status = 'leased'`)
  }
  const unsent = connection.all<{ status: OutboxStatus; count: number }>(
    `SELECT status, count(*) AS count FROM outbox WHERE status IN ('parked', 'dead', 'cancelled') GROUP BY status`,
  )
  for (const { status, count } of unsent) counts[status] = count
  const open = counts.queued + counts.leased + counts.parked + counts.dead + counts.cancelled
  return { ...counts, sent: total(connection, 'outbox') - open }
}
