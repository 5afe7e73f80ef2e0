import { type Leases, sentParts } from '../leases.ts'
import { type SentPart, sentPartsOf } from '../outbox-row.ts'
import { plainText } from '../sql.ts'
import type { NewInternalRow, Settlement } from '../store.ts'
import type { Session } from './database.ts'
import { enqueue } from './enqueue.ts'
import { type Column, unnest } from './many.ts'

interface Ended {
  id: string
  status: 'sent' | 'queued' | 'dead'
  /** Undefined when this process did not lease it: then the row's own counts. */
  attempts: number | null
  runAt: string | null
  sentParts: string | null
  error: string | null
  endedAt: string | null
}

const ENDED: readonly Column<Ended>[] = [
  ['id', 'text', one => one.id],
  ['status', 'text', one => one.status],
  ['attempts', 'bigint', one => one.attempts],
  ['run_at', 'text', one => one.runAt],
  ['sent_parts', 'text', one => one.sentParts],
  ['error', 'text', one => one.error],
  ['ended_at', 'text', one => one.endedAt],
]

/**
 * Runs inside a transaction. A retry or a death that comes after another worker leased the row anew changes nothing; `sent` always counts. The
 * conversations that get rows are locked before the outbox, as in take.
 */
export async function settle(
  session: Session,
  leases: Leases,
  settlements: readonly Settlement[],
  inbox: readonly NewInternalRow[],
): Promise<void> {
  await enqueue(session, inbox)
  if (settlements.length === 0) return
  const before = await sentBefore(session, leases, settlements)
  const ended = settlements
    .map(one => endedOf(one, leases.get(one.id)?.attempts ?? null, before.get(one.id) ?? []))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const { source, values } = unnest(ENDED, ended)
  const retried = await session.all<{ id: string; status: string }>(
    `UPDATE outbox SET status = r.status, go_at = r.run_at, run_at = coalesce(r.run_at, outbox.run_at),
       sent_parts = coalesce(r.sent_parts, outbox.sent_parts), last_error = coalesce(r.error, outbox.last_error), ended_at = r.ended_at
     FROM ${source} AS r (id, status, attempts, run_at, sent_parts, error, ended_at)
     WHERE outbox.id = r.id AND CASE r.status WHEN 'sent' THEN outbox.status IN ('queued', 'leased', 'cancelled')
       ELSE outbox.status = 'leased' AND outbox.attempts = coalesce(r.attempts, outbox.attempts) END
     RETURNING outbox.id, outbox.status`,
    values,
  )
  const ids = retried.filter(row => row.status === 'queued').map(row => row.id)
  if (ids.length > 0) await afterRetry(session, ids)
}

function endedOf(one: Settlement, attempts: number | null, before: readonly SentPart[]): Ended {
  const none = { id: one.id, attempts, runAt: null, sentParts: null, error: null, endedAt: null }
  if (one.outcome === 'sent') {
    return { ...none, status: 'sent', sentParts: sentParts(before, one.parts), endedAt: one.at }
  }
  if (one.outcome === 'dead') {
    return { ...none, status: 'dead', error: plainText(one.error), endedAt: one.at }
  }
  return {
    ...none,
    status: 'queued',
    runAt: one.runAt,
    sentParts: sentParts(before, one.parts),
    error: plainText(one.error),
  }
}

/** What earlier leases sent: known for the rows that this process leased, else read. */
async function sentBefore(
  session: Session,
  leases: Leases,
  settlements: readonly Settlement[],
): Promise<ReadonlyMap<string, readonly SentPart[]>> {
  const unknown = settlements.filter(one => !leases.has(one.id)).map(one => one.id)
  const rows =
    unknown.length === 0
      ? []
      : await session.all<{ id: string; sent_parts: string | null }>(
          'SELECT id, sent_parts FROM outbox WHERE id = ANY(?1::text[])',
          [unknown],
        )
  return new Map<string, readonly SentPart[]>([
    ...settlements.map(one => [one.id, leases.get(one.id)?.sent ?? []] as const),
    ...rows.map(row => [row.id, sentPartsOf(row)] as const),
  ])
}

/**
 * While a human owns the conversation the bot's retry would be cancelled when due; until then the agent's word would wait behind it. The other retries' followers
 * need not be looked at before their head may go: else each lease would read the whole backlog of a platform that is down.
 */
async function afterRetry(session: Session, ids: readonly string[]): Promise<void> {
  await session.run(
    `UPDATE outbox SET status = 'cancelled', go_at = NULL WHERE id = ANY(?1::text[]) AND kind = 'activities' AND speaker = 'bot' AND notice = 0
       AND ownership_version < (SELECT c.ownership_version FROM conversations c WHERE c.id = outbox.conversation_id AND c.owner = 'human')`,
    [ids],
  )
  await session.run(
    `UPDATE outbox SET go_at = head.go_at FROM outbox head
     WHERE head.id = ANY(?1::text[]) AND head.go_at IS NOT NULL AND head.lane <> 'call'
       AND outbox.conversation_id = head.conversation_id AND outbox.lane = head.lane AND outbox.n > head.n
       AND outbox.go_at IS NOT NULL AND outbox.go_at < head.go_at AND outbox.status = 'queued'`,
    [ids],
  )
}
