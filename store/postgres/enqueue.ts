import { StoreError } from '../../protocol/errors.ts'
import { newId } from '../../protocol/ids.ts'
import { BUBBLES_BEFORE, earlier } from '../settle-time.ts'
import { plainText } from '../sql.ts'
import type { NewInternalRow } from '../store.ts'
import { REACHED } from '../webchat-links.ts'
import type { Session } from './database.ts'
import { type Column, insertMany, unnest } from './many.ts'

/** A conversation whose row this transaction has locked. */
export interface LockedConversation {
  id: string
  threadId: string
  lastSeq: number
  readyAt: string | null
}

interface Planned {
  id: string
  conversation: LockedConversation
  seq: number
  row: NewInternalRow
  key: string
  at: string
}

const INBOX: readonly Column<Planned>[] = [
  ['id', 'text', one => one.id],
  ['conversation_id', 'text', one => one.conversation.id],
  ['thread_id', 'text', one => one.conversation.threadId],
  ['seq', 'bigint', one => one.seq],
  ['kind', 'text', one => one.row.kind],
  ['status', 'text', () => 'pending'],
  ['key', 'text', one => one.key],
  ['payload', 'text', one => JSON.stringify(one.row.payload)],
  ['settles', 'bigint', () => 0],
  ['received_at', 'text', one => one.at],
  ['due_at', 'text', one => one.row.dueAt],
  ['attempts', 'bigint', () => 0],
]

const KEYS: readonly Column<NewInternalRow>[] = [
  ['conversation_id', 'text', row => row.conversationId],
  ['key', 'text', row => plainText(row.key)],
]

const nameOf = (conversationId: string, key: string) => `${conversationId}\n${key}`

/** Locks the conversations of these rows, adds them, and saves the counters. Runs inside a transaction. */
export async function enqueue(
  session: Session,
  rows: readonly NewInternalRow[],
): Promise<{ id: string; fresh: boolean }[]> {
  if (rows.length === 0) return []
  const found = await session.all<{
    id: string
    thread_id: string
    last_seq: number
    ready_at: string | null
  }>(
    'SELECT id, thread_id, last_seq, ready_at FROM conversations WHERE id = ANY(?1::text[]) ORDER BY id FOR UPDATE',
    [[...new Set(rows.map(row => row.conversationId))]],
  )
  const locked = new Map<string, LockedConversation>(
    found.map(row => [
      row.id,
      { id: row.id, threadId: row.thread_id, lastSeq: row.last_seq, readyAt: row.ready_at },
    ]),
  )
  const added = await addRows(session, locked, rows)
  const changed = unnest<LockedConversation>(
    [
      ['id', 'text', one => one.id],
      ['last_seq', 'bigint', one => one.lastSeq],
      ['ready_at', 'text', one => one.readyAt],
    ],
    [...locked.values()],
  )
  await session.run(
    `UPDATE conversations SET last_seq = r.last_seq, ready_at = r.ready_at
     FROM ${changed.source} AS r (id, last_seq, ready_at) WHERE conversations.id = r.id`,
    changed.values,
  )
  return added
}

/** Adds rows to conversations that are locked, and counts in `locked`; a row whose key is there already changes nothing. `at` defaults to the due time. */
export async function addRows(
  session: Session,
  locked: ReadonlyMap<string, LockedConversation>,
  rows: readonly NewInternalRow[],
  at?: (row: NewInternalRow) => string,
): Promise<{ id: string; fresh: boolean }[]> {
  const keys = unnest(KEYS, rows)
  const there = await session.all<{ id: string; conversation_id: string; key: string }>(
    `SELECT id, conversation_id, key FROM inbox
     WHERE (conversation_id, key) IN (SELECT conversation_id, key FROM ${keys.source} AS k (conversation_id, key))`,
    keys.values,
  )
  const known = new Map(there.map(row => [nameOf(row.conversation_id, row.key), row.id]))
  const planned: Planned[] = []
  const answers = rows.map(row => {
    const conversation = locked.get(row.conversationId)
    if (conversation === undefined) {
      throw new StoreError('store.failed', `There is no conversation ${row.conversationId} to add a row to.`)
    }
    const key = plainText(row.key)
    const duplicate = known.get(nameOf(conversation.id, key))
    if (duplicate !== undefined) return { id: duplicate, fresh: false }
    const id = newId('inb')
    conversation.lastSeq++
    conversation.readyAt = earlier(conversation.readyAt ?? row.dueAt, row.dueAt)
    planned.push({ id, conversation, seq: conversation.lastSeq, row, key, at: at?.(row) ?? row.dueAt })
    known.set(nameOf(conversation.id, key), id)
    return { id, fresh: true }
  })
  await insertMany(session, 'inbox', INBOX, planned)
  for (const { conversation, row } of planned) {
    if (row.reaches !== undefined) await session.run(REACHED, [plainText(row.reaches.key), row.reaches.seq])
    if (row.kind === 'agent') await session.run(BUBBLES_BEFORE, [conversation.id, row.dueAt])
  }
  return answers
}
