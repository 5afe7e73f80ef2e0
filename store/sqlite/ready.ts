import { INBOX_COLUMNS, inboxRowOf, type StoredInboxRow } from '../inbox-row.ts'
import type { InboxRow } from '../store.ts'
import type { Connection } from './connection.ts'

/** Pending rows of one conversation that are due, by seq. */
export const dueRows = (connection: Connection, conversationId: string, now: string): InboxRow[] =>
  connection
    .all<StoredInboxRow>(
      `SELECT ${INBOX_COLUMNS} FROM inbox WHERE conversation_id = ?1 AND status = 'pending' AND due_at <= ?2 ORDER BY seq`,
      [conversationId, now],
    )
    .map(inboxRowOf)

/** Conversations with rows that are due, the longest waiting first: one statement for all of them. */
export function ready(
  connection: Connection,
  now: string,
  limit: number,
): { conversationId: string; rows: InboxRow[] }[] {
  const found = connection.all<StoredInboxRow & { ready_at: string }>(
    `SELECT ${INBOX_COLUMNS}, ready_at FROM
       (SELECT id AS ready_id, ready_at FROM conversations WHERE ready_at IS NOT NULL AND ready_at <= ?1 ORDER BY ready_at LIMIT ?2)
       CROSS JOIN inbox ON conversation_id = ready_id AND status = 'pending' AND due_at <= ?1`,
    [now, limit],
  )
  const waiting = new Map<string, { readyAt: string; rows: InboxRow[] }>()
  for (const row of found) {
    const known = waiting.get(row.conversation_id)
    if (known === undefined) {
      waiting.set(row.conversation_id, { readyAt: row.ready_at, rows: [inboxRowOf(row)] })
    } else known.rows.push(inboxRowOf(row))
  }
  return [...waiting]
    .sort(([, a], [, b]) => (a.readyAt < b.readyAt ? -1 : a.readyAt > b.readyAt ? 1 : 0))
    .map(([conversationId, { rows }]) => ({ conversationId, rows: rows.sort((a, b) => a.seq - b.seq) }))
}
