import type { HandoffSummary } from '../../../protocol/api/handoff.ts'

export const VIEWS = ['mine', 'unassigned', 'all', 'overdue', 'closed'] as const
export type View = (typeof VIEWS)[number]
export const SORTS = ['urgency', 'deadline', 'waiting', 'newest', 'oldest'] as const
export type Sort = (typeof SORTS)[number]

/** What narrows a view; an empty one lets everything through. */
export const FILTERS = ['status', 'team', 'language', 'channel'] as const
export type Filter = (typeof FILTERS)[number]

/** What of the queue is shown, and in which order. `find`: in name, summary and last message. */
export interface QueueView {
  view: View
  sort: Sort
  find: string
  filters: Record<Filter, string>
}

export type ViewCounts = Record<Exclude<View, 'closed'>, number>

const PRIORITY = { urgent: 0, high: 1, normal: 2, low: 3 } as const

/** Past the promise while nobody has answered, by our own clock: the server told how it was when it told. */
export function isOverdue(row: HandoffSummary, nowMs: number): boolean {
  if (row.overdue) return true
  return (row.status === 'waiting' || row.status === 'offered') && Date.parse(row.deadlineAt) < nowMs
}

function isIn(view: View, row: HandoffSummary, me: string, nowMs: number): boolean {
  switch (view) {
    case 'mine':
      return row.agentId === me
    case 'unassigned':
      return row.status === 'waiting'
    case 'overdue':
      return isOverdue(row, nowMs)
    default:
      return true
  }
}

/** The rows of a view in its order; the order of equals is that of their ids, so that nothing jumps. */
export function rowsOf(
  rows: readonly HandoffSummary[],
  { view, sort, find, filters }: QueueView,
  me: string,
  nowMs: number,
): HandoffSummary[] {
  const wanted = find.trim().toLocaleLowerCase()
  const found = rows.filter(
    row =>
      isIn(view, row, me, nowMs) &&
      FILTERS.every(name => filters[name] === '' || row[name] === filters[name]) &&
      (wanted === '' || textOf(row).includes(wanted)),
  )
  // What has ended comes from the server, newest first.
  return view === 'closed' ? found : found.sort(comparing(sort, me))
}

const textOf = ({ customerName = '', summary, lastMessage }: HandoffSummary): string =>
  `${customerName}\n${summary}\n${lastMessage?.text ?? ''}`.toLocaleLowerCase()

function comparing(sort: Sort, me: string): (a: HandoffSummary, b: HandoffSummary) => number {
  const offered = (row: HandoffSummary) => (row.status === 'offered' && row.agentId === me ? 0 : 1)
  const byId = (a: HandoffSummary, b: HandoffSummary) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  // Who waits for nothing stands behind all who wait.
  const waits = ({ waitingSince }: HandoffSummary) => waitingSince ?? '9'
  const orders: Record<Sort, (a: HandoffSummary, b: HandoffSummary) => number> = {
    urgency: (a, b) =>
      offered(a) - offered(b) ||
      PRIORITY[a.priority] - PRIORITY[b.priority] ||
      text(a.deadlineAt, b.deadlineAt),
    deadline: (a, b) => text(a.deadlineAt, b.deadlineAt),
    waiting: (a, b) => text(waits(a), waits(b)),
    newest: (a, b) => text(b.createdAt, a.createdAt),
    oldest: (a, b) => text(a.createdAt, b.createdAt),
  }
  const order = orders[sort]
  return (a, b) => order(a, b) || byId(a, b)
}

/** How many are in each view, whatever the filters. */
export function countViews(rows: readonly HandoffSummary[], me: string, nowMs: number): ViewCounts {
  const counts = { mine: 0, unassigned: 0, all: rows.length, overdue: 0 }
  for (const row of rows) {
    if (row.agentId === me) counts.mine += 1
    if (row.status === 'waiting') counts.unassigned += 1
    if (isOverdue(row, nowMs)) counts.overdue += 1
  }
  return counts
}

/** What a filter can be set to, and how many rows of the view have it: most first. */
export function choicesOf(
  rows: readonly HandoffSummary[],
  filter: Filter,
  view: View,
  me: string,
  nowMs: number,
): { value: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const value = row[filter]
    if (value !== undefined && isIn(view, row, me, nowMs)) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
}
