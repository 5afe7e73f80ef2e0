import { StoreError } from '../../protocol/errors.ts'
import { optionalJson, optionalText, plainText } from '../sql.ts'
import type { Claimed, TurnCommit } from '../store.ts'
import type { TurnOutcome } from '../turn-outcome.ts'
import { rareStatements } from '../turn-statements.ts'
import type { Session } from './database.ts'
import { addRows, type LockedConversation } from './enqueue.ts'
import { type Column, unnest } from './many.ts'
import { queueRows, writeRecords } from './write-records.ts'

/** A claimed conversation with what was decided for it. */
export interface Turn {
  claimed: Claimed
  /** The conversation's last inbox seq when it was claimed. */
  lastSeq: number
  commit: TurnCommit
  outcome: TurnOutcome
}

interface EndedRow {
  id: string
  conversationId: string
  status: 'done' | 'held' | 'dead'
  order: number | null
  understanding: string | null
  note: string | null
  error: string | null
  at: string
}

const ENDED: readonly Column<EndedRow>[] = [
  ['id', 'text', row => row.id],
  ['conversation_id', 'text', row => row.conversationId],
  ['status', 'text', row => row.status],
  ['turn_order', 'bigint', row => row.order],
  ['understanding', 'text', row => row.understanding],
  ['note', 'text', row => row.note],
  ['error', 'text', row => row.error],
  ['at', 'text', row => row.at],
]

/** Writes what was decided for these conversations, whose rows are locked. Throws when any of it can't be written. */
export async function writeTurns(session: Session, turns: readonly Turn[]): Promise<void> {
  await endRows(session, turns)
  await release(session, turns)
  await queueRows(session, turns)
  const locked = await addTimers(session, turns)
  await saveConversations(session, turns, locked)
  await saveCustomers(session, turns)
  await writeRecords(session, turns)
  for (const { claimed, commit } of turns) {
    for (const [text, values, unchanged] of rareStatements(claimed, commit)) {
      const changed = await session.run(text, values)
      if (changed === 0 && unchanged !== undefined) throw new StoreError('store.overtaken', unchanged)
    }
  }
}

async function endRows(session: Session, turns: readonly Turn[]): Promise<void> {
  const rows = turns.flatMap(({ claimed, commit }): EndedRow[] => {
    const same = { conversationId: claimed.conversation.id, at: commit.at }
    const none = { order: null, understanding: null, note: null, error: null }
    return [
      ...commit.handled.map(row => ({
        ...same,
        ...none,
        id: row.id,
        status: 'done' as const,
        order: row.order,
        understanding: optionalJson(row.understanding),
        note: optionalText(row.note),
      })),
      ...commit.held.map(id => ({ ...same, ...none, id, status: 'held' as const })),
      ...commit.dead.map(row => ({
        ...same,
        ...none,
        id: row.id,
        status: 'dead' as const,
        error: plainText(row.error),
      })),
    ]
  })
  if (rows.length === 0) return
  const { source, values } = unnest(ENDED, rows)
  const changed = await session.run(
    `UPDATE inbox SET status = r.status, turn_order = r.turn_order, understanding = r.understanding, note = r.note, error = r.error,
       handled_at = CASE WHEN r.status = 'held' THEN NULL ELSE r.at END
     FROM ${source} AS r (id, conversation_id, status, turn_order, understanding, note, error, at)
     WHERE inbox.id = r.id AND inbox.conversation_id = r.conversation_id AND inbox.status IN ('pending', 'held')`,
    values,
  )
  if (changed === rows.length) return
  throw new StoreError(
    'store.failed',
    `An inbox row to be ended is not an open row of its conversation (one of ${rows.map(row => row.id).join(', ')}).`,
  )
}

async function release(session: Session, turns: readonly Turn[]): Promise<void> {
  const releasing = turns.filter(({ commit }) => commit.release)
  if (releasing.length === 0) return
  const { source, values } = unnest<Turn>(
    [
      ['id', 'text', turn => turn.claimed.conversation.id],
      ['at', 'text', turn => turn.commit.at],
    ],
    releasing,
  )
  await session.run(
    `UPDATE inbox SET status = 'pending', due_at = r.at FROM ${source} AS r (id, at)
     WHERE inbox.conversation_id = r.id AND inbox.status = 'held'`,
    values,
  )
}

async function addTimers(
  session: Session,
  turns: readonly Turn[],
): Promise<ReadonlyMap<string, LockedConversation>> {
  const locked = new Map(
    turns.map(({ claimed: { conversation }, lastSeq }) => [
      conversation.id,
      { id: conversation.id, threadId: conversation.thread.id, lastSeq, readyAt: null },
    ]),
  )
  const timers = turns.flatMap(({ commit }) => commit.inbox)
  const madeAt = new Map(turns.flatMap(({ commit }) => commit.inbox.map(row => [row, commit.at])))
  if (timers.length > 0) await addRows(session, locked, timers, row => madeAt.get(row) ?? row.dueAt)
  return locked
}

async function saveConversations(
  session: Session,
  turns: readonly Turn[],
  locked: ReadonlyMap<string, LockedConversation>,
): Promise<void> {
  const columns: readonly Column<Turn>[] = [
    ['id', 'text', turn => turn.claimed.conversation.id],
    ['state', 'text', turn => optionalJson(turn.commit.state)],
    ['language', 'text', turn => optionalText(turn.commit.language)],
    ['content_version', 'text', turn => optionalText(turn.commit.contentVersion)],
    ['status', 'text', turn => (turn.commit.closed === true ? 'closed' : null)],
    ['active_at', 'text', turn => (turn.commit.transcript.length > 0 ? turn.commit.at : null)],
    ['last_seq', 'bigint', turn => locked.get(turn.claimed.conversation.id)?.lastSeq ?? turn.lastSeq],
  ]
  const { source, values } = unnest(columns, turns)
  await session.run(
    `UPDATE conversations SET state = coalesce(r.state, conversations.state), language = coalesce(r.language, conversations.language),
       content_version = coalesce(r.content_version, conversations.content_version), status = coalesce(r.status, conversations.status),
       last_activity_at = greatest(conversations.last_activity_at, r.active_at), last_seq = r.last_seq,
       ready_at = (SELECT min(due_at) FROM inbox i WHERE i.conversation_id = conversations.id AND i.status = 'pending')
     FROM ${source} AS r (id, state, language, content_version, status, active_at, last_seq) WHERE conversations.id = r.id`,
    values,
  )
}

/** In the order of their ids: two workers may have conversations of the same customers. */
async function saveCustomers(session: Session, turns: readonly Turn[]): Promise<void> {
  const changed = turns.filter(
    ({ commit, claimed: { customer } }) =>
      (commit.language !== undefined && commit.language !== customer.language) ||
      (commit.register !== undefined && commit.register !== customer.register),
  )
  if (changed.length === 0) return
  const byCustomer = new Map(changed.map(turn => [turn.claimed.customer.id, turn]))
  const { source, values } = unnest<Turn>(
    [
      ['id', 'text', turn => turn.claimed.customer.id],
      ['language', 'text', turn => optionalText(turn.commit.language)],
      ['register', 'text', turn => turn.commit.register ?? null],
    ],
    [...byCustomer.values()],
  )
  await session.run(
    `WITH r AS (SELECT * FROM ${source} AS r (id, language, register)),
       locked AS MATERIALIZED (SELECT u.id FROM customers u JOIN r ON r.id = u.id ORDER BY u.id FOR UPDATE OF u)
     UPDATE customers SET language = coalesce(r.language, customers.language), register = coalesce(r.register, customers.register)
     FROM r JOIN locked ON locked.id = r.id WHERE customers.id = r.id`,
    values,
  )
}
