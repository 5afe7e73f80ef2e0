import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import { isOverdue } from '../queue/view.ts'

export interface Waiting {
  /** Whose customer has no answer. */
  waiting: number
  overdue: number
  /** Milliseconds; undefined while nobody waits. */
  longest: number | undefined
  median: number | undefined
}

/** How long customers of these wait now. */
export function waitingOf(rows: readonly HandoffSummary[], nowMs: number): Waiting {
  const waits = rows
    .flatMap(({ waitingSince }) =>
      waitingSince === undefined ? [] : [Math.max(0, nowMs - Date.parse(waitingSince))],
    )
    .sort((a, b) => a - b)
  return {
    waiting: waits.length,
    overdue: rows.filter(row => isOverdue(row, nowMs)).length,
    longest: waits.at(-1),
    median: waits[Math.floor((waits.length - 1) / 2)],
  }
}

/** By what one field of them says, those who wait longest first. */
export function waitingBy(
  rows: readonly HandoffSummary[],
  field: 'language' | 'team' | 'channel',
  nowMs: number,
): { name: string; open: number; waiting: Waiting }[] {
  return [...Map.groupBy(rows, row => row[field] ?? '')]
    .map(([name, some]) => ({ name, open: some.length, waiting: waitingOf(some, nowMs) }))
    .sort((a, b) => (b.waiting.longest ?? -1) - (a.waiting.longest ?? -1) || b.open - a.open)
}

/** Overdue first, then by deadline; what has been answered comes last. */
export function overdueFirst(rows: readonly HandoffSummary[], nowMs: number): HandoffSummary[] {
  const rank = (row: HandoffSummary) =>
    isOverdue(row, nowMs)
      ? 0
      : row.status === 'waiting' || row.status === 'offered'
        ? 1
        : row.waitingSince === undefined
          ? 3
          : 2
  const ranks = new Map(rows.map(row => [row.id, rank(row)]))
  return rows.toSorted(
    (a, b) =>
      (ranks.get(a.id) ?? 3) - (ranks.get(b.id) ?? 3) ||
      (a.deadlineAt < b.deadlineAt ? -1 : a.deadlineAt > b.deadlineAt ? 1 : 0),
  )
}
