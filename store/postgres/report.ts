import type { NewReport } from '../delivery.ts'
import {
  changedParts,
  type KnownDeliveries,
  partOf,
  planReports,
  type ReportedRow,
  type ReportPlan,
  type StoredDelivery,
} from '../report-plan.ts'
import {
  AS_REPORTED,
  MARK_COLUMNS,
  MARK_MOVES,
  OF_DESK_BY_ROW,
  OF_DESK_BY_THREAD,
  type Reported,
} from '../report-statements.ts'
import { THREAD_ID } from '../thread-id.ts'
import type { Session } from './database.ts'
import { lockNames } from './lock-names.ts'
import { type Column, insertMany, unnest } from './many.ts'
import { saveDeliveries } from './save-deliveries.ts'

const ROWS: readonly Column<ReportedRow>[] = [
  ['id', 'text', row => row.id],
  ['status', 'text', row => row.status],
  ['parts', 'text', row => row.parts],
  ['sent_parts', 'text', row => row.sent_parts],
  ['run_at', 'text', row => row.run_at],
  ['go_at', 'text', row => row.go_at],
  ['last_error', 'text', row => row.last_error],
  ['ended_at', 'text', row => row.ended_at],
]

const EARLY: readonly Column<ReportPlan['early'][number]>[] = [
  ['channel', 'text', ({ report }) => report.channel],
  ['account', 'text', ({ report }) => report.account],
  ['key', 'text', ({ key }) => key],
  ['report', 'text', ({ report }) => JSON.stringify(report)],
  ['at', 'text', ({ report }) => report.at],
]

const PLATFORM = [
  ['channel', 'text', (one: { channel: string }) => one.channel],
  ['account', 'text', (one: { account: string }) => one.account],
  ['platform_id', 'text', (one: { id: string }) => one.id],
] as const

/** Inside a transaction: writes what became of sent parts. */
export async function report(session: Session, reports: readonly NewReport[]): Promise<Reported> {
  await lockNames(session, reports.flatMap(lockedNames))
  const plan = planReports(reports, await readKnown(session, reports))
  await savePlanned(session, plan)
  await saveRows(session, [...plan.rows.values()])
  for (const [id, sentAt] of plan.closed) {
    await session.run('UPDATE threads SET last_inbound_at = NULL WHERE id = ?1 AND last_inbound_at <= ?2', [
      id,
      sentAt,
    ])
  }
  await insertMany(session, 'early_reports', EARLY, plan.early)
  const threads: string[] = []
  for (const mark of plan.marks) threads.push(...(await saveMark(session, mark)))
  if (plan.freed.size > 0) {
    // What waited behind a row's retry needs to wait no longer.
    await session.run(
      `UPDATE outbox SET go_at = run_at WHERE conversation_id = ANY(?1::text[]) AND go_at IS NOT NULL AND status = 'queued'`,
      [[...plan.freed]],
    )
  }
  return { freed: plan.freed.size, desk: await deskOf(session, plan, threads) }
}

async function deskOf(session: Session, plan: ReportPlan, threads: readonly string[]): Promise<string[]> {
  const rows = [...new Set([...changedParts(plan)].map(one => one.outbox_id))]
  if (rows.length + threads.length === 0) return []
  const found = await session.all<{ id: string }>(
    `${OF_DESK_BY_ROW.replace('= ?1', '= ANY(?1::text[])')} UNION ${OF_DESK_BY_THREAD.replace('= ?1', '= ANY(?2::text[])')}`,
    [rows, threads],
  )
  return found.map(({ id }) => id)
}

const lockedNames = ({ part, platformIds = [], upTo, threadKey }: NewReport): string[] => [
  ...(part === undefined ? [] : [part]),
  ...platformIds,
  ...(upTo === undefined || threadKey === undefined ? [] : [threadKey]),
]

async function readKnown(session: Session, reports: readonly NewReport[]): Promise<KnownDeliveries> {
  const ids = reports.flatMap(({ channel, account, platformIds = [] }) =>
    platformIds.map(id => ({ channel, account, id })),
  )
  const platforms = unnest<(typeof ids)[number]>(PLATFORM, ids)
  const named = reports.flatMap(({ part }) => (part === undefined ? [] : (partOf(part)?.outboxId ?? [])))
  const deliveries = await session.all<StoredDelivery>(
    `SELECT * FROM deliveries WHERE (channel, account, platform_id) IN (SELECT * FROM ${platforms.source})
     UNION SELECT * FROM deliveries WHERE outbox_id = ANY(?4::text[])`,
    [...platforms.values, named],
  )
  const rows = await readRows(session, reports, deliveries, named)
  const byPart = new Map(deliveries.map(one => [`${one.outbox_id}:${one.part}`, one]))
  const byPlatform = Map.groupBy(deliveries, one =>
    JSON.stringify([one.channel, one.account, one.platform_id]),
  )
  return {
    part: (outboxId, part) => byPart.get(`${outboxId}:${part}`),
    byPlatform: (channel, account, id) => byPlatform.get(JSON.stringify([channel, account, id])) ?? [],
    row: id => rows.get(id),
  }
}

/** Of rows whose parts all went, as nearly all did, nothing is needed for a report that they arrived. */
async function readRows(
  session: Session,
  reports: readonly NewReport[],
  deliveries: readonly StoredDelivery[],
  named: readonly string[],
): Promise<ReadonlyMap<string, ReportedRow>> {
  const failing = reports.some(({ status }) => status === 'failed')
  const there = new Set(deliveries.map(one => `${one.outbox_id}:${one.part}`))
  const open = new Set(deliveries.filter(one => one.platform_id === null).map(one => one.outbox_id))
  const wanted = new Set([
    ...deliveries.filter(({ status }) => failing || status === 'failed').map(one => one.outbox_id),
    ...named.filter(id => failing || open.has(id)),
    ...reports.flatMap(({ part }) =>
      part === undefined || there.has(part) ? [] : (partOf(part)?.outboxId ?? []),
    ),
  ])
  if (wanted.size === 0) return new Map()
  const rows = await session.all<ReportedRow>(
    `SELECT o.id, o.conversation_id, o.thread_id, o.status, o.parts, o.sent_parts, o.run_at, o.go_at, o.last_error, o.ended_at, o.attempts,
       t.channel, t.account, t.last_inbound_at
     FROM outbox o JOIN threads t ON t.id = o.thread_id
     WHERE o.id = ANY(?1::text[]) AND o.kind = 'activities' ORDER BY o.id FOR UPDATE OF o`,
    [[...wanted]],
  )
  return new Map(rows.map(row => [row.id, row]))
}

async function savePlanned(session: Session, { deliveries, removed }: ReportPlan): Promise<void> {
  await saveDeliveries(session, [...deliveries.values()], AS_REPORTED)
  for (const { outbox_id, part } of removed.values()) {
    await session.run('DELETE FROM deliveries WHERE outbox_id = ?1 AND part = ?2', [outbox_id, part])
  }
}

async function saveRows(session: Session, rows: readonly ReportedRow[]): Promise<void> {
  if (rows.length === 0) return
  const { source, values } = unnest(ROWS, rows)
  await session.run(
    `UPDATE outbox SET status = r.status, parts = r.parts, sent_parts = r.sent_parts, run_at = r.run_at, go_at = r.go_at,
       last_error = r.last_error, ended_at = r.ended_at
     FROM ${source} AS r (id, status, parts, sent_parts, run_at, go_at, last_error, ended_at) WHERE outbox.id = r.id`,
    values,
  )
}

/** The thread, when there is one. */
async function saveMark(session: Session, mark: NewReport): Promise<string[]> {
  const { status, channel, account, threadKey = '', upTo = '', at } = mark
  const column = MARK_COLUMNS[status]
  const [thread] = await session.all<{ id: string | null }>(`SELECT ${THREAD_ID} AS id`, [
    channel,
    account,
    threadKey,
  ])
  if (thread === undefined || thread.id === null || column === undefined) return []
  // The row's lock keeps a settling of this thread from seeing neither this nor being seen.
  await session.run(
    `UPDATE threads SET ${column} = ?2 WHERE id = ?1 AND (${column} IS NULL OR ${column} < ?2)`,
    [thread.id, upTo],
  )
  await session.run(MARK_MOVES, [thread.id, upTo, status, at])
  return [thread.id]
}
