import type { StoredDelivery } from '../report-plan.ts'
import type { Session } from './database.ts'
import { type Column, unnest } from './many.ts'

const DELIVERIES: readonly Column<StoredDelivery>[] = [
  ['outbox_id', 'text', one => one.outbox_id],
  ['part', 'bigint', one => one.part],
  ['thread_id', 'text', one => one.thread_id],
  ['channel', 'text', one => one.channel],
  ['account', 'text', one => one.account],
  ['platform_id', 'text', one => one.platform_id],
  ['sent_at', 'text', one => one.sent_at],
  ['status', 'text', one => one.status],
  ['status_at', 'text', one => one.status_at],
  ['error', 'text', one => one.error],
]

/** Writes what is known of sent parts, each once. `conflict`: what becomes of a row that is there. */
export async function saveDeliveries(
  session: Session,
  deliveries: readonly StoredDelivery[],
  conflict: string,
): Promise<void> {
  if (deliveries.length === 0) return
  const names = DELIVERIES.map(([name]) => name).join(', ')
  const { source, values } = unnest(DELIVERIES, deliveries)
  await session.run(`INSERT INTO deliveries (${names}) SELECT * FROM ${source} ${conflict}`, values)
}
