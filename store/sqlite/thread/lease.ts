import { LANES } from '../../lanes.ts'
import type { LaneKind, Reach } from '../../outbox.ts'
import { OUTBOX_COLUMNS, OUTBOX_JOIN, type StoredOutboxRow } from '../../outbox-row.ts'
import { CANDIDATES, type Candidate, DROPPED, otherThread, WINDOW_CLOSED } from '../../window.ts'
import type { Connection } from './connection.ts'

// `0 +`: SQLite plans for the value of a bare limit, and prepares the statement anew whenever it is bound.
const DUE_CALLS = `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN}
  WHERE o.go_at IS NOT NULL AND ${LANES.call} AND o.go_at <= ?1 ORDER BY o.go_at, o.n LIMIT 0 + ?2`

/** Heads of their lanes: no unsent row of the lane is older. */
const dueHeads = (lanes: 'send' | 'desk') => `SELECT ${OUTBOX_COLUMNS} FROM ${OUTBOX_JOIN}
  WHERE o.go_at IS NOT NULL AND ${LANES[lanes]} AND o.go_at <= ?1
    AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.lane = o.lane AND p.n < o.n AND p.go_at IS NOT NULL)
  ORDER BY o.go_at, o.n LIMIT 0 + ?2`

const DUE = { call: DUE_CALLS, send: dueHeads('send'), desk: dueHeads('desk') }

/** Rows that may be leased now. Reads only. */
export function due(
  connection: Connection,
  now: string,
  limit: number,
  lanes: LaneKind | undefined,
): StoredOutboxRow[] {
  const rows: StoredOutboxRow[] = []
  for (const statement of lanes === undefined ? Object.values(DUE) : [DUE[lanes]]) {
    if (rows.length < limit)
      rows.push(...connection.all<StoredOutboxRow>(statement, [now, limit - rows.length]))
  }
  return rows
}

/** What became of rows that were due, each known by the tries it had. */
export interface LeaseData {
  now: string
  worker: string
  leasedUntil: string
  /** `parts` is JSON. */
  leased: { id: string; attempts: number; parts: string }[]
  /** Their worker is still at them: leased for as long again. */
  held: { id: string; attempts: number }[]
  aside: { id: string; attempts: number; status: 'cancelled' | 'dead'; error: string | null }[]
  /** Nothing may go on their thread, as far as it was read: what went before is kept, as JSON. */
  closed: {
    id: string
    attempts: number
    kept: string | null
    lastInboundAt: string | null
    passing: boolean
  }[]
  reach: readonly Reach[]
}

/** The customer has not written since the row was read: what they write later finds it parked. */
const STILL_CLOSED = 'AND (SELECT t.last_inbound_at FROM threads t WHERE t.id = outbox.thread_id) IS ?4'

/** Answers the ids of those that are leased: others were taken, cancelled or settled since they were read, or became stale (as `isStale`): the next round puts those aside. */
export function lease(
  connection: Connection,
  { now, worker, leasedUntil, leased, held, aside, closed, reach }: LeaseData,
): string[] {
  for (const { id, attempts, status, error } of aside) {
    connection.run(
      `UPDATE outbox SET status = ?4, go_at = NULL, last_error = ?5, ended_at = ?3 WHERE id = ?1 AND attempts = ?2 AND go_at <= ?3`,
      [id, attempts, now, status, error],
    )
  }
  for (const { id, attempts, kept, lastInboundAt, passing } of closed) {
    const [status, error] = passing ? ['cancelled', DROPPED] : ['parked', WINDOW_CLOSED]
    const other = passing ? undefined : otherThread(connection.all<Candidate>(CANDIDATES, [id]), reach, now)
    if (other === undefined) {
      connection.run(
        `UPDATE outbox SET status = ?7, go_at = NULL, parts = ?5, last_error = ?6, ended_at = ?3 WHERE id = ?1 AND attempts = ?2 AND go_at <= ?3 ${STILL_CLOSED}`,
        [id, attempts, now, lastInboundAt, kept, error as string, status as string],
      )
    } else {
      // Another channel cuts it elsewhere, so that what went can't be told from what did not: it is said whole there.
      connection.run(
        `UPDATE outbox SET status = 'queued', thread_id = ?5, parts = NULL, sent_parts = NULL WHERE id = ?1 AND attempts = ?2 AND go_at <= ?3 ${STILL_CLOSED}`,
        [id, attempts, now, lastInboundAt, other],
      )
    }
  }
  for (const { id, attempts } of held) {
    connection.run(`UPDATE outbox SET go_at = ?3 WHERE id = ?1 AND attempts = ?2 AND status = 'leased'`, [
      id,
      attempts,
      leasedUntil,
    ])
  }
  return leased
    .filter(({ id, attempts, parts }) => {
      const changed = connection.run(
        `UPDATE outbox SET status = 'leased', go_at = ?4, worker = ?5, attempts = attempts + 1, last_error = NULL, parts = ?6
         WHERE id = ?1 AND attempts = ?2 AND go_at <= ?3
           AND NOT (kind = 'activities' AND speaker = 'bot' AND notice = 0 AND ownership_version <
             coalesce((SELECT c.ownership_version FROM conversations c WHERE c.id = outbox.conversation_id AND c.owner = 'human'), 0))`,
        [id, attempts, now, leasedUntil, worker, parts],
      )
      return changed === 1
    })
    .map(({ id }) => id)
}
