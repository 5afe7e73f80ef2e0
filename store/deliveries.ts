import type { Activity } from '../protocol/activity.ts'
import type { DeliveryStatus } from '../protocol/channel-event.ts'
import { plainText, type Sql } from './sql.ts'
import type { Delivery, DeliveryStore, NewReport, OutboxStatus } from './store.ts'

interface RowOfEntries {
  id: string
  payload: string
  status: OutboxStatus
  last_error: string | null
  created_at: string
  ended_at: string | null
}

interface PartOfRow {
  outbox_id: string
  status: DeliveryStatus
  status_at: string
  error: string | null
}

/** Ids looked for in one statement. */
const AT_ONCE = 100
const PLACES = Array.from({ length: AT_ONCE }, (_, n) => `?${n + 1}`).join(', ')

const ROWS = `SELECT id, payload, status, last_error, created_at, ended_at FROM outbox WHERE kind = 'activities' AND id IN (${PLACES})`
const PARTS = `SELECT outbox_id, status, status_at, error FROM deliveries WHERE outbox_id IN (${PLACES})`

const RANK: Readonly<Record<DeliveryStatus, number>> = { failed: 0, sent: 1, delivered: 2, read: 3 }

/** `report` is what differs between the engines. */
export function createDeliveries(sql: Sql, report: DeliveryStore['report']): DeliveryStore {
  async function byIds<Row extends object>(statement: string, ids: readonly string[]): Promise<Row[]> {
    const rows: Row[] = []
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE)
      // Always as many places, so that the statement is prepared once.
      const values = [...some, ...Array<null>(AT_ONCE - some.length).fill(null)]
      rows.push(...(await sql.all<Row>(statement, values)))
    }
    return rows
  }
  return {
    report: reports => report(reports.map(plainReport)),
    async of(entryIds) {
      const rows = await byIds<RowOfEntries>(ROWS, rowIds(entryIds))
      const ids = rows.map(({ id }) => id)
      const parts = Map.groupBy(await byIds<PartOfRow>(PARTS, ids), part => part.outbox_id)
      return new Map(
        rows.flatMap(row => {
          const delivery = deliveryOf(row, parts.get(row.id) ?? [])
          return activityIds(row).map(id => [id, delivery] as const)
        }),
      )
    },
  }
}

const plainReport = (report: NewReport): NewReport => ({
  ...report,
  account: plainText(report.account),
  ...(report.threadKey !== undefined && { threadKey: plainText(report.threadKey) }),
  ...(report.platformIds !== undefined && { platformIds: report.platformIds.map(plainText) }),
})

/** Messages of one row at most. */
const MOST_MESSAGES = 40

/** A row has the id of its first activity: `<inboxId>:<n>` of one before it, or a sign of typing. */
function rowIds(entryIds: readonly string[]): string[] {
  const ids = entryIds.flatMap(id => {
    const [, inboxId, n] = /^(.+):(\d+)$/s.exec(id) ?? []
    if (inboxId === undefined) return []
    const before = Array.from({ length: Math.min(Number(n), MOST_MESSAGES) }, (_, one) => `${inboxId}:${one}`)
    return [id, ...before, `${inboxId}:typing`]
  })
  return [...new Set(ids)]
}

function activityIds({ payload }: RowOfEntries): string[] {
  const { activities }: { activities: Activity[] } = JSON.parse(payload)
  return activities.flatMap(({ id }) => id ?? [])
}

function deliveryOf(row: RowOfEntries, parts: readonly PartOfRow[]): Delivery {
  const { status, last_error, ended_at, created_at } = row
  const error = last_error === null ? {} : { error: last_error }
  const at = ended_at ?? created_at
  if (status === 'dead') return { status: 'failed', at, ...error }
  if (status === 'parked') return { status, at, ...error }
  if (status === 'cancelled') return { status, at }
  if (status !== 'sent') return { status: 'waiting', at, ...error }
  const least = parts.toSorted((a, b) => RANK[a.status] - RANK[b.status])[0]
  return least === undefined ? { status: 'sent', at } : { status: least.status, at: least.status_at }
}
