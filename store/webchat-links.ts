import type { Activity } from '../protocol/activity.ts'
import { plainText, type Sql } from './sql.ts'
import type { WebchatLogStore } from './store.ts'

const PAGE = 100

/** `?1` the key, `?2` the entry up to which the customer has had it. */
export const REACHED = 'UPDATE webchat SET reached = ?2 WHERE key = ?1 AND coalesce(reached, 0) < ?2'

/** What is known of who reads a web chat, and the ways back into it. */
export function createWebchatReach(
  sql: Sql,
): Pick<WebchatLogStore, 'reached' | 'unseen' | 'issueLink' | 'redeemLink'> {
  return {
    async reached(key, seq) {
      await sql.write([REACHED, [plainText(key), seq]])
    },

    async unseen(key, limit) {
      const found: { seq: number; activity: Activity }[] = []
      // Whatever else stands in the log, as notices do, is passed by: who speaks stands within the JSON.
      for (let after = 0; ; ) {
        const rows = await sql.all<{ seq: number; activity: string }>(
          `SELECT seq, activity FROM webchat_log WHERE key = ?1 AND seq > ?2
             AND seq > coalesce((SELECT reached FROM webchat WHERE key = ?1), 0) ORDER BY seq LIMIT 0 + ?3`,
          [plainText(key), after, PAGE],
        )
        for (const row of rows) {
          const activity = JSON.parse(row.activity)
          if (activity.type !== 'message' || activity.channelData?.speaker !== 'agent') continue
          if (found.length < limit) found.push({ seq: row.seq, activity })
        }
        if (rows.length < PAGE || found.length >= limit) return found
        after = rows.at(-1)?.seq ?? after
      }
    },

    async issueLink({ hash, key, until }) {
      await sql.write([
        `INSERT INTO webchat_links (key, hash, until) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET hash = excluded.hash, until = excluded.until`,
        [plainText(key), hash, until],
      ])
    },

    async redeemLink(hash, now) {
      const rows = await sql.all<{ key: string }>(
        'SELECT key FROM webchat_links WHERE hash = ?1 AND until > ?2',
        [hash, now],
      )
      const [taken] = await sql.write(['DELETE FROM webchat_links WHERE hash = ?1', [hash]])
      // Of two who come at once, one gets in.
      return taken === 1 ? rows[0]?.key : undefined
    },
  }
}
