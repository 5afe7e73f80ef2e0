import { isDoubtOver } from '../doubt.ts'
import { isWhole, keptParts, type Leases, sentParts } from '../leases.ts'
import { sentPartsOf } from '../outbox-row.ts'
import { plainText } from '../sql.ts'
import type { NewInternalRow, SentPart, Settlement } from '../store.ts'
import { CLOSE_WINDOW } from '../window.ts'
import type { Session } from './database.ts'
import { enqueue } from './enqueue.ts'
import { type Column, unnest } from './many.ts'
import { report } from './report.ts'
import { lockTracked, track } from './track.ts'

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
  await lockTracked(session, settlements)
  const before = await sentBefore(session, leases, settlements)
  const ended = settlements
    .map(one => endedOf(one, leases.get(one.id)?.attempts ?? null, before.get(one.id) ?? NOTHING))
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
  for (const one of settlements) {
    if (one.outcome !== 'retry' || one.windowClosed !== true || !ids.includes(one.id)) continue
    const { parts, sent } = before.get(one.id) ?? NOTHING
    const lastInboundAt = leases.get(one.id)?.lastInboundAt ?? null
    await closeWindow(session, one.id, { lastInboundAt, parts: keptParts(parts, sentParts(sent, one.parts)) })
  }
  const early = await track(session, settlements)
  if (early.length > 0) await report(session, early)
}

/** Unless the customer wrote while it was sent: then it goes again, into the open window. */
async function closeWindow(
  session: Session,
  id: string,
  { lastInboundAt, parts }: { lastInboundAt: string | null; parts: string | null },
): Promise<void> {
  await session.run('UPDATE outbox SET parts = ?2 WHERE id = ?1', [id, parts])
  await session.run(
    `UPDATE threads SET ${CLOSE_WINDOW}
     WHERE id = (SELECT thread_id FROM outbox WHERE id = ?1) AND last_inbound_at = coalesce(?2, last_inbound_at)`,
    [id, lastInboundAt],
  )
}

/** What of a row went before. */
interface Before {
  sent: readonly SentPart[]
  /** What of that a worker knows of, not only a report. */
  known: readonly SentPart[]
  /** JSON; null where it is not needed, as is the time. */
  parts: string | null
  runAt: string | null
}

const NOTHING: Before = { sent: [], known: [], parts: null, runAt: null }

function endedOf(one: Settlement, attempts: number | null, before: Before): Ended {
  const all = sentParts(before.sent, one.parts ?? [])
  const none = { id: one.id, attempts, runAt: null, sentParts: all, error: null, endedAt: null }
  if (one.outcome === 'sent') return { ...none, status: 'sent', endedAt: one.at }
  if (isWhole(before.parts, all)) {
    return { ...none, status: 'sent', endedAt: one.outcome === 'dead' ? one.at : one.runAt }
  }
  const error = plainText(one.error)
  const isOver = isDoubtOver(one.id, error, [...before.known, ...(one.parts ?? [])], before.sent)
  return one.outcome === 'dead'
    ? { ...none, status: 'dead', error, endedAt: one.at }
    : { ...none, status: 'queued', runAt: (isOver && before.runAt) || one.runAt, error }
}

/** What earlier leases sent: known for what this process leased and sent; else read anew, under the row's lock, since a report may have told more. */
async function sentBefore(
  session: Session,
  leases: Leases,
  settlements: readonly Settlement[],
): Promise<ReadonlyMap<string, Before>> {
  const unknown = settlements.filter(one => one.outcome !== 'sent' || !leases.has(one.id)).map(one => one.id)
  const rows =
    unknown.length === 0
      ? []
      : await session.all<{ id: string; parts: string | null; sent_parts: string | null; run_at: string }>(
          'SELECT id, parts, sent_parts, run_at FROM outbox WHERE id = ANY(?1::text[]) ORDER BY id FOR UPDATE',
          [unknown],
        )
  const known = new Map<string, Before>(
    settlements.map(one => {
      const sent = leases.get(one.id)?.sent ?? []
      return [one.id, { ...NOTHING, sent, known: sent }]
    }),
  )
  for (const row of rows) {
    const leased = known.get(row.id)?.sent ?? []
    const stored = sentPartsOf(row)
    const sent = [...stored, ...leased.filter(part => !stored.some(({ id }) => id === part.id))]
    known.set(row.id, { sent, known: leased, parts: row.parts, runAt: row.run_at })
  }
  return known
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
