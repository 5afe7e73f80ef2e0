import { plainText } from './sql.ts'
import type { InboxKind, InboxRow, InboxStatus, NewInternalRow } from './store.ts'
import { parsedOrNothing } from './stored-json.ts'

/** An inbox row as INBOX_COLUMNS reads it. */
export interface StoredInboxRow {
  id: string
  conversation_id: string
  thread_id: string
  seq: number
  kind: InboxKind
  status: InboxStatus
  payload: string
  received_at: string
  due_at: string
  attempts: number
  client_address: string | null
  /** Of an echo: we sent it ourselves. */
  own?: boolean
}

/** A row that we make ourselves, as it is stored: its key plain, its payload as JSON. */
export type PlainInternalRow = Omit<NewInternalRow, 'payload'> & { payload: string }

export const plainInternalRow = (row: NewInternalRow): PlainInternalRow => ({
  ...row,
  key: plainText(row.key),
  payload: JSON.stringify(row.payload),
})

export const INBOX_COLUMNS =
  'id, conversation_id, thread_id, seq, kind, status, payload, received_at, due_at, attempts, client_address'

/** A damaged payload is null, which fails in its own turn and takes nobody's along. */
export const inboxRowOf = (row: StoredInboxRow): InboxRow => ({
  id: row.id,
  conversationId: row.conversation_id,
  threadId: row.thread_id,
  seq: row.seq,
  kind: row.kind,
  status: row.status,
  payload: parsedOrNothing(row.payload) ?? null,
  receivedAt: row.received_at,
  dueAt: row.due_at,
  attempts: row.attempts,
  ...(row.client_address !== null && { clientAddress: row.client_address }),
  ...(row.own === true && { own: true }),
})
