import type { Json } from '../../protocol/json.ts'
import type { Log } from '../../protocol/log.ts'
import type { LeaseOptions, Leases } from '../leases.ts'
import {
  isStale,
  leasedRowOf,
  OUTBOX_COLUMNS,
  OUTBOX_JOIN,
  partsOf,
  type StoredOutboxRow,
  sentPartsOf,
} from '../outbox-row.ts'
import type { LeasedRow } from '../store.ts'
import type { Session } from './database.ts'
import { type Column, unnest } from './many.ts'

/** The database's clock as text that sorts with ours: processes on several machines must agree on when a lease is over. Stable in a statement, so that the index serves. */
const DB_NOW = `to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const DB_LATER = `to_char((statement_timestamp() + ?1 * interval '1 millisecond') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const DUE = `o.go_at IS NOT NULL AND o.go_at <= greatest(?1, ${DB_NOW}) AND CASE o.status WHEN 'leased' THEN o.go_at <= ${DB_NOW} ELSE o.go_at <= ?1 END`

const DUE_CALLS = `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN}
  WHERE o.lane = 'call' AND ${DUE} ORDER BY o.go_at, o.n LIMIT ?2 FOR UPDATE OF o SKIP LOCKED`

/** Heads of their lanes: no unsent row of the lane is older. One that another worker is settling counts as unsent until it commits. */
const DUE_SENDS = `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN}
  WHERE o.lane <> 'call' AND ${DUE}
    AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.lane = o.lane AND p.n < o.n AND p.go_at IS NOT NULL)
  ORDER BY o.go_at, o.n LIMIT ?2 FOR UPDATE OF o SKIP LOCKED`

interface Rendered {
  row: StoredOutboxRow
  one: LeasedRow
}

const LEASED: readonly Column<Rendered>[] = [
  ['id', 'text', ({ row }) => row.id],
  ['attempts', 'bigint', ({ one }) => one.attempts],
  ['parts', 'text', ({ row }) => row.parts],
]

const ASIDE: readonly Column<StoredOutboxRow>[] = [
  ['id', 'text', row => row.id],
  ['status', 'text', row => (isStale(row) ? 'cancelled' : 'dead')],
  ['error', 'text', row => (isStale(row) ? null : 'could not be rendered')],
]

/** Runs inside a transaction. */
export async function lease(
  session: Session,
  leases: Leases,
  log: Log,
  now: string,
  options: LeaseOptions,
  render: (row: LeasedRow) => readonly Json[],
): Promise<LeasedRow[]> {
  const leased: LeasedRow[] = []
  const statements = [
    ...(options.lanes === 'send' ? [] : [DUE_CALLS]),
    ...(options.lanes === 'call' ? [] : [DUE_SENDS]),
  ]
  for (const statement of statements) {
    // A row that was put aside leaves its lane, so the one behind it may go in this very round.
    for (let again = true; again && leased.length < options.limit; ) {
      const rows = await session.all<StoredOutboxRow>(statement, [now, options.limit - leased.length])
      const rendered = rows
        .filter(row => !isStale(row))
        .map(row => renderRow(log, row, render))
        .filter(one => one !== undefined)
      const kept = new Set(rendered.map(({ row }) => row.id))
      const aside = rows.filter(row => !kept.has(row.id))
      await saveLeases(session, rendered, options)
      await putAside(session, aside, now)
      for (const { row, one } of rendered) {
        leases.set(row.id, { attempts: one.attempts, sent: sentPartsOf(row) })
        leased.push(one)
      }
      again = aside.length > 0
    }
  }
  return leased
}

/** Undefined when the row can't be rendered: a fault of ours, which a retry would only repeat. */
function renderRow(
  log: Log,
  row: StoredOutboxRow,
  render: (row: LeasedRow) => readonly Json[],
): Rendered | undefined {
  const one = leasedRowOf(row)
  one.attempts++
  if (row.parts !== null) return { row, one }
  try {
    const payloads = render(one)
    one.parts = partsOf(row.id, payloads, [])
    return { row: { ...row, parts: JSON.stringify(payloads) }, one }
  } catch (error) {
    log.error(
      { err: error, outboxId: row.id, conversationId: row.conversation_id },
      'an outbox row can not be rendered',
    )
    return undefined
  }
}

async function saveLeases(
  session: Session,
  rendered: readonly Rendered[],
  options: LeaseOptions,
): Promise<void> {
  if (rendered.length === 0) return
  const { source, values } = unnest(LEASED, rendered, 3)
  await session.run(
    `UPDATE outbox SET status = 'leased', go_at = ${DB_LATER}, worker = ?2, attempts = r.attempts, parts = r.parts, last_error = NULL
     FROM ${source} AS r (id, attempts, parts) WHERE outbox.id = r.id`,
    [options.leaseMs, options.worker, ...values],
  )
}

async function putAside(session: Session, rows: readonly StoredOutboxRow[], now: string): Promise<void> {
  if (rows.length === 0) return
  const { source, values } = unnest(ASIDE, rows, 2)
  await session.run(
    `UPDATE outbox SET status = r.status, go_at = NULL, last_error = r.error, ended_at = ?1
     FROM ${source} AS r (id, status, error) WHERE outbox.id = r.id`,
    [now, ...values],
  )
}
