import { StoreError } from '../../protocol/errors.ts'
import { optionalJson, optionalText, plainText } from '../sql.ts'
import type { StateMemory } from '../state-memory.ts'
import type { Claimed, NewOutboxRow, TurnCommit } from '../store.ts'
import { rareStatements } from '../turn-statements.ts'
import type { Load } from './carriers.ts'
import type { Connection } from './connection.ts'
import { enqueue } from './enqueue.ts'

/**
 * Writes what was decided for one conversation, and answers how many outbox rows wait to be leased. Runs as a unit of its own: what it throws undoes
 * this conversation's turn only.
 */
export function writeTurn(
  { connection, states }: { connection: Connection; states: StateMemory },
  load: Load,
  claimed: Claimed,
  commit: TurnCommit,
): number {
  const { conversation } = claimed
  const id = conversation.id
  endRows(connection, id, commit)
  let queued = 0
  for (const row of commit.outbox) {
    if (!queueRow(connection, load, row, claimed, commit)) queued++
  }
  writeRecords(connection, id, commit)
  for (const [text, values] of rareStatements(claimed, commit)) connection.run(text, values)
  // Timers raise last_seq and lower ready_at themselves; the statement below then reads what they left.
  enqueue(connection, commit.inbox, commit.at)
  pinAndClose(connection, claimed, commit)
  const state = optionalJson(commit.state)
  if (commit.state !== undefined && state !== null) states.keep(id, state, commit.state)
  connection.run(
    `UPDATE conversations SET state = coalesce(?2, state), language = coalesce(?3, language),
       last_activity_at = CASE WHEN ?4 = 1 AND last_activity_at < ?5 THEN ?5 ELSE last_activity_at END,
       ready_at = (SELECT min(due_at) FROM inbox WHERE conversation_id = ?1 AND status = 'pending')
     WHERE id = ?1`,
    [id, state, optionalText(commit.language), commit.transcript.length > 0 ? 1 : 0, commit.at],
  )
  if (commit.language !== undefined && commit.language !== claimed.customer.language) {
    connection.run('UPDATE customers SET language = ?2 WHERE id = ?1', [
      claimed.customer.id,
      plainText(commit.language),
    ])
  }
  if (commit.register !== undefined && commit.register !== claimed.customer.register) {
    connection.run('UPDATE customers SET register = ?2 WHERE id = ?1', [claimed.customer.id, commit.register])
  }
  return queued
}

function endRows(connection: Connection, id: string, commit: TurnCommit): void {
  const mustBeThere = (changed: number, rowId: string) => {
    if (changed === 1) return
    throw new StoreError('store.failed', `Inbox row ${rowId} is not an open row of conversation ${id}.`)
  }
  for (const row of commit.handled) {
    const changed = connection.run(
      `UPDATE inbox SET status = 'done', turn_order = ?3, understanding = ?4, note = ?5, handled_at = ?6
       WHERE id = ?1 AND conversation_id = ?2 AND status IN ('pending', 'held')`,
      [row.id, id, row.order, optionalJson(row.understanding), optionalText(row.note), commit.at],
    )
    mustBeThere(changed, row.id)
  }
  for (const rowId of commit.held) {
    const changed = connection.run(
      `UPDATE inbox SET status = 'held' WHERE id = ?1 AND conversation_id = ?2 AND status IN ('pending', 'held')`,
      [rowId, id],
    )
    mustBeThere(changed, rowId)
  }
  for (const row of commit.dead) {
    const changed = connection.run(
      `UPDATE inbox SET status = 'dead', error = ?3, handled_at = ?4
       WHERE id = ?1 AND conversation_id = ?2 AND status IN ('pending', 'held')`,
      [row.id, id, plainText(row.error), commit.at],
    )
    mustBeThere(changed, row.id)
  }
  if (commit.release) {
    connection.run(
      `UPDATE inbox SET status = 'pending', due_at = ?2 WHERE conversation_id = ?1 AND status = 'held'`,
      [id, commit.at],
    )
  }
}

/**
 * True when a carrier took it. A row behind another one of its lane waits, and behind one that waits for its retry it is not looked at before that
 * one may go.
 */
function queueRow(
  connection: Connection,
  load: Load,
  row: NewOutboxRow,
  claimed: Claimed,
  commit: TurnCommit,
): boolean {
  const lane = row.lane === 'call' ? FREE_LANE : laneAhead(connection, row)
  const payload = JSON.stringify(row.payload)
  const loaded = lane.unsent === 0 ? load.take(row, payload, claimed, commit) : undefined
  const goAt =
    loaded?.leasedUntil ?? (lane.retryAt !== null && lane.retryAt > row.runAt ? lane.retryAt : row.runAt)
  connection.run(
    `INSERT INTO outbox (id, conversation_id, thread_id, lane, kind, payload, speaker, ownership_version, notice, status, run_at, go_at, attempts, worker, parts, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)`,
    [
      row.id,
      row.conversationId,
      row.threadId,
      row.lane,
      row.kind,
      payload,
      row.speaker,
      row.ownershipVersion,
      row.notice ? 1 : 0,
      loaded === undefined ? 'queued' : 'leased',
      row.runAt,
      goAt,
      loaded?.row.attempts ?? 0,
      loaded?.worker ?? null,
      loaded?.parts ?? null,
      commit.at,
    ],
  )
  return loaded !== undefined
}

interface Lane {
  unsent: number
  /** The latest time that one of its queued rows waits for. */
  retryAt: string | null
}

const FREE_LANE: Lane = { unsent: 0, retryAt: null }

const laneAhead = (connection: Connection, row: NewOutboxRow): Lane =>
  connection.get<Lane>(
    `SELECT count(*) AS unsent, max(CASE WHEN status = 'queued' THEN go_at END) AS "retryAt"
     FROM outbox INDEXED BY outbox_lane WHERE conversation_id = ?1 AND lane = ?2 AND go_at IS NOT NULL`,
    [row.conversationId, row.lane],
  ) ?? FREE_LANE

function writeRecords(connection: Connection, id: string, commit: TurnCommit): void {
  for (const entry of commit.transcript) {
    connection.run(
      'INSERT INTO transcript (conversation_id, entry_id, at, speaker, author, activity, understanding) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)',
      [
        id,
        entry.id,
        entry.at,
        entry.speaker,
        optionalText(entry.author),
        JSON.stringify(entry.activity),
        optionalJson(entry.understanding),
      ],
    )
  }
  for (let at = 0; at < commit.events.length; at += MOST_ROWS) {
    const events = commit.events.slice(at, at + MOST_ROWS)
    connection.run(
      insertEvents(events.length),
      events.flatMap(event => [id, commit.at, plainText(event.name), JSON.stringify(event.data)]),
    )
  }
}

/** Rows of one statement, which is prepared once for each number of rows. */
const MOST_ROWS = 8

const insertEvents = (rows: number): string =>
  `INSERT INTO events (conversation_id, at, name, data) VALUES ${'(?, ?, ?, ?), '.repeat(rows).slice(0, -2)}`

/** Each only when it changes: these columns are in partial indexes, which SQLite writes anew for every column that a statement names. */
function pinAndClose(connection: Connection, { conversation }: Claimed, commit: TurnCommit): void {
  if (commit.contentVersion !== undefined && commit.contentVersion !== conversation.contentVersion) {
    connection.run('UPDATE conversations SET content_version = ?2 WHERE id = ?1', [
      conversation.id,
      optionalText(commit.contentVersion),
    ])
  }
  if (commit.closed === true && conversation.status === 'open') {
    connection.run(`UPDATE conversations SET status = 'closed' WHERE id = ?1`, [conversation.id])
  }
}
