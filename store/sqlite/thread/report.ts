import type { NewReport } from '../../delivery.ts'
import {
  changedParts,
  type KnownDeliveries,
  planReports,
  type ReportedRow,
  type ReportPlan,
  type StoredDelivery,
} from '../../report-plan.ts'
import {
  AS_REPORTED,
  MARK_COLUMNS,
  MARK_MOVES,
  OF_DESK_BY_ROW,
  OF_DESK_BY_THREAD,
  type Reported,
} from '../../report-statements.ts'
import { THREAD_ID } from '../../thread-id.ts'
import type { Connection } from './connection.ts'
import { save } from './save-delivery.ts'

/** Writes what became of sent parts. */
export function report(connection: Connection, reports: readonly NewReport[]): Reported {
  const plan = planReports(reports, readFrom(connection))
  for (const delivery of plan.deliveries.values()) save(connection, delivery, AS_REPORTED)
  for (const { outbox_id, part } of plan.removed.values()) {
    connection.run('DELETE FROM deliveries WHERE outbox_id = ?1 AND part = ?2', [outbox_id, part])
  }
  for (const row of plan.rows.values()) saveRow(connection, row)
  for (const [id, sentAt] of plan.closed) {
    connection.run('UPDATE threads SET last_inbound_at = NULL WHERE id = ?1 AND last_inbound_at <= ?2', [
      id,
      sentAt,
    ])
  }
  for (const { key, report: early } of plan.early) {
    connection.run(
      'INSERT INTO early_reports (channel, account, key, report, at) VALUES (?1, ?2, ?3, ?4, ?5)',
      [early.channel, early.account, key, JSON.stringify(early), early.at],
    )
  }
  const threads = new Set(plan.marks.flatMap(mark => saveMark(connection, mark)))
  freeLanes(connection, plan)
  return { freed: plan.freed.size, desk: deskOf(connection, plan, threads) }
}

function deskOf(connection: Connection, plan: ReportPlan, threads: ReadonlySet<string>): string[] {
  const rows = new Set([...changedParts(plan)].map(one => one.outbox_id))
  const find = (text: string, id: string) => connection.get<{ id: string }>(text, [id])?.id ?? []
  return [
    ...new Set([
      ...[...rows].flatMap(id => find(OF_DESK_BY_ROW, id)),
      ...[...threads].flatMap(id => find(OF_DESK_BY_THREAD, id)),
    ]),
  ]
}

const readFrom = (connection: Connection): KnownDeliveries => ({
  part: (outboxId, part) =>
    connection.get<StoredDelivery>('SELECT * FROM deliveries WHERE outbox_id = ?1 AND part = ?2', [
      outboxId,
      part,
    ]),
  byPlatform: (channel, account, platformId) =>
    connection.all<StoredDelivery>(
      'SELECT * FROM deliveries WHERE channel = ?1 AND account = ?2 AND platform_id = ?3',
      [channel, account, platformId],
    ),
  row: id =>
    connection.get<ReportedRow>(
      `SELECT o.id, o.conversation_id, o.thread_id, o.status, o.parts, o.sent_parts, o.run_at, o.go_at, o.last_error, o.ended_at, o.attempts,
         t.channel, t.account, t.last_inbound_at
       FROM outbox o JOIN threads t ON t.id = o.thread_id WHERE o.id = ?1 AND o.kind = 'activities'`,
      [id],
    ),
})

function saveRow(connection: Connection, row: ReportedRow): void {
  connection.run(
    `UPDATE outbox SET status = ?2, parts = ?3, sent_parts = ?4, run_at = ?5, go_at = ?6, last_error = ?7, ended_at = ?8 WHERE id = ?1`,
    [row.id, row.status, row.parts, row.sent_parts, row.run_at, row.go_at, row.last_error, row.ended_at],
  )
}

/** The thread, when there is one. */
function saveMark(connection: Connection, mark: NewReport): string[] {
  const { status, channel, account, threadKey = '', upTo = '', at } = mark
  const thread = connection.get<{ id: string | null }>(`SELECT ${THREAD_ID} AS id`, [
    channel,
    account,
    threadKey,
  ])
  const column = MARK_COLUMNS[status]
  if (thread === undefined || thread.id === null || column === undefined) return []
  connection.run(
    `UPDATE threads SET ${column} = ?2 WHERE id = ?1 AND (${column} IS NULL OR ${column} < ?2)`,
    [thread.id, upTo],
  )
  connection.run(MARK_MOVES, [thread.id, upTo, status, at])
  return [thread.id]
}

/** What waited behind a row's retry needs to wait no longer. */
function freeLanes(connection: Connection, { freed }: ReportPlan): void {
  for (const id of freed) {
    connection.run(
      `UPDATE outbox SET go_at = run_at WHERE conversation_id = ?1 AND go_at IS NOT NULL AND status = 'queued'`,
      [id],
    )
  }
}
