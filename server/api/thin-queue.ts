import type { DeskStore } from '../../handoff/desk-store.ts'
import { sees } from '../../handoff/visibility.ts'
import type { HandoffRow, HandoffStatus, Store } from '../../store/store.ts'

/** Until the store itself filters the queue. */
export function thinQueue({
  handoffs,
}: Pick<Store, 'handoffs'>): Pick<DeskStore['handoffs'], 'page' | 'counts'> {
  const open: readonly HandoffStatus[] = ['waiting', 'offered', 'active', 'on_hold']
  const overdue = (row: HandoffRow, now: string) =>
    (row.status === 'waiting' || row.status === 'offered') && row.deadlineAt < now
  const visible = (row: HandoffRow, to: { agentId: string; teams: readonly string[] } | undefined) =>
    to === undefined || sees({ id: to.agentId, teams: to.teams }, row)
  return {
    async page({ status, visibleTo, team, agentId, language, channel, overdueAt, q, order, after, limit }) {
      const rows = await handoffs.list({ ...(status === undefined ? {} : { status }), limit: 10_000 })
      const found = rows.filter(
        row =>
          visible(row, visibleTo) &&
          (team === undefined || row.team === (team ?? undefined)) &&
          (agentId === undefined || row.agentId === (agentId ?? undefined)) &&
          (language === undefined || row.language === language) &&
          (channel === undefined || row.channel === channel) &&
          (overdueAt === undefined || overdue(row, overdueAt)) &&
          (q === undefined || JSON.stringify(row).toLowerCase().includes(q.toLowerCase())),
      )
      if (order === 'newest') found.reverse()
      const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1
      const items = found.slice(from, from + limit)
      const last = items.at(-1)
      return { items, ...(found.length > from + limit && last !== undefined ? { next: last.id } : {}) }
    },
    async counts({ visibleTo, agentId, now }) {
      const rows = (await handoffs.list({ status: open, limit: 10_000 })).filter(row =>
        visible(row, visibleTo),
      )
      const byStatus: Partial<Record<HandoffStatus, number>> = {}
      for (const { status } of rows) byStatus[status] = (byStatus[status] ?? 0) + 1
      return {
        byStatus,
        mine: rows.filter(row => row.agentId === agentId).length,
        unassigned: rows.filter(row => row.agentId === undefined).length,
        overdue: rows.filter(row => overdue(row, now)).length,
      }
    },
  }
}
