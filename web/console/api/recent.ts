import type { HandoffSummary } from '../../../protocol/api/handoff.ts'

const OPEN = new Set<string>(['waiting', 'offered', 'active', 'on_hold'])
const KEPT = 2_000

/** What the stream told last of each hand-off: pages that were on their way meanwhile are older than that. */
const recent = new Map<string, HandoffSummary>()

export const isOpen = ({ status }: Pick<HandoffSummary, 'status'>): boolean => OPEN.has(status)

export function rememberRecent(handoff: HandoffSummary): void {
  recent.delete(handoff.id)
  recent.set(handoff.id, handoff)
  if (recent.size > KEPT) recent.delete(recent.keys().next().value as string)
}

/** It is no longer ours to see. */
export function forgetOne(id: string): void {
  recent.delete(id)
}

export function forgetRecent(): void {
  recent.clear()
}

/** Rows of the server, each replaced by what the stream told of it since, where that is newer. */
export function overlayRecent(rows: readonly HandoffSummary[]): HandoffSummary[] {
  if (recent.size === 0) return [...rows]
  const known = new Set(rows.map(({ id }) => id))
  const merged = rows.map(row => {
    const told = recent.get(row.id)
    return told !== undefined && changedAt(told) >= changedAt(row) ? told : row
  })
  const missing = [...recent.values()].filter(({ id }) => !known.has(id))
  return [...merged, ...missing].filter(isOpen)
}

const changedAt = ({ updatedAt, createdAt }: HandoffSummary): string => updatedAt ?? createdAt
