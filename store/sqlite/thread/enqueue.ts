import { StoreError } from '../../../protocol/errors.ts'
import { newId } from '../../../protocol/ids.ts'
import type { PlainInternalRow } from '../../inbox-row.ts'
import { BUBBLES_BEFORE } from '../../settle-time.ts'
import { plainText } from '../../sql.ts'
import { REACHED } from '../../webchat-links.ts'
import type { Connection } from './connection.ts'

/** A row whose (conversation, key) is there already changes nothing. */
export function enqueue(
  connection: Connection,
  rows: readonly PlainInternalRow[],
  at?: string,
): { id: string; fresh: boolean }[] {
  return rows.map(row => {
    const there = connection.get<{ id: string }>(
      'SELECT id FROM inbox WHERE conversation_id = ?1 AND key = ?2',
      [row.conversationId, row.key],
    )
    if (there !== undefined) return { id: there.id, fresh: false }
    const next = connection.get<{ seq: number; thread_id: string }>(
      `UPDATE conversations SET last_seq = last_seq + 1,
         ready_at = CASE WHEN ready_at IS NULL OR ready_at > ?2 THEN ?2 ELSE ready_at END
       WHERE id = ?1 RETURNING last_seq AS seq, thread_id`,
      [row.conversationId, row.dueAt],
    )
    if (next === undefined) {
      throw new StoreError('store.failed', `There is no conversation ${row.conversationId} to add a row to.`)
    }
    const id = newId('inb')
    connection.run(
      `INSERT INTO inbox (id, conversation_id, thread_id, seq, kind, status, key, payload, settles, received_at, due_at, attempts)
       VALUES (?1, ?2, ?3, ?4, ?5, 'pending', ?6, ?7, 0, ?8, ?9, 0)`,
      [
        id,
        row.conversationId,
        next.thread_id,
        next.seq,
        row.kind,
        row.key,
        row.payload,
        at ?? row.dueAt,
        row.dueAt,
      ],
    )
    if (row.kind === 'agent') {
      connection.run(BUBBLES_BEFORE, [row.conversationId, row.dueAt])
    }
    if (row.reaches !== undefined) connection.run(REACHED, [plainText(row.reaches.key), row.reaches.seq])
    return { id, fresh: true }
  })
}
