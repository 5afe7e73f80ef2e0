import { StoreError } from '../../../protocol/errors.ts'
import type { OutboxData, TurnData } from '../turn-data.ts'
import type { Connection } from './connection.ts'
import { enqueue } from './enqueue.ts'

/** Writes what was decided for one conversation, and answers the ids of the outbox rows that are leased as offered; the others wait in the queue. */
export function writeTurn(connection: Connection, turn: TurnData): string[] {
  const id = turn.conversationId
  endRows(connection, turn)
  const leased = turn.outbox.filter(row => queueRow(connection, row, turn.at)).map(row => row.id)
  for (const values of turn.transcript) {
    connection.run(
      'INSERT INTO transcript (conversation_id, entry_id, at, speaker, author, activity, understanding) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)',
      [id, ...values],
    )
  }
  writeEvents(connection, turn)
  for (const [text, values, unchanged] of turn.statements) {
    const changed = connection.run(text, values)
    if (changed === 0 && unchanged !== undefined) throw new StoreError('store.overtaken', unchanged)
  }
  // Timers raise last_seq and lower ready_at themselves; the statement below then reads what they left.
  enqueue(connection, turn.timers, turn.at)
  connection.run(
    `UPDATE conversations SET state = coalesce(?2, state), language = coalesce(?3, language),
       last_activity_at = CASE WHEN ?4 = 1 AND last_activity_at < ?5 THEN ?5 ELSE last_activity_at END,
       ready_at = (SELECT min(due_at) FROM inbox WHERE conversation_id = ?1 AND status = 'pending')
     WHERE id = ?1`,
    [id, turn.state, turn.language, turn.spoken ? 1 : 0, turn.at],
  )
  return leased
}

function endRows(
  connection: Connection,
  { conversationId, at, handled, held, dead, release }: TurnData,
): void {
  const mustBeThere = (changed: number, rowId: string) => {
    if (changed === 1) return
    throw new StoreError(
      'store.failed',
      `Inbox row ${rowId} is not an open row of conversation ${conversationId}.`,
    )
  }
  for (const row of handled) {
    const changed = connection.run(
      `UPDATE inbox SET status = 'done', turn_order = ?3, understanding = ?4, note = ?5, handled_at = ?6
       WHERE id = ?1 AND conversation_id = ?2 AND status IN ('pending', 'held')`,
      [row.id, conversationId, row.order, row.understanding, row.note, at],
    )
    mustBeThere(changed, row.id)
  }
  for (const rowId of held) {
    const changed = connection.run(
      `UPDATE inbox SET status = 'held' WHERE id = ?1 AND conversation_id = ?2 AND status IN ('pending', 'held')`,
      [rowId, conversationId],
    )
    mustBeThere(changed, rowId)
  }
  for (const row of dead) {
    const changed = connection.run(
      `UPDATE inbox SET status = 'dead', error = ?3, handled_at = ?4
       WHERE id = ?1 AND conversation_id = ?2 AND status IN ('pending', 'held')`,
      [row.id, conversationId, row.error, at],
    )
    mustBeThere(changed, row.id)
  }
  if (release) {
    connection.run(
      `UPDATE inbox SET status = 'pending', due_at = ?2 WHERE conversation_id = ?1 AND status = 'held'`,
      [conversationId, at],
    )
  }
}

/**
 * True when it is leased as offered. A row behind another one of its lane waits, and behind one that waits for its retry it is not looked at before that
 * one may go.
 */
function queueRow(connection: Connection, row: OutboxData, at: string): boolean {
  const lane = row.lane === 'call' ? FREE_LANE : laneAhead(connection, row)
  const offer = lane.unsent === 0 ? row.offer : undefined
  const goAt =
    offer?.leasedUntil ?? (lane.retryAt !== null && lane.retryAt > row.runAt ? lane.retryAt : row.runAt)
  connection.run(
    `INSERT INTO outbox (id, conversation_id, thread_id, lane, kind, payload, speaker, ownership_version, notice, status, run_at, go_at, attempts, worker, parts, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)`,
    [
      row.id,
      row.conversationId,
      row.threadId,
      row.lane,
      row.kind,
      row.payload,
      row.speaker,
      row.ownershipVersion,
      row.notice ? 1 : 0,
      offer === undefined ? 'queued' : 'leased',
      row.runAt,
      goAt,
      offer === undefined ? 0 : 1,
      offer?.worker ?? null,
      offer?.parts ?? null,
      at,
    ],
  )
  return offer !== undefined
}

interface Lane {
  unsent: number
  /** The latest time that one of its queued rows waits for. */
  retryAt: string | null
}

const FREE_LANE: Lane = { unsent: 0, retryAt: null }

const laneAhead = (connection: Connection, row: OutboxData): Lane =>
  connection.get<Lane>(
    `SELECT count(*) AS unsent, max(CASE WHEN status = 'queued' THEN go_at END) AS "retryAt"
     FROM outbox INDEXED BY outbox_lane WHERE conversation_id = ?1 AND lane = ?2 AND go_at IS NOT NULL`,
    [row.conversationId, row.lane],
  ) ?? FREE_LANE

/** Rows of one statement, which is prepared once for each number of rows. */
const MOST_ROWS = 8

function writeEvents(connection: Connection, { conversationId, at, events }: TurnData): void {
  for (let from = 0; from < events.length; from += MOST_ROWS) {
    const some = events.slice(from, from + MOST_ROWS)
    connection.run(
      insertEvents(some.length),
      some.flatMap(([name, data]) => [conversationId, at, name, data]),
    )
  }
}

const insertEvents = (rows: number): string =>
  `INSERT INTO events (conversation_id, at, name, data) VALUES ${'(?, ?, ?, ?), '.repeat(rows).slice(0, -2)}`
