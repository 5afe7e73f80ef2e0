import { partOf } from './report-plan.ts'
import { plainText, type SqlValue } from './sql.ts'
import type { NewSentPart } from './store.ts'

/** The thread of a sent row, with up to when all on it was delivered and read. */
export interface TrackedThread {
  id: string
  channel: string
  account: string
  delivered_to: string | null
  read_to: string | null
}

/** A part that is sent anew begins anew; one that a report on our key was faster with keeps what that told. */
export const TRACK_PART = `INSERT INTO deliveries (outbox_id, part, thread_id, channel, account, platform_id, sent_at, status, status_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7)
  ON CONFLICT (outbox_id, part) DO UPDATE SET thread_id = excluded.thread_id, channel = excluded.channel, account = excluded.account,
    status = CASE WHEN coalesce(deliveries.platform_id, excluded.platform_id) = excluded.platform_id THEN deliveries.status ELSE excluded.status END,
    status_at = CASE WHEN coalesce(deliveries.platform_id, excluded.platform_id) = excluded.platform_id THEN deliveries.status_at ELSE excluded.status_at END,
    error = CASE WHEN coalesce(deliveries.platform_id, excluded.platform_id) = excluded.platform_id THEN deliveries.error END,
    platform_id = excluded.platform_id, sent_at = excluded.sent_at`

/** The values of TRACK_PART. */
export function trackedPart(thread: TrackedThread, { id, platformId, sentAt = '' }: NewSentPart): SqlValue[] {
  const { outboxId = id, part = 0 } = partOf(id) ?? {}
  const isUpTo = (mark: string | null) => mark !== null && sentAt <= mark
  const status = isUpTo(thread.read_to) ? 'read' : isUpTo(thread.delivered_to) ? 'delivered' : 'sent'
  return [outboxId, part, thread.id, thread.channel, thread.account, plainText(platformId), sentAt, status]
}
