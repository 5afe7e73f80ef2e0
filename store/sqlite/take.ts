import {
  CONVERSATION_COLUMNS,
  CONVERSATION_JOIN,
  type ConversationRow,
  conversationOf,
  joinedCustomerOf,
} from '../conversation-row.ts'
import { handoffOf, OPEN_HANDOFF, type StoredHandoff } from '../handoff-row.ts'
import type { Claimed, TurnCommit } from '../store.ts'
import type { Taken, TakeOutcome } from '../turn-changes.ts'
import type { Connection } from './connection.ts'
import { dueRows } from './ready.ts'
import { writeTurn } from './write-turn.ts'

/** Runs inside a transaction; a savepoint a conversation. Those without a due row are left out. */
export function take(
  connection: Connection,
  now: string,
  conversationIds: readonly string[],
  decide: (claimed: Claimed) => TurnCommit | undefined,
): TakeOutcome {
  const taken: Taken[] = []
  const waiting: string[] = []
  let queued = false
  for (const conversationId of new Set(conversationIds)) {
    const claimed = claim(connection, conversationId, now)
    if (claimed === undefined) continue
    connection.run('SAVEPOINT turn')
    try {
      const commit = decide(claimed)
      if (commit !== undefined) {
        writeTurn(connection, claimed, commit)
        queued ||= commit.outbox.length > 0
        if (commit.release || commit.inbox.length > 0) waiting.push(conversationId)
      }
      taken.push({ conversationId, ok: true })
    } catch (error) {
      // SQLite gave the whole transaction up (full disk): nobody's turn can be saved.
      if (!connection.inTransaction()) throw error
      connection.run('ROLLBACK TO turn')
      taken.push({ conversationId, ok: false, error })
    }
    connection.run('RELEASE turn')
  }
  return { taken, queued, waiting }
}

function claim(connection: Connection, id: string, now: string): Claimed | undefined {
  const rows = dueRows(connection, id, now)
  if (rows.length === 0) return undefined
  const row = connection.get<ConversationRow>(
    `SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_JOIN} WHERE c.id = ?1`,
    [id],
  )
  if (row === undefined) return undefined
  const handoff =
    row.owner === 'human'
      ? connection.get<StoredHandoff>(
          `SELECT * FROM handoffs WHERE conversation_id = ?1 AND ${OPEN_HANDOFF} ORDER BY id DESC LIMIT 1`,
          [id],
        )
      : undefined
  const claimed: Claimed = { conversation: conversationOf(row), customer: joinedCustomerOf(row), rows }
  if (handoff !== undefined) claimed.handoff = handoffOf(handoff)
  return claimed
}
