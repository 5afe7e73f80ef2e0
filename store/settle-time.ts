import { isoTime } from '../protocol/clock.ts'
import type { NewMessage } from './store.ts'

/** Settle times that a customer who keeps on typing may delay the first of their bubbles. */
const LONGEST_WAIT = 4

/** A pending row of the conversation. `settles`: a bubble that was sent to be read with the next ones. */
export interface PendingRow {
  id: string
  settles: boolean
  receivedAt: string
  dueAt: string
}

/** The earlier of two ISO 8601 times. */
export function earlier(a: string, b: string): string {
  if (a < b) return a
  return b
}

/**
 * When a message is due, given the conversation's pending rows, whose `dueAt` it moves in place: a further bubble takes all pending ones with it to its own time, at
 * most four settle times after the first; a pressed choice makes them due with it. Echoes move nothing.
 */
export function settle(
  message: Pick<NewMessage, 'kind' | 'settle' | 'receivedAt' | 'dueAt'>,
  pending: readonly PendingRow[],
): string {
  if (message.kind !== 'activity') return message.dueAt
  const bubbles = pending.filter(row => row.settles)
  const first = bubbles[0]
  if (first === undefined) return message.dueAt
  if (!message.settle) {
    for (const bubble of bubbles) bubble.dueAt = earlier(bubble.dueAt, message.dueAt)
    return message.dueAt
  }
  const settleMs = Date.parse(message.dueAt) - Date.parse(message.receivedAt)
  const latest = isoTime(Date.parse(first.receivedAt) + LONGEST_WAIT * settleMs)
  const dueAt = earlier(message.dueAt, latest)
  for (const bubble of bubbles) bubble.dueAt = dueAt
  return dueAt
}

/** Of conversation ?1: what an agent says (or gives back) at ?2 is taken after the bubbles that the customer had sent, so they wait no longer than it. */
export const BUBBLES_BEFORE = `UPDATE inbox SET due_at = ?2 WHERE conversation_id = ?1 AND status = 'pending' AND settles = 1 AND due_at > ?2`
