import type { DeliveryStatus } from '../protocol/channel-event.ts'
import type { Json } from '../protocol/json.ts'
import type { NewReport } from './delivery.ts'
import { isDoubtOver } from './doubt.ts'
import { isWhole } from './leases.ts'
import type { OutboxStatus, SentPart } from './outbox.ts'
import { sentPartsOf } from './outbox-row.ts'
import { optionalText } from './sql.ts'

/** A sent part as stored. */
export interface StoredDelivery {
  outbox_id: string
  part: number
  thread_id: string
  channel: string
  account: string
  platform_id: string | null
  sent_at: string
  status: DeliveryStatus
  status_at: string
  error: string | null
}

/** What of an outbox row a report may change, with its thread. */
export interface ReportedRow {
  id: string
  conversation_id: string
  thread_id: string
  status: OutboxStatus
  /** JSON. */
  parts: string | null
  sent_parts: string | null
  run_at: string
  go_at: string | null
  last_error: string | null
  ended_at: string | null
  attempts: number
  channel: string
  account: string
  last_inbound_at: string | null
}

/** What the database knows, read under the locks of the transaction that will write the plan. */
export interface KnownDeliveries {
  part(outboxId: string, part: number): StoredDelivery | undefined
  byPlatform(channel: string, account: string, platformId: string): StoredDelivery[]
  row(outboxId: string): ReportedRow | undefined
}

/** What is to be written; maps are by id, so that each row is written once. */
export interface ReportPlan {
  deliveries: Map<string, StoredDelivery>
  /** Their part will be sent anew. */
  removed: Map<string, StoredDelivery>
  rows: Map<string, ReportedRow>
  /** Conversations with a row that is no longer in the way of those behind it, or may go itself. */
  freed: Set<string>
  early: { key: string; report: NewReport }[]
  marks: NewReport[]
  /** Threads that the platform takes nothing free on until the customer writes, with when it was tried: who wrote after that opened them anew. */
  closed: Map<string, string>
}

/** The parts whose fate the plan tells anew. */
export const changedParts = ({ deliveries, removed }: ReportPlan): Iterable<StoredDelivery> => [
  ...deliveries.values(),
  ...removed.values(),
]

const BEFORE: Readonly<Record<DeliveryStatus, readonly (DeliveryStatus | undefined)[]>> = {
  sent: [undefined],
  delivered: [undefined, 'sent', 'failed'],
  read: [undefined, 'sent', 'failed', 'delivered'],
  failed: [undefined, 'sent'],
}

const UNSETTLED: readonly OutboxStatus[] = ['queued', 'dead', 'cancelled']

/** `<outboxId>:<n>` */
export function partOf(id: string): { outboxId: string; part: number } | undefined {
  const [, outboxId, part] = /^(.+):(\d{1,6})$/s.exec(id) ?? []
  return outboxId === undefined ? undefined : { outboxId, part: Number(part) }
}

/** Decides what these reports change; pure, the same on both engines. */
export function planReports(reports: readonly NewReport[], known: KnownDeliveries): ReportPlan {
  const plan: ReportPlan = {
    deliveries: new Map(),
    removed: new Map(),
    rows: new Map(),
    freed: new Set(),
    early: [],
    marks: [],
    closed: new Map(),
  }
  for (const report of reports) {
    if (report.part !== undefined) reportPart(plan, known, report, report.part)
    else for (const id of report.platformIds ?? []) reportPlatformId(plan, known, report, id)
    if (report.upTo !== undefined && report.threadKey !== undefined && report.status !== 'failed') {
      plan.marks.push(report)
    }
  }
  return plan
}

function reportPart(plan: ReportPlan, known: KnownDeliveries, report: NewReport, id: string): void {
  const named = partOf(id)
  if (named === undefined || plan.removed.has(id)) return
  const [platformId] = report.platformIds ?? []
  const there = plan.deliveries.get(id) ?? known.part(named.outboxId, named.part)
  // What was sent before, under the same key, is another message to the platform.
  if (platformId !== undefined && there?.platform_id != null && there.platform_id !== platformId) return
  const delivery = there ?? unsettled(rowOf(plan, known, named.outboxId), named.part, report)
  if (delivery?.channel !== report.channel || delivery.account !== report.account) return
  apply(plan, known, report, { ...delivery, platform_id: platformId ?? delivery.platform_id }, there?.status)
}

/** A part that was rendered, and whose send is not written down. */
function unsettled(
  row: ReportedRow | undefined,
  part: number,
  { at }: NewReport,
): StoredDelivery | undefined {
  if (row === undefined || part >= partsOf(row).length) return undefined
  const { id, thread_id, channel, account } = row
  return {
    outbox_id: id,
    part,
    thread_id,
    channel,
    account,
    platform_id: null,
    sent_at: at,
    status: 'sent',
    status_at: at,
    error: null,
  }
}

function reportPlatformId(plan: ReportPlan, known: KnownDeliveries, report: NewReport, id: string): void {
  const found = known.byPlatform(report.channel, report.account, id)
  if (found.length === 0) plan.early.push({ key: id, report: { ...report, platformIds: [id] } })
  for (const one of found) {
    const delivery = plan.deliveries.get(nameOf(one)) ?? one
    if (!plan.removed.has(nameOf(one))) apply(plan, known, report, delivery, delivery.status)
  }
}

function apply(
  plan: ReportPlan,
  known: KnownDeliveries,
  report: NewReport,
  delivery: StoredDelivery,
  before: DeliveryStatus | undefined,
): void {
  const { status } = report
  if (!BEFORE[status].includes(before)) return
  const settled = before === 'sent' || before === 'delivered'
  const row = settled && status !== 'failed' ? undefined : rowOf(plan, known, delivery.outbox_id)
  if (status === 'failed' && row?.status === 'leased') {
    // How our own send ends is not written down yet.
    plan.early.push({ key: nameOf(delivery), report })
    return
  }
  const error = status === 'failed' ? optionalText(report.error ?? 'channel.failed') : null
  plan.deliveries.set(nameOf(delivery), { ...delivery, status, status_at: report.at, error })
  if (row === undefined) return
  if (status === 'failed') failed(plan, row, delivery, report)
  else arrived(plan, row, delivery, report)
}

function arrived(plan: ReportPlan, row: ReportedRow, delivery: StoredDelivery, report: NewReport): void {
  const gone = sentPartsOf(row)
  const id = nameOf(delivery)
  const isKnown = gone.some(part => part.id === id)
  const sent = isKnown ? gone : [...gone, { id, platformId: delivery.platform_id ?? '' }]
  if (isWhole(row.parts, JSON.stringify(sent)) && UNSETTLED.includes(row.status)) {
    change(plan, row, { sent, status: 'sent', go_at: null, last_error: null, ended_at: report.at })
    plan.freed.add(row.conversation_id)
  } else if (row.status === 'queued' && isDoubtOver(row.id, row.last_error, gone, sent)) {
    change(plan, row, { sent, run_at: report.at, go_at: report.at })
    plan.freed.add(row.conversation_id)
  } else if (!isKnown) change(plan, row, { sent })
}

function failed(plan: ReportPlan, row: ReportedRow, delivery: StoredDelivery, report: NewReport): void {
  const { part } = delivery
  const sent = sentPartsOf(row).filter(({ id }) => id !== nameOf(delivery))
  // It was cut off already: by a report on a part before it.
  if (report.windowClosed === true && part >= partsOf(row).length) remove(plan, delivery)
  else if (report.windowClosed === true && mayGoAgain(row)) {
    // What went before it stays sent; the rest is rendered anew, for a closed window.
    const kept = partsOf(row).slice(0, part)
    const { at } = report
    change(plan, row, {
      sent: sent.slice(0, part),
      parts: kept.length === 0 ? null : JSON.stringify(kept),
      ...(row.status !== 'parked' && { status: 'queued', run_at: at, go_at: at, ended_at: null }),
    })
    if (delivery.sent_at > (plan.closed.get(row.thread_id) ?? '')) {
      plan.closed.set(row.thread_id, delivery.sent_at)
    }
    plan.freed.add(row.conversation_id)
    remove(plan, delivery)
  } else if (row.status === 'dead') change(plan, row, { sent })
  else {
    const last_error = optionalText(report.error ?? 'channel.failed')
    change(plan, row, { sent, status: 'dead', go_at: null, last_error, ended_at: report.at })
    plan.freed.add(row.conversation_id)
  }
}

/** A template that a closed window does not take either is not tried for ever. */
const MOST_WINDOW_TRIES = 4

const mayGoAgain = ({ status, last_inbound_at, attempts }: ReportedRow): boolean =>
  status === 'queued' ||
  status === 'parked' ||
  (status === 'sent' && (last_inbound_at !== null || attempts < MOST_WINDOW_TRIES))

function remove(plan: ReportPlan, delivery: StoredDelivery): void {
  plan.deliveries.delete(nameOf(delivery))
  plan.removed.set(nameOf(delivery), delivery)
}

function change(
  plan: ReportPlan,
  row: ReportedRow,
  { sent, ...changes }: Partial<ReportedRow> & { sent: SentPart[] },
): void {
  plan.rows.set(row.id, {
    ...row,
    ...changes,
    sent_parts: sent.length === 0 ? null : JSON.stringify(sent),
  })
}

const rowOf = (plan: ReportPlan, known: KnownDeliveries, id: string): ReportedRow | undefined =>
  plan.rows.get(id) ?? known.row(id)

const nameOf = ({ outbox_id, part }: StoredDelivery): string => `${outbox_id}:${part}`

const partsOf = ({ parts }: ReportedRow): Json[] => (parts === null ? [] : JSON.parse(parts))
