import {
  CONVERSATION_COLUMNS,
  CONVERSATION_JOIN,
  type ConversationRow,
  conversationOf,
  joinedCustomerOf,
} from '../conversation-row.ts'
import { handoffOf, OPEN_HANDOFF, type StoredHandoff } from '../handoff-row.ts'
import { inSlices } from '../slices.ts'
import type { Claimed, TurnCommit } from '../store.ts'
import type { ReadState } from '../stored-json.ts'
import { concernsDesk } from '../turn-events.ts'
import { isOfTurn, isOvertaken, type TurnOutcome } from '../turn-outcome.ts'
import type { Session } from './database.ts'
import { dueRows } from './ready.ts'
import { type Turn, writeTurns } from './write-turns.ts'

/**
 * Turns of many conversations, inside a transaction: a handful of statements for all of them. When the common write fails, it is undone and each is written
 * by itself, so that only the bad one fails.
 */
export async function take(
  session: Session,
  now: string,
  conversationIds: readonly string[],
  { decide, readState }: { decide: (claimed: Claimed) => TurnCommit | undefined; readState: ReadState },
): Promise<TurnOutcome[]> {
  const outcomes: TurnOutcome[] = []
  const turns: Turn[] = []
  await inSlices(await claim(session, now, conversationIds, readState), ({ claimed, lastSeq }) => {
    const conversationId = claimed.conversation.id
    const outcome: TurnOutcome = { conversationId, ok: true, queued: false, waiting: false, desk: false }
    outcomes.push(outcome)
    try {
      const commit = decide(claimed)
      if (commit !== undefined) turns.push({ claimed, lastSeq, commit, outcome })
    } catch (error) {
      outcome.ok = false
      outcome.error = error
    }
  })
  const failed = await writeUnder(session, turns)
  if (failed !== undefined && turns.length === 1) fail(turns[0] as Turn, failed)
  else if (failed !== undefined) {
    for (const turn of turns) {
      const error = await writeUnder(session, [turn])
      if (error !== undefined) fail(turn, error)
    }
  }
  for (const { outcome, claimed, commit } of turns) {
    if (!outcome.ok) continue
    outcome.queued = commit.outbox.length > 0
    outcome.waiting = commit.release || commit.inbox.length > 0
    outcome.desk = concernsDesk(claimed, commit)
  }
  return outcomes.filter(({ error }) => !isOvertaken(error))
}

function fail({ outcome }: Turn, error: unknown): void {
  outcome.ok = false
  outcome.error = error
}

/** Writes under a savepoint; answers what it threw, after undoing it. An error that is no turn's fault is thrown on. */
async function writeUnder(session: Session, turns: readonly Turn[]): Promise<unknown> {
  if (turns.length === 0) return undefined
  await session.run('SAVEPOINT turns')
  try {
    await writeTurns(session, turns)
    await session.run('RELEASE SAVEPOINT turns')
    return undefined
  } catch (error) {
    if (!isOfTurn(error)) throw error
    await session.run('ROLLBACK TO SAVEPOINT turns')
    return error
  }
}

/** The rows are read after the lock, in a statement of their own, so that they are as the last worker left them. */
async function claim(
  session: Session,
  now: string,
  conversationIds: readonly string[],
  readState: ReadState,
): Promise<{ claimed: Claimed; lastSeq: number }[]> {
  const found = await session.all<ConversationRow>(
    `SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_JOIN}
     WHERE c.id = ANY(?1::text[]) ORDER BY c.id FOR UPDATE OF c SKIP LOCKED`,
    [[...new Set(conversationIds)]],
  )
  if (found.length === 0) return []
  const rows = await dueRows(
    session,
    found.map(row => row.id),
    now,
  )
  const handoffs = await openHandoffs(
    session,
    found.filter(row => row.owner === 'human').map(row => row.id),
  )
  return found.flatMap(row => {
    const due = rows.get(row.id)
    if (due === undefined) return []
    const claimed: Claimed = {
      conversation: conversationOf(row, readState),
      customer: joinedCustomerOf(row),
      rows: due,
    }
    const handoff = handoffs.get(row.id)
    if (handoff !== undefined) claimed.handoff = handoffOf(handoff)
    return [{ claimed, lastSeq: row.last_seq }]
  })
}

async function openHandoffs(session: Session, ids: readonly string[]): Promise<Map<string, StoredHandoff>> {
  if (ids.length === 0) return new Map()
  const rows = await session.all<StoredHandoff>(
    `SELECT * FROM handoffs WHERE conversation_id = ANY(?1::text[]) AND ${OPEN_HANDOFF} ORDER BY id`,
    [ids],
  )
  // The newest wins.
  return new Map(rows.map(row => [row.conversation_id, row]))
}
