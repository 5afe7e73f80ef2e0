import type { InboxStatus, OutboxStatus } from '../store.ts'
import type { Session } from './database.ts'

/** Up to so many rows a table is counted exactly; beyond, the server's own estimate is near enough and costs nothing. */
const COUNTED_ROWS = 200_000

async function total(session: Session, table: 'inbox' | 'outbox'): Promise<number> {
  const [estimate] = await session.all<{ rows: number }>(
    'SELECT reltuples::bigint AS rows FROM pg_class WHERE oid = ?1::regclass',
    [table],
  )
  if (estimate !== undefined && estimate.rows > COUNTED_ROWS) return estimate.rows
  const [exact] = await session.all<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)
  return exact?.rows ?? 0
}

export async function inboxCounts(session: Session): Promise<Record<InboxStatus, number>> {
  const all = await total(session, 'inbox')
  const [open] = await session.all<{ pending: number; held: number; dead: number }>(
    `SELECT (SELECT count(*) FROM inbox WHERE status = 'pending') AS pending,
       (SELECT count(*) FROM inbox WHERE status = 'held') AS held,
       (SELECT count(*) FROM inbox WHERE status = 'dead') AS dead`,
  )
  const { pending, held, dead } = open ?? { pending: 0, held: 0, dead: 0 }
  return { pending, held, dead, done: Math.max(0, all - pending - held - dead) }
}

export async function outboxCounts(session: Session): Promise<Record<OutboxStatus, number>> {
  const counts = { queued: 0, leased: 0, parked: 0, dead: 0, cancelled: 0, sent: 0 }
  const all = await total(session, 'outbox')
  const rows = await session.all<{ status: OutboxStatus; count: number }>(
    `SELECT status, count(*) AS count FROM outbox WHERE go_at IS NOT NULL GROUP BY status
     UNION ALL
     SELECT status, count(*) AS count FROM outbox WHERE status IN ('parked', 'dead', 'cancelled') GROUP BY status`,
  )
  for (const { status, count } of rows) counts[status] = count
  const unsent = rows.reduce((sum, row) => sum + row.count, 0)
  return { ...counts, sent: Math.max(0, all - unsent) }
}
