import type { HandoffSummary } from '../../protocol/api/handoff.ts'
import { summarise } from '../context-package.ts'
import type { DeskHandoff } from '../desk-store.ts'
import type { DeskDeps } from './deps.ts'

/** Hand-offs as rows of the queue, with their agents' names. */
export function queueRows(deps: DeskDeps, handoffs: readonly DeskHandoff[]): Promise<HandoffSummary[]> {
  const now = deps.clock()
  const rows = handoffs.map(handoff => ({
    ...summarise(handoff, now),
    customerId: handoff.customerId,
    updatedAt: handoff.updatedAt,
  }))
  return withNames(deps, rows)
}

/** With the names of their agents. */
export async function withNames<Row extends { agentId?: string | undefined }>(
  { agents }: Pick<DeskDeps, 'agents'>,
  rows: readonly Row[],
): Promise<(Row & { agentName?: string })[]> {
  if (rows.every(({ agentId }) => agentId === undefined)) return [...rows]
  const names = new Map((await agents()).map(({ id, name }) => [id, name]))
  return rows.map(row => {
    const name = row.agentId === undefined ? undefined : names.get(row.agentId)
    return name === undefined ? row : { ...row, agentName: name }
  })
}
