import type { NewReport } from '../../delivery.ts'
import { isDoubtOver } from '../../doubt.ts'
import type { PlainInternalRow } from '../../inbox-row.ts'
import { isWhole, keptParts, type Lease, sentParts } from '../../leases.ts'
import { sentPartsOf } from '../../outbox-row.ts'
import { plainText } from '../../sql.ts'
import type { Settlement } from '../../store.ts'
import { CLOSE_WINDOW } from '../../window.ts'
import type { Connection } from './connection.ts'
import { enqueue } from './enqueue.ts'
import { report } from './report.ts'
import { track } from './track.ts'

/** With what the worker knows of its lease; nothing after a restart. */
export type LeaseEnd = Settlement & { lease?: Lease }

/** A retry or a death that comes after another worker leased the row anew changes nothing; `sent` always counts. Answers whether rows may wait for what ended here. */
export function settle(
  connection: Connection,
  ends: readonly LeaseEnd[],
  inbox: readonly PlainInternalRow[],
): boolean {
  const early: NewReport[] = []
  const lanes: Lane[] = []
  for (const one of ends) {
    if (one.outcome === 'sent') {
      lanes.push(...endAsSent(connection, one.id, sentParts(sentBefore(connection, one), one.parts), one.at))
    } else fail(connection, one)
    early.push(...track(connection, one))
  }
  if (early.length > 0) report(connection, early)
  enqueue(connection, inbox)
  return (
    early.length > 0 || ends.some(({ outcome }) => outcome !== 'sent') || somebodyWaits(connection, lanes)
  )
}

interface Lane {
  conversation_id: string
  lane: string
}

/** The lane that the row leaves. */
const endAsSent = (connection: Connection, id: string, parts: string | null, at: string): Lane[] =>
  connection.all<Lane>(
    `UPDATE outbox SET status = 'sent', go_at = NULL, sent_parts = ?2, ended_at = ?3
     WHERE id = ?1 AND status IN ('queued', 'leased', 'cancelled') RETURNING conversation_id, lane`,
    [id, parts, at],
  )

/** Calls wait for nobody. */
const somebodyWaits = (connection: Connection, lanes: readonly Lane[]): boolean =>
  lanes.some(
    ({ conversation_id, lane }) =>
      lane !== 'call' &&
      connection.get(
        'SELECT 1 FROM outbox INDEXED BY outbox_lane WHERE conversation_id = ?1 AND lane = ?2 AND go_at IS NOT NULL LIMIT 1',
        [conversation_id, lane],
      ) !== undefined,
  )

const sentBefore = (connection: Connection, { id, lease }: LeaseEnd) =>
  lease?.sent ?? sentPartsOf(stored(connection, id))

const stored = (connection: Connection, id: string) =>
  connection.get<{ parts: string | null; sent_parts: string | null; run_at: string | null }>(
    'SELECT parts, sent_parts, run_at FROM outbox WHERE id = ?1',
    [id],
  ) ?? { parts: null, sent_parts: null, run_at: null }

/** What was sent is read anew: a report may have told meanwhile that more arrived than we know. */
function fail(connection: Connection, one: LeaseEnd & { outcome: 'retry' | 'dead' }): void {
  const row = stored(connection, one.id)
  const known = [...(one.lease?.sent ?? []), ...(one.parts ?? [])]
  const reported = sentPartsOf(row)
  const parts = sentParts(reported, known)
  if (isWhole(row.parts, parts))
    endAsSent(connection, one.id, parts, one.outcome === 'dead' ? one.at : one.runAt)
  else if (one.outcome === 'retry') {
    const wasDueAt = isDoubtOver(one.id, one.error, known, reported) ? row.run_at : null
    retry(connection, wasDueAt === null ? one : { ...one, runAt: wasDueAt }, parts)
    if (one.windowClosed === true) closeWindow(connection, one, keptParts(row.parts, parts))
  } else {
    connection.run(
      `UPDATE outbox SET status = 'dead', go_at = NULL, last_error = ?2, ended_at = ?3, sent_parts = ?5
       WHERE id = ?1 AND status = 'leased' AND attempts = coalesce(?4, attempts)`,
      [one.id, plainText(one.error), one.at, one.lease?.attempts ?? null, parts],
    )
  }
}

/** Unless the customer wrote while it was sent: then it goes again, into the open window. */
function closeWindow(connection: Connection, { id, lease }: LeaseEnd, parts: string | null): void {
  connection.run(`UPDATE outbox SET parts = ?2 WHERE id = ?1 AND status = 'queued'`, [id, parts])
  connection.run(
    `UPDATE threads SET ${CLOSE_WINDOW}
     WHERE id = (SELECT thread_id FROM outbox WHERE id = ?1) AND last_inbound_at = coalesce(?2, last_inbound_at)`,
    [id, lease?.lastInboundAt ?? null],
  )
}

function retry(connection: Connection, one: LeaseEnd & { outcome: 'retry' }, parts: string | null): void {
  const row = connection.get<{ n: number; conversation_id: string; lane: string }>(
    `UPDATE outbox SET status = 'queued', run_at = ?2, go_at = ?2, last_error = ?3, sent_parts = ?4
     WHERE id = ?1 AND status = 'leased' AND attempts = coalesce(?5, attempts) RETURNING n, conversation_id, lane`,
    [one.id, one.runAt, plainText(one.error), parts, one.lease?.attempts ?? null],
  )
  if (row === undefined || row.lane === 'call') return
  // While a human owns the conversation the bot's retry would be cancelled when due; until then the agent's word would wait behind it.
  const cancelled = connection.run(
    `UPDATE outbox SET status = 'cancelled', go_at = NULL WHERE id = ?1 AND kind = 'activities' AND speaker = 'bot' AND notice = 0
       AND ownership_version < (SELECT ownership_version FROM conversations WHERE id = ?2 AND owner = 'human')`,
    [one.id, row.conversation_id],
  )
  if (cancelled === 1) return
  // Those behind it need not be looked at before it may go: else each lease would read the whole backlog of a platform that is down.
  connection.run(
    `UPDATE outbox SET go_at = ?4 WHERE conversation_id = ?1 AND lane = ?2 AND n > ?3 AND go_at IS NOT NULL AND go_at < ?4 AND status = 'queued'`,
    [row.conversation_id, row.lane, row.n, one.runAt],
  )
}
