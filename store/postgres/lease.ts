import type { Log } from '../../protocol/log.ts'
import { LANES } from '../lanes.ts'
import { keptParts, type Leases } from '../leases.ts'
import {
  isStale,
  leasedRowOf,
  OUTBOX_COLUMNS,
  OUTBOX_JOIN,
  partsOf,
  type StoredOutboxRow,
  sentPartsOf,
} from '../outbox-row.ts'
import type { LeasedRow, LeaseOptions, Rendered } from '../store.ts'
import { CANDIDATES, type Candidate, DROPPED, isPassing, otherThread, WINDOW_CLOSED } from '../window.ts'
import type { Session } from './database.ts'
import { type Column, unnest } from './many.ts'

/** The database's clock as text that sorts with ours: processes on several machines must agree on when a lease is over. Stable in a statement, so that the index serves. */
const DB_NOW = `to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
/** Of a row: each of its parts may take as long as a whole send. */
const DB_LATER = `to_char((statement_timestamp() + ?1 * r.unsent * interval '1 millisecond') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const IS_DUE = `o.go_at IS NOT NULL AND o.go_at <= greatest(?1, ${DB_NOW}) AND CASE o.status WHEN 'leased' THEN o.go_at <= ${DB_NOW} ELSE o.go_at <= ?1 END`

const DUE_CALLS = `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN}
  WHERE ${LANES.call} AND ${IS_DUE} ORDER BY o.go_at, o.n LIMIT ?2 FOR UPDATE OF o SKIP LOCKED`

/** Heads of their lanes: no unsent row of the lane is older. One that another worker is settling counts as unsent until it commits. */
const dueHeads = (lanes: 'send' | 'desk') => `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN}
  WHERE ${LANES[lanes]} AND ${IS_DUE}
    AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.lane = o.lane AND p.n < o.n AND p.go_at IS NOT NULL)
  ORDER BY o.go_at, o.n LIMIT ?2 FOR UPDATE OF o SKIP LOCKED`

const DUE = { call: DUE_CALLS, send: dueHeads('send'), desk: dueHeads('desk') }

interface Rendering {
  row: StoredOutboxRow
  one: LeasedRow
}

const LEASED: readonly Column<Rendering>[] = [
  ['id', 'text', ({ row }) => row.id],
  ['attempts', 'bigint', ({ one }) => one.attempts],
  ['parts', 'text', ({ row }) => row.parts],
  [
    'unsent',
    'bigint',
    ({ one }) => Math.max(1, one.parts.filter(part => part.platformId === undefined).length),
  ],
]

const ASIDE: readonly Column<StoredOutboxRow>[] = [
  ['id', 'text', row => row.id],
  ['status', 'text', row => (isStale(row) ? 'cancelled' : 'dead')],
  ['error', 'text', row => (isStale(row) ? null : 'could not be rendered')],
]

/** Runs inside a transaction. `ended` gets the conversations of a human's whose rows were cancelled, parked or put aside. */
export async function lease(
  session: Session,
  { leases, log, ended }: { leases: Leases; log: Log; ended: Set<string> },
  now: string,
  options: LeaseOptions,
  render: (row: LeasedRow) => Rendered,
): Promise<LeasedRow[]> {
  const leased: LeasedRow[] = []
  const statements = options.lanes === undefined ? Object.values(DUE) : [DUE[options.lanes]]
  for (const statement of statements) {
    // A row that was put aside leaves its lane, so the one behind it may go in this very round.
    for (let again = true; again && leased.length < options.limit; ) {
      const rows = await session.all<StoredOutboxRow>(statement, [now, options.limit - leased.length])
      const tried = rows
        .filter(row => !isStale(row))
        .map(row => renderRow(log, row, { ...options, render }))
        .filter(one => one !== undefined)
      const rendered = tried.filter(one => one.one !== 'closed') as Rendering[]
      const closed = tried.filter(one => one.one === 'closed').map(({ row }) => row)
      const kept = new Set(tried.map(({ row }) => row.id))
      const aside = rows.filter(row => !kept.has(row.id))
      await saveLeases(session, rendered, options)
      await putAside(session, aside, now)
      for (const row of closed) await leaveThread(session, row, options, now)
      for (const { row, one } of rendered) {
        leases.set(row.id, {
          attempts: one.attempts,
          sent: sentPartsOf(row),
          lastInboundAt: one.lastInboundAt ?? null,
          ...(row.owner === 'human' && { desk: row.conversation_id }),
        })
        leased.push(one)
      }
      for (const row of [...aside, ...closed]) if (row.owner === 'human') ended.add(row.conversation_id)
      again = aside.length + closed.length > 0
    }
  }
  return leased
}

/** Undefined when the row can't be rendered: a fault of ours, which a retry would only repeat. */
function renderRow(
  log: Log,
  row: StoredOutboxRow,
  { render, renew }: Pick<LeaseOptions, 'renew'> & { render: (row: LeasedRow) => Rendered },
): Rendering | { row: StoredOutboxRow; one: 'closed' } | undefined {
  const one = leasedRowOf(row)
  one.attempts++
  try {
    if (row.parts !== null && renew?.(one) !== true) return { row, one }
    const payloads = render(one)
    if (payloads === 'closed') return { row, one: payloads }
    one.parts = partsOf(row.id, payloads, sentPartsOf(row))
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
  rendered: readonly Rendering[],
  options: LeaseOptions,
): Promise<void> {
  if (rendered.length === 0) return
  const { source, values } = unnest(LEASED, rendered, 3)
  await session.run(
    `UPDATE outbox SET status = 'leased', go_at = ${DB_LATER}, worker = ?2, attempts = r.attempts, parts = r.parts, last_error = NULL
     FROM ${source} AS r (id, attempts, parts, unsent) WHERE outbox.id = r.id`,
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

/** Nothing may go on the row's thread: it goes to another one of the customer, or waits until the customer writes, and then goes on behind what went before. */
async function leaveThread(
  session: Session,
  { id, thread_id, payload, parts, sent_parts, last_inbound_at }: StoredOutboxRow,
  { reach = [] }: LeaseOptions,
  now: string,
): Promise<void> {
  // Who writes while this is decided waits for this lock, and finds the row parked; who wrote since the row was read has opened the thread.
  const [thread] = await session.all<{ last_inbound_at: string | null }>(
    'SELECT last_inbound_at FROM threads WHERE id = ?1 FOR SHARE',
    [thread_id],
  )
  if (thread?.last_inbound_at !== last_inbound_at) return
  const kept = keptParts(parts, sent_parts)
  const passing = isPassing(payload)
  const other = passing ? undefined : otherThread(await session.all<Candidate>(CANDIDATES, [id]), reach, now)
  if (other === undefined) {
    await session.run(
      `UPDATE outbox SET status = ?5, go_at = NULL, parts = ?2, last_error = ?3, ended_at = ?4 WHERE id = ?1`,
      [id, kept, passing ? DROPPED : WINDOW_CLOSED, now, passing ? 'cancelled' : 'parked'],
    )
  } else {
    // Another channel cuts it elsewhere, so that what went can't be told from what did not: it is said whole there.
    await session.run(
      `UPDATE outbox SET status = 'queued', thread_id = ?2, parts = NULL, sent_parts = NULL WHERE id = ?1`,
      [id, other],
    )
  }
}
