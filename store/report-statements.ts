import type { DeliveryStatus } from '../protocol/channel-event.ts'

/** Where a thread keeps up to when all was delivered, or read. */
export const MARK_COLUMNS: Readonly<Partial<Record<DeliveryStatus, string>>> = {
  delivered: 'delivered_to',
  read: 'read_to',
}

/** Moves all that was sent on a thread up to a time: `?1` thread, `?2` time, `?3` status, `?4` when that was told. */
export const MARK_MOVES = `UPDATE deliveries SET status = ?3, status_at = ?4
  WHERE thread_id = ?1 AND sent_at <= ?2 AND status IN ('sent', 'delivered') AND status <> ?3`

/** For an INSERT of what was reported: it stands. */
export const AS_REPORTED = `ON CONFLICT (outbox_id, part) DO UPDATE SET platform_id = excluded.platform_id, status = excluded.status,
  status_at = excluded.status_at, error = excluded.error`
