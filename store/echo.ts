import type { StoredInboxRow } from './inbox-row.ts'

/*
 * An echo tells of a message on our account's side of the thread: a person's at the platform's own app, or one that we sent ourselves. The platform may
 * tell of ours before our own settling is written down, so an echo waits for sends that are in flight.
 */

/** No send takes longer to be written down. Milliseconds. */
const WAIT_MS = 5_000

/** Of an inbox row of kind `echo` (`?1`): whether we sent it. */
export const OWN_ECHO = `SELECT 1 AS own FROM inbox i
  JOIN deliveries d ON d.channel = i.channel AND d.account = i.account AND d.platform_id = i.platform_id WHERE i.id = ?1 LIMIT 1`

/** Of a conversation (`?1`): whether something to its customer is in flight. */
export const IN_FLIGHT = `SELECT 1 AS flying FROM outbox
  WHERE conversation_id = ?1 AND go_at IS NOT NULL AND status = 'leased' AND kind = 'activities' LIMIT 1`

/** Whether it is too early to say whose an echo is that we don't know. */
export const mayWait = (row: StoredInboxRow, now: string): boolean =>
  Date.parse(now) - Date.parse(row.received_at) < WAIT_MS
