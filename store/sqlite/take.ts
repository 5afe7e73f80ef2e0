import {
  CONVERSATION_COLUMNS,
  CONVERSATION_JOIN,
  type ConversationRow,
  conversationOf,
  joinedCustomerOf,
} from '../conversation-row.ts'
import { handoffOf, OPEN_HANDOFF, type StoredHandoff } from '../handoff-row.ts'
import type { StateMemory } from '../state-memory.ts'
import type { Claimed, TurnCommit } from '../store.ts'
import type { TurnOutcome } from '../turn-outcome.ts'
import type { Load } from './carriers.ts'
import type { Connection } from './connection.ts'
import { dueRows } from './ready.ts'
import { writeTurn } from './write-turn.ts'

export interface TakeDeps {
  connection: Connection
  states: StateMemory
}

/**
 * One conversation's turn, inside a transaction; undefined when no row is due. Throws when the write failed: then the caller undoes
 * it. Rows that carriers take are in `load`.
 */
export function take(
  deps: TakeDeps,
  load: Load,
  now: string,
  conversationId: string,
  decide: (claimed: Claimed) => TurnCommit | undefined,
): TurnOutcome | undefined {
  const claimed = claim(deps, conversationId, now)
  if (claimed === undefined) return undefined
  let commit: TurnCommit | undefined
  try {
    commit = decide(claimed)
  } catch (error) {
    return { conversationId, ok: false, error, queued: false, waiting: false }
  }
  if (commit === undefined) return { conversationId, ok: true, queued: false, waiting: false }
  const queued = writeTurn(deps, load, claimed, commit)
  return {
    conversationId,
    ok: true,
    queued: queued > 0,
    waiting: commit.release || commit.inbox.length > 0,
  }
}

function claim({ connection, states }: TakeDeps, id: string, now: string): Claimed | undefined {
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
  const claimed: Claimed = {
    conversation: conversationOf(row, states.read),
    customer: joinedCustomerOf(row),
    rows,
  }
  if (handoff !== undefined) claimed.handoff = handoffOf(handoff)
  return claimed
}
