import { type Leases, sentParts } from '../leases.ts'
import { sentPartsOf } from '../outbox-row.ts'
import { plainText } from '../sql.ts'
import type { NewInternalRow, Settlement } from '../store.ts'
import type { Connection } from './connection.ts'
import { enqueue } from './enqueue.ts'

/** Runs inside a transaction. A retry or a death that comes after another worker leased the row anew changes nothing; `sent` always counts. */
export function settle(
  connection: Connection,
  leases: Leases,
  settlements: readonly Settlement[],
  inbox: readonly NewInternalRow[],
): { id: string; fresh: boolean }[] {
  for (const one of settlements) {
    if (one.outcome === 'sent') {
      connection.run(
        `UPDATE outbox SET status = 'sent', go_at = NULL, sent_parts = ?2, ended_at = ?3
         WHERE id = ?1 AND status IN ('queued', 'leased', 'cancelled')`,
        [one.id, sentParts(sentBefore(connection, leases, one.id), one.parts), one.at],
      )
    } else if (one.outcome === 'dead') {
      connection.run(
        `UPDATE outbox SET status = 'dead', go_at = NULL, last_error = ?2, ended_at = ?3
         WHERE id = ?1 AND status = 'leased' AND attempts = coalesce(?4, attempts)`,
        [one.id, plainText(one.error), one.at, leases.get(one.id)?.attempts ?? null],
      )
    } else retry(connection, leases, one)
  }
  return enqueue(connection, inbox)
}

const sentBefore = (connection: Connection, leases: Leases, id: string) =>
  leases.get(id)?.sent ??
  sentPartsOf(
    connection.get<{ sent_parts: string | null }>('SELECT sent_parts FROM outbox WHERE id = ?1', [id]) ?? {
      sent_parts: null,
    },
  )

function retry(connection: Connection, leases: Leases, one: Settlement & { outcome: 'retry' }): void {
  const row = connection.get<{ n: number; conversation_id: string; lane: string }>(
    `UPDATE outbox SET status = 'queued', run_at = ?2, go_at = ?2, last_error = ?3, sent_parts = ?4
     WHERE id = ?1 AND status = 'leased' AND attempts = coalesce(?5, attempts) RETURNING n, conversation_id, lane`,
    [
      one.id,
      one.runAt,
      plainText(one.error),
      sentParts(sentBefore(connection, leases, one.id), one.parts),
      leases.get(one.id)?.attempts ?? null,
    ],
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
