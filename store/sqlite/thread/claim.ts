import { CONVERSATION_COLUMNS, CONVERSATION_JOIN, type ConversationRow } from '../../conversation-row.ts'
import { IN_FLIGHT, mayWait, OWN_ECHO } from '../../echo.ts'
import { OPEN_HANDOFF, type StoredHandoff } from '../../handoff-row.ts'
import { INBOX_COLUMNS, type StoredInboxRow } from '../../inbox-row.ts'
import type { Connection } from './connection.ts'
import { ready } from './ready.ts'

/** A conversation with its due rows by seq, as stored. */
export interface StoredClaim {
  conversation: ConversationRow
  rows: StoredInboxRow[]
  handoff?: StoredHandoff
}

/** Reads only: that nobody else takes a conversation meanwhile is the caller's care. Those without due rows are left out. */
export const claim = (connection: Connection, now: string, ids: readonly string[]): StoredClaim[] =>
  ids.map(id => claimOne(connection, now, id)).filter(claim => claim !== undefined)

/** The same for those that have waited longest; `ids` are all that were looked at, in their order. */
export const claimReady = (
  connection: Connection,
  now: string,
  limit: number,
  except: readonly string[],
): { ids: string[]; claims: StoredClaim[] } => {
  const others = new Set(except)
  const ids = ready(connection, now, limit + except.length)
    .filter(id => !others.has(id))
    .slice(0, limit)
  return { ids, claims: claim(connection, now, ids) }
}

function claimOne(connection: Connection, now: string, id: string): StoredClaim | undefined {
  const due = connection.all<StoredInboxRow>(
    `SELECT ${INBOX_COLUMNS} FROM inbox WHERE conversation_id = ?1 AND status = 'pending' AND due_at <= ?2 ORDER BY seq`,
    [id, now],
  )
  const rows = due.some(({ kind }) => kind === 'echo') ? upToOpenEcho(connection, due, now) : due
  if (rows.length === 0) return undefined
  const conversation = connection.get<ConversationRow>(
    `SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_JOIN} WHERE c.id = ?1`,
    [id],
  )
  if (conversation === undefined) return undefined
  if (conversation.owner !== 'human') return { conversation, rows }
  const handoff = connection.get<StoredHandoff>(
    `SELECT * FROM handoffs WHERE conversation_id = ?1 AND ${OPEN_HANDOFF} ORDER BY id DESC LIMIT 1`,
    [id],
  )
  return handoff === undefined ? { conversation, rows } : { conversation, rows, handoff }
}

/** Echoes marked by whose they are; what comes after one of which that can't be told yet waits with it. */
function upToOpenEcho(
  connection: Connection,
  rows: readonly StoredInboxRow[],
  now: string,
): StoredInboxRow[] {
  const known: StoredInboxRow[] = []
  for (const row of rows) {
    if (row.kind !== 'echo') known.push(row)
    else if (connection.get(OWN_ECHO, [row.id]) !== undefined) known.push({ ...row, own: true })
    else if (mayWait(row, now) && connection.get(IN_FLIGHT, [row.conversation_id]) !== undefined) break
    else known.push(row)
  }
  return known
}
