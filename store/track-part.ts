import { partOf, type StoredDelivery } from './report-plan.ts'
import { plainText } from './sql.ts'
import type { NewSentPart } from './store.ts'

/** The thread of a sent row, with up to when all on it was delivered and read. */
export interface TrackedThread {
  id: string
  channel: string
  account: string
  delivered_to: string | null
  read_to: string | null
}

/** For an INSERT of such rows: a part that is sent anew begins anew; one that a report on our key was faster with keeps what that told. */
export const ON_SENT_AGAIN = `ON CONFLICT (outbox_id, part) DO UPDATE SET thread_id = excluded.thread_id, channel = excluded.channel, account = excluded.account,
    status = CASE WHEN coalesce(deliveries.platform_id, excluded.platform_id) = excluded.platform_id THEN deliveries.status ELSE excluded.status END,
    status_at = CASE WHEN coalesce(deliveries.platform_id, excluded.platform_id) = excluded.platform_id THEN deliveries.status_at ELSE excluded.status_at END,
    error = CASE WHEN coalesce(deliveries.platform_id, excluded.platform_id) = excluded.platform_id THEN deliveries.error END,
    platform_id = excluded.platform_id, sent_at = excluded.sent_at`

/** The row of a part, as it begins. */
export function trackedPart(
  thread: TrackedThread,
  { id, platformId, sentAt = '' }: NewSentPart,
): StoredDelivery {
  const { outboxId = id, part = 0 } = partOf(id) ?? {}
  const isUpTo = (mark: string | null) => mark !== null && sentAt <= mark
  return {
    outbox_id: outboxId,
    part,
    thread_id: thread.id,
    channel: thread.channel,
    account: thread.account,
    platform_id: plainText(platformId),
    sent_at: sentAt,
    status: isUpTo(thread.read_to) ? 'read' : isUpTo(thread.delivered_to) ? 'delivered' : 'sent',
    status_at: sentAt,
    error: null,
  }
}
