import { INBOX_COLUMNS, inboxRowOf, type StoredInboxRow } from '../inbox-row.ts'
import type { InboxRow } from '../store.ts'
import type { Session } from './database.ts'

/** Pending rows of these conversations that are due, by seq. */
export async function dueRows(
  session: Session,
  conversationIds: readonly string[],
  now: string,
): Promise<Map<string, InboxRow[]>> {
  const rows = await session.all<StoredInboxRow>(
    `SELECT ${INBOX_COLUMNS} FROM inbox
     WHERE conversation_id = ANY(?1::text[]) AND status = 'pending' AND due_at <= ?2 ORDER BY conversation_id, seq`,
    [conversationIds, now],
  )
  return Map.groupBy(rows.map(inboxRowOf), row => row.conversationId)
}

/** Ids of conversations with rows that are due, the longest waiting first. */
export async function ready(session: Session, now: string, limit: number): Promise<string[]> {
  const found = await session.all<{ id: string }>(
    'SELECT id FROM conversations WHERE ready_at IS NOT NULL AND ready_at <= ?1 ORDER BY ready_at LIMIT ?2',
    [now, limit],
  )
  return found.map(row => row.id)
}
