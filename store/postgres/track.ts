import type { NewReport } from '../delivery.ts'
import { plainText } from '../sql.ts'
import type { NewSentPart, Settlement } from '../store.ts'
import { ON_SENT_AGAIN, type TrackedThread, trackedPart } from '../track-part.ts'
import type { Session } from './database.ts'
import { lockNames } from './lock-names.ts'
import { type Column, unnest } from './many.ts'
import { saveDeliveries } from './save-deliveries.ts'

interface TrackedRow extends TrackedThread {
  outbox_id: string
}

interface EarlyKey {
  channel: string
  account: string
  key: string
}

const KEYS: readonly Column<EarlyKey>[] = [
  ['channel', 'text', one => one.channel],
  ['account', 'text', one => one.account],
  ['key', 'text', one => one.key],
]

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
  const sent = reported.flatMap(one => {
    const thread = threads.get(one.id)
    return thread === undefined ? [] : tracked(one).map(part => trackedPart(thread, part))
  })
  await saveDeliveries(session, sent, ON_SENT_AGAIN)
  const keys = sent.flatMap(({ channel, account, outbox_id, part, platform_id }) =>
    [platform_id ?? '', `${outbox_id}:${part}`].map(key => ({ channel, account, key })),
  )
  const { source, values } = unnest(KEYS, keys)
  const early = await session.all<{ n: number; report: string }>(
    `DELETE FROM early_reports WHERE (channel, account, key) IN (SELECT * FROM ${source}) RETURNING n, report`,
    values,
  )
  return early.sort((a, b) => a.n - b.n).map(({ report }): NewReport => JSON.parse(report))
}
