import { StoreError } from '../../protocol/errors.ts'
import { optionalJson, optionalText, plainText } from '../sql.ts'
import type { Claimed, NewOutboxRow, TurnCommit } from '../store.ts'
import { rareStatements } from '../turn-statements.ts'
import type { Connection } from './connection.ts'
import { enqueue } from './enqueue.ts'

/** Writes what was decided for one conversation. Runs inside a savepoint: what it throws undoes this conversation's turn only. */
export function writeTurn(connection: Connection, claimed: Claimed, commit: TurnCommit): void {
  const { conversation } = claimed
  const id = conversation.id
  endRows(connection, id, commit)
  for (const row of commit.outbox) queueRow(connection, row, commit.at)
  writeRecords(connection, id, commit)
  for (const [text, values] of rareStatements(claimed, commit)) connection.run(text, values)
  // Timers raise last_seq and lower ready_at themselves; the statement below then reads what they left.
  enqueue(connection, commit.inbox, commit.at)
  pinAndClose(connection, claimed, commit)
  connection.run(
    `UPDATE conversations SET state = coalesce(?2, state), language = coalesce(?3, language),
       last_activity_at = CASE WHEN ?4 = 1 AND last_activity_at < ?5 THEN ?5 ELSE last_activity_at END,
       ready_at = (SELECT min(due_at) FROM inbox WHERE conversation_id = ?1 AND status = 'pending')
     WHERE id = ?1`,
    [
      id,
      optionalJson(commit.state),
      optionalText(commit.language),
      commit.transcript.length > 0 ? 1 : 0,
      commit.at,
    ],
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

/** A row behind one that waits for its retry is not looked at before that one may go. */
function queueRow(connection: Connection, row: NewOutboxRow, at: string): void {
  connection.run(
    `INSERT INTO outbox (id, conversation_id, thread_id, lane, kind, payload, speaker, ownership_version, notice, status, run_at, go_at, attempts, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'queued', ?10,
       CASE WHEN ?4 = 'call' THEN ?10 ELSE max(?10, coalesce(
         (SELECT max(go_at) FROM outbox INDEXED BY outbox_lane WHERE conversation_id = ?2 AND lane = ?4 AND go_at IS NOT NULL AND status = 'queued'), ?10)) END,
       0, ?11)`,
    [
      row.id,
      row.conversationId,
      row.threadId,
      row.lane,
      row.kind,
      JSON.stringify(row.payload),
      row.speaker,
      row.ownershipVersion,
      row.notice ? 1 : 0,
      row.runAt,
      at,
    ],
  )
}

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
  for (const event of commit.events) {
    connection.run('INSERT INTO events (conversation_id, at, name, data) VALUES (?1, ?2, ?3, ?4)', [
      id,
      commit.at,
      plainText(event.name),
      JSON.stringify(event.data),
    ])
  }
}

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
