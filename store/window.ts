import type { Reach } from './outbox.ts'

/** What a row is parked with: nothing may go on its thread before the customer writes. */
export const WINDOW_CLOSED = 'channel.window_closed: the customer must write first'

/** What a row was dropped with that is only of use while the thread is open. */
export const DROPPED =
  'channel.window_closed: nothing may go before the customer writes, and it would come too late then'

/** `payload` as stored. */
export const isPassing = (payload: string): boolean =>
  (JSON.parse(payload) as { passing?: true }).passing === true

/** A thread of the same customer, as CANDIDATES reads it, the one used last first. */
export interface Candidate {
  id: string
  channel: string
  /** Null too where the platform has said that the window is closed. */
  last_inbound_at: string | null
  /** When the customer last wrote on it, in the conversation that it is in now. */
  used_at: string | null
}

/**
 * Of `threads`: its platform takes nothing free any more. When the customer wrote is known on, since some of what may go hangs on that (a person's words, for
 * days); where that too is refused, it is as if they had never written.
 */
export const CLOSE_WINDOW =
  'last_inbound_at = CASE WHEN closed_after = last_inbound_at THEN NULL ELSE last_inbound_at END, closed_after = last_inbound_at'

/** Whether the platform said so since the customer wrote. */
export const isRefused = (lastInboundAt: string | null, closedAfter: string | null): boolean =>
  lastInboundAt !== null && closedAfter === lastInboundAt

/** Other threads of the customer of a row: `?1` its id. */
export const CANDIDATES = `SELECT t.id, t.channel, nullif(t.last_inbound_at, t.closed_after) AS last_inbound_at,
    (SELECT i.received_at FROM inbox i WHERE i.conversation_id = t.conversation_id AND i.thread_id = t.id AND i.kind = 'activity'
      ORDER BY i.seq DESC LIMIT 1) AS used_at
  FROM outbox o JOIN threads own ON own.id = o.thread_id JOIN threads t ON t.customer_id = own.customer_id AND t.id <> own.id
    JOIN conversations c ON c.id = t.conversation_id
  WHERE o.id = ?1
    AND (t.lent IS NULL OR EXISTS (SELECT 1 FROM inbox w WHERE w.conversation_id = t.conversation_id AND w.thread_id = t.id))
  ORDER BY coalesce(t.last_inbound_at, c.last_activity_at) DESC LIMIT 20`

/** The thread to go to instead: the one used last of those whose channel is on, that are open, and where the customer would read it. */
export const otherThread = (
  candidates: readonly Candidate[],
  reach: readonly Reach[],
  now: string,
): string | undefined =>
  candidates.find(({ channel, last_inbound_at, used_at }) => {
    const on = reach.find(one => one.channel === channel)
    if (on === undefined || !isOpen(used_at ?? undefined, on.usedWithinMs, now)) return false
    return isOpen(last_inbound_at ?? undefined, on.windowMs, now)
  })?.id

/** `windowMs` undefined: always. */
export const isOpen = (
  lastInboundAt: string | undefined,
  windowMs: number | undefined,
  now: string,
): boolean =>
  windowMs === undefined ||
  (lastInboundAt !== undefined && Date.parse(now) - Date.parse(lastInboundAt) < windowMs)
