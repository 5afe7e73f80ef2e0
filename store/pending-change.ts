import type { Activity } from '../protocol/activity.ts'

/** The pending row of a message that the customer changed or took back: `?1` channel, `?2` account, `?3` its platform id, `?4` conversation. */
export const PENDING_ORIGINAL = `SELECT id, payload FROM inbox
  WHERE channel = ?1 AND account = ?2 AND platform_id = ?3 AND conversation_id = ?4 AND status = 'pending' AND kind = 'activity'`

/** Taken back before it was read: `?1` row, `?2` when. */
export const WITHDRAW = `UPDATE inbox SET status = 'done', note = 'withdrawn', handled_at = ?2 WHERE id = ?1`

/** The stored activity with the words that it has now. */
export const withText = (payload: string, text: string): string => {
  const activity: Activity = JSON.parse(payload)
  return JSON.stringify({ ...activity, text })
}
