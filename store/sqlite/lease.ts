import { isoTime } from '../../protocol/clock.ts'
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
import type { Connection } from './connection.ts'

const DUE_CALLS = `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN}
  WHERE o.go_at IS NOT NULL AND o.lane = 'call' AND o.go_at <= ?1 ORDER BY o.go_at, o.n LIMIT ?2`

/** Heads of their lanes: no unsent row of the lane is older. */
const DUE_SENDS = `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN}
  WHERE o.go_at IS NOT NULL AND o.lane <> 'call' AND o.go_at <= ?1
    AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.lane = o.lane AND p.n < o.n AND p.go_at IS NOT NULL)
  ORDER BY o.go_at, o.n LIMIT ?2`

/** Runs inside a transaction. */
export function lease(
  connection: Connection,
  leases: Leases,
  log: Log,
  now: string,
  options: LeaseOptions,
  render: (row: LeasedRow) => readonly Json[],
): LeasedRow[] {
  const leased: LeasedRow[] = []
  const leasedUntil = isoTime(Date.parse(now) + options.leaseMs)
  const statements = [
    ...(options.lanes === 'send' ? [] : [DUE_CALLS]),
    ...(options.lanes === 'call' ? [] : [DUE_SENDS]),
  ]
  for (const statement of statements) {
    // A row that was put aside leaves its lane, so the one behind it may go in this very round.
    for (let again = true; again && leased.length < options.limit; ) {
      again = false
      for (const row of connection.all<StoredOutboxRow>(statement, [now, options.limit - leased.length])) {
        const one = isStale(row)
          ? undefined
          : leaseRow(connection, log, row, leasedUntil, options.worker, render)
        if (one !== undefined) {
          leases.set(row.id, { attempts: one.attempts, sent: sentPartsOf(row) })
          leased.push(one)
          continue
        }
        again = true
        connection.run(
          `UPDATE outbox SET status = ?2, go_at = NULL, last_error = ?3, ended_at = ?4 WHERE id = ?1`,
          [row.id, ...(isStale(row) ? ['cancelled', null] : ['dead', 'could not be rendered']), now],
        )
      }
    }
  }
  return leased
}

/** Undefined when the row can't be rendered: a fault of ours, which a retry would only repeat. */
function leaseRow(
  connection: Connection,
  log: Log,
  row: StoredOutboxRow,
  leasedUntil: string,
  worker: string,
  render: (row: LeasedRow) => readonly Json[],
): LeasedRow | undefined {
  const one = leasedRowOf(row)
  one.attempts++
  if (row.parts === null) {
    try {
      const payloads = render(one)
      row.parts = JSON.stringify(payloads)
      one.parts = partsOf(row.id, payloads, [])
    } catch (error) {
      log.error(
        { err: error, outboxId: row.id, conversationId: row.conversation_id },
        'an outbox row can not be rendered',
      )
      return undefined
    }
    connection.run(
      `UPDATE outbox SET status = 'leased', go_at = ?2, worker = ?3, attempts = ?4, last_error = NULL, parts = ?5 WHERE id = ?1`,
      [row.id, leasedUntil, worker, one.attempts, row.parts],
    )
    return one
  }
  connection.run(
    `UPDATE outbox SET status = 'leased', go_at = ?2, worker = ?3, attempts = ?4, last_error = NULL WHERE id = ?1`,
    [row.id, leasedUntil, worker, one.attempts],
  )
  return one
}
