import { isoTime } from '../protocol/clock.ts'
import { sweepLent } from './lent-threads.ts'
import { UPLOADED } from './media.ts'
import type { Sql } from './sql.ts'

const HOUR_MS = 3_600_000
/** Limits look back 24 hours at most; their keys may hold a network address, so they are not kept for long. */
const TRIES_KEPT_MS = 48 * HOUR_MS
/** What nobody asked for in a day speaks of nothing that we sent. */
const EARLY_REPORTS_KEPT_MS = 24 * HOUR_MS
/** Slack delivers again for about an hour. */
const SLACK_EVENTS_KEPT_MS = 7 * 24 * HOUR_MS
/** As long as a client may ask for the answer to a write again. */
const ANSWERS_KEPT_MS = 24 * HOUR_MS
const FILES_KEPT_MS = 24 * HOUR_MS
/** A stored conversation is replayed on the version that it had. */
const VERSIONS_KEPT_MS = 90 * 24 * HOUR_MS
/** Of each bot, however old: the current one is the newest of them. */
const NEWEST_VERSIONS_KEPT = 20
/** Conversations closed in one transaction, so that a customer's message never waits long behind the sweep. */
const BATCH = 500

/**
 * Deletes what is past keeping and closes conversations that have been idle, so that their content version is no longer
 * pinned. Inbox rows stay: they are the memory of which platform ids came before (kept well over the seven days that platforms redeliver).
 */
export async function sweep(sql: Sql, now: string, idleMs: number): Promise<void> {
  const nowMs = Date.parse(now)
  await sql.write(['DELETE FROM tries WHERE at_ms < ?1', [nowMs - TRIES_KEPT_MS]])
  await sql.write(['DELETE FROM proofs WHERE until_ms <= ?1', [nowMs]])
  await sql.write(['DELETE FROM continuation_codes WHERE until_ms <= ?1', [nowMs]])
  await sql.write(['DELETE FROM sessions WHERE expires_at <= ?1', [now]])
  await sql.write(['DELETE FROM early_reports WHERE at < ?1', [isoTime(nowMs - EARLY_REPORTS_KEPT_MS)]])
  await sql.write(['DELETE FROM webchat_files WHERE at < ?1', [isoTime(nowMs - FILES_KEPT_MS)]])
  await sql.write([
    'DELETE FROM slack_events WHERE go_at IS NULL AND at < ?1',
    [isoTime(nowMs - SLACK_EVENTS_KEPT_MS)],
  ])
  await sql.write(['DELETE FROM idempotent_writes WHERE at < ?1', [isoTime(nowMs - ANSWERS_KEPT_MS)]])
  // What was uploaded and never sent; its bytes go with the next sweep of bytes that nobody names.
  await sql.write([
    `DELETE FROM media WHERE conversation_id = '' AND channel = '${UPLOADED}' AND at < ?1`,
    [isoTime(nowMs - FILES_KEPT_MS)],
  ])
  await sql.write(['DELETE FROM webchat_links WHERE until <= ?1', [now]])
  await closeIdle(sql, isoTime(nowMs - idleMs))
  await sweepLent(sql)
  await sql.write([
    `DELETE FROM versions WHERE at < ?1
       AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.status = 'open' AND c.content_version = versions.hash)
       AND (SELECT count(*) FROM versions newer WHERE newer.bot = versions.bot AND newer.at > versions.at) >= ?2`,
    [isoTime(nowMs - VERSIONS_KEPT_MS), NEWEST_VERSIONS_KEPT],
  ])
}

/** Rows that wait (a timer, a call's answer) keep a conversation open. `idleSince`: last activity before it. */
async function closeIdle(sql: Sql, idleSince: string): Promise<void> {
  let after = ''
  for (;;) {
    const rows = await sql.all<{ opened_at: string }>(
      `SELECT opened_at FROM conversations WHERE status = 'open' AND owner = 'bot' AND opened_at >= ?1 AND opened_at < ?2
       ORDER BY opened_at LIMIT ?3`,
      [after, idleSince, BATCH],
    )
    const last = rows.at(-1)?.opened_at
    if (last === undefined) return
    await sql.write([
      `UPDATE conversations SET status = 'closed' WHERE status = 'open' AND owner = 'bot' AND opened_at >= ?1 AND opened_at <= ?2
         AND last_activity_at < ?3 AND ready_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.conversation_id = conversations.id AND i.status = 'held')`,
      [after, last, idleSince],
    ])
    if (rows.length < BATCH) return
    // Equal times at the end of a batch were closed with it; the few that stay open are read once more.
    after = last === after ? `${last}\u0020` : last
  }
}
