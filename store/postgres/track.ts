import type { NewReport } from '../delivery.ts'
import { plainText } from '../sql.ts'
import type { NewSentPart, Settlement } from '../store.ts'
import { TRACK_PART, type TrackedThread, trackedPart } from '../track-part.ts'
import type { Session } from './database.ts'
import { lockNames } from './lock-names.ts'

interface TrackedRow extends TrackedThread {
  outbox_id: string
}

const tracked = ({ parts = [] }: Settlement): NewSentPart[] =>
  parts.filter(({ sentAt }) => sentAt !== undefined)

/** Keeps reports on these parts away until the settling commits. Before any row is locked. */
export const lockTracked = (session: Session, settlements: readonly Settlement[]): Promise<void> =>
  lockNames(
    session,
    settlements.flatMap(tracked).flatMap(({ id, platformId }) => [id, plainText(platformId)]),
  )

/** Keeps of each part that its platform will report on that it went; answers the reports that were faster. */
export async function track(session: Session, settlements: readonly Settlement[]): Promise<NewReport[]> {
  const reported = settlements.filter(one => tracked(one).length > 0)
  if (reported.length === 0) return []
  const rows = await session.all<TrackedRow>(
    `SELECT o.id AS outbox_id, t.id, t.channel, t.account, t.delivered_to, t.read_to FROM outbox o JOIN threads t ON t.id = o.thread_id
     WHERE o.id = ANY(?1::text[]) ORDER BY t.id FOR SHARE OF t`,
    [reported.map(({ id }) => id)],
  )
  const threads = new Map(rows.map(row => [row.outbox_id, row]))
  const early: NewReport[] = []
  for (const one of reported) {
    const thread = threads.get(one.id)
    if (thread === undefined) continue
    const parts = tracked(one)
    for (const part of parts) await session.run(TRACK_PART, trackedPart(thread, part))
    const found = await session.all<{ n: number; report: string }>(
      'DELETE FROM early_reports WHERE channel = ?1 AND account = ?2 AND key = ANY(?3::text[]) RETURNING n, report',
      [thread.channel, thread.account, parts.flatMap(({ id, platformId }) => [id, plainText(platformId)])],
    )
    early.push(...found.sort((a, b) => a.n - b.n).map(({ report }): NewReport => JSON.parse(report)))
  }
  return early
}
