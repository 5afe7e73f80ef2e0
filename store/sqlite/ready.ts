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

/** Conversations with rows that are due, the longest waiting first. */
export const ready = (
  connection: Connection,
  now: string,
  limit: number,
): { conversationId: string; rows: InboxRow[] }[] =>
  connection
    .all<{ id: string }>(
      'SELECT id FROM conversations WHERE ready_at IS NOT NULL AND ready_at <= ?1 ORDER BY ready_at LIMIT ?2',
      [now, limit],
    )
    .map(({ id }) => ({ conversationId: id, rows: dueRows(connection, id, now) }))
