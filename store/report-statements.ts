import type { DeliveryStatus } from '../protocol/channel-event.ts'

/** Where a thread keeps up to when all was delivered, or read. */
export const MARK_COLUMNS: Readonly<Partial<Record<DeliveryStatus, string>>> = {
  delivered: 'delivered_to',
  read: 'read_to',
}

/** Moves all that was sent on a thread up to a time: `?1` thread, `?2` time, `?3` status, `?4` when that was told. */
export const MARK_MOVES = `UPDATE deliveries SET status = ?3, status_at = ?4
  WHERE thread_id = ?1 AND sent_at <= ?2 AND status IN ('sent', 'delivered') AND status <> ?3`

/** The conversation of an outbox row, `?1`, when a human owns it: the desk is told. */
export const OF_DESK_BY_ROW = `SELECT c.id FROM outbox o JOIN conversations c ON c.id = o.conversation_id WHERE o.id = ?1 AND c.owner = 'human'`

/** The same of a thread. */
export const OF_DESK_BY_THREAD = `SELECT c.id FROM threads t JOIN conversations c ON c.id = t.conversation_id WHERE t.id = ?1 AND c.owner = 'human'`

/** What reports changed beside themselves. */
export interface Reported {
  /** Conversations that have something to go again. */
  freed: number
  /** Conversations of the desk that they told of. */
  desk: string[]
}

/** For an INSERT of what was reported: it stands. */
export const AS_REPORTED = `ON CONFLICT (outbox_id, part) DO UPDATE SET platform_id = excluded.platform_id, status = excluded.status,
  status_at = excluded.status_at, error = excluded.error`
