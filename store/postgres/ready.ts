import { IN_FLIGHT, mayWait, OWN_ECHO } from '../echo.ts'
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
  const known = rows.some(({ kind }) => kind === 'echo') ? await upToOpenEchoes(session, rows, now) : rows
  return Map.groupBy(known.map(inboxRowOf), row => row.conversationId)
}

/** Echoes marked by whose they are; what comes after one of which that can't be told yet waits with it. */
async function upToOpenEchoes(
  session: Session,
  rows: readonly StoredInboxRow[],
  now: string,
): Promise<StoredInboxRow[]> {
  const known: StoredInboxRow[] = []
  const waiting = new Set<string>()
  for (const row of rows) {
    if (waiting.has(row.conversation_id)) continue
    if (row.kind !== 'echo') known.push(row)
    else if ((await session.all(OWN_ECHO, [row.id])).length > 0) known.push({ ...row, own: true })
    else if (mayWait(row, now) && (await session.all(IN_FLIGHT, [row.conversation_id])).length > 0) {
      waiting.add(row.conversation_id)
    } else known.push(row)
  }
  return known
}

/** Ids of conversations with rows that are due, the longest waiting first. */
export async function ready(session: Session, now: string, limit: number): Promise<string[]> {
  const found = await session.all<{ id: string }>(
    'SELECT id FROM conversations WHERE ready_at IS NOT NULL AND ready_at <= ?1 ORDER BY ready_at LIMIT ?2',
    [now, limit],
  )
  return found.map(row => row.id)
}
