import type { SlackEvent, SlackPost, SlackStore, SlackThread } from './slack.ts'
import { plainText, type Sql, type Statement } from './sql.ts'
import type { Wake } from './wake.ts'

interface StoredThread {
  handoff_id: string
  conversation_id: string
  channel_id: string
  ts: string
  shown: string | null
  upto: string | null
  at: string
  left_at: string | null
}

interface StoredPost {
  handoff_id: string
  key: string
  ts: string
  shown: string | null
  at: string
}

interface StoredSlackEvent {
  n: number
  key: string
  body: string
  go_at: string
  attempts: number
  at: string
}

const threadOf = (row: StoredThread): SlackThread => ({
  handoffId: row.handoff_id,
  conversationId: row.conversation_id,
  channelId: row.channel_id,
  ts: row.ts,
  at: row.at,
  ...(row.shown !== null && { shown: row.shown }),
  ...(row.upto !== null && { upto: row.upto }),
  ...(row.left_at !== null && { leftAt: row.left_at }),
})

const postOf = (row: StoredPost): SlackPost => ({
  handoffId: row.handoff_id,
  key: row.key,
  ts: row.ts,
  at: row.at,
  ...(row.shown !== null && { shown: row.shown }),
})

const eventOf = (row: StoredSlackEvent): SlackEvent => ({
  n: row.n,
  key: row.key,
  body: JSON.parse(row.body),
  attempts: row.attempts + 1,
  at: row.at,
})

/** A row behind one that waits for its retry is not looked at before that one may go. The first of each id stands. */
const QUEUE_NOTICE = `INSERT INTO outbox (id, conversation_id, thread_id, lane, kind, payload, speaker, ownership_version, notice, status, run_at, go_at, attempts, created_at)
  SELECT ?1, c.id, c.thread_id, 'desk', 'desk', ?3, 'system', c.ownership_version, 1, 'queued', ?4,
    coalesce((SELECT max(o.go_at) FROM outbox o WHERE o.conversation_id = ?2 AND o.lane = 'desk' AND o.go_at IS NOT NULL AND o.status = 'queued' AND o.go_at > ?4), ?4), 0, ?4
  FROM conversations c WHERE c.id = ?2
  ON CONFLICT (id) DO NOTHING`

export function createSlack(sql: Sql, wake: Wake): SlackStore {
  const threads = async (where: string, ...values: string[]) => {
    const [row] = await sql.all<StoredThread>(`SELECT * FROM slack_threads WHERE ${where}`, values)
    return row && threadOf(row)
  }
  const thread = (handoffId: string) =>
    threads('handoff_id = ?1 AND left_at IS NULL ORDER BY at DESC LIMIT 1', handoffId)
  const threadIn = (handoffId: string, channelId: string) =>
    threads('handoff_id = ?1 AND channel_id = ?2', handoffId, channelId)
  return {
    thread,
    threadIn,
    threadAt: (channelId, ts) => threads('channel_id = ?1 AND ts = ?2', plainText(channelId), plainText(ts)),

    async putThread(one) {
      await sql.write([
        `INSERT INTO slack_threads (handoff_id, conversation_id, channel_id, ts, shown, upto, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (handoff_id, channel_id) DO UPDATE SET shown = excluded.shown, upto = excluded.upto, at = excluded.at, left_at = NULL
           WHERE slack_threads.left_at IS NOT NULL`,
        [
          one.handoffId,
          one.conversationId,
          one.channelId,
          one.ts,
          one.shown ?? null,
          one.upto ?? null,
          one.at,
        ],
      ])
      return (await threadIn(one.handoffId, one.channelId)) ?? one
    },

    async leaveThread(handoffId, channelId, at) {
      await sql.write([
        'UPDATE slack_threads SET left_at = ?3 WHERE handoff_id = ?1 AND channel_id = ?2 AND left_at IS NULL',
        [handoffId, channelId, at],
      ])
    },

    async setShown(handoffId, shown) {
      await sql.write([
        'UPDATE slack_threads SET shown = ?2 WHERE handoff_id = ?1 AND left_at IS NULL',
        [handoffId, shown],
      ])
    },

    async post(handoffId, key) {
      const [row] = await sql.all<StoredPost>(
        'SELECT * FROM slack_posts WHERE handoff_id = ?1 AND key = ?2',
        [handoffId, key],
      )
      return row && postOf(row)
    },

    async putPost({ handoffId, key, ts, shown, at }) {
      await sql.write([
        `INSERT INTO slack_posts (handoff_id, key, ts, shown, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (handoff_id, key) DO UPDATE SET ts = excluded.ts, shown = excluded.shown`,
        [handoffId, key, ts, shown ?? null, at],
      ])
    },

    async openPosts(since, limit) {
      const rows = await sql.all<StoredPost>(
        'SELECT * FROM slack_posts WHERE shown IS NOT NULL AND at >= ?1 ORDER BY at DESC LIMIT ?2',
        [since, limit],
      )
      return rows.map(postOf)
    },

    async receive({ key, lane, body, at }) {
      const [made] = await sql.write([
        `INSERT INTO slack_events (key, lane, body, go_at, attempts, at) VALUES (?1, ?2, ?3, ?4, 0, ?4) ON CONFLICT (key) DO NOTHING`,
        [plainText(key), plainText(lane), JSON.stringify(body), at],
      ])
      return made === 1
    },

    /** Compare and set by the due time, so that of several processes one gets each. */
    async claim(now, { limit, leaseMs, worker }) {
      const rows = await sql.all<StoredSlackEvent>(
        `SELECT e.n, e.key, e.body, e.go_at, e.attempts, e.at FROM slack_events e WHERE e.go_at IS NOT NULL AND e.go_at <= ?1
           AND NOT EXISTS (SELECT 1 FROM slack_events p WHERE p.lane = e.lane AND p.n < e.n AND p.go_at IS NOT NULL)
         ORDER BY e.go_at, e.n LIMIT ?2`,
        [now, limit],
      )
      if (rows.length === 0) return []
      const until = new Date(Date.parse(now) + leaseMs).toISOString()
      const claimed = await sql.write(
        ...rows.map(
          (row): Statement => [
            'UPDATE slack_events SET go_at = ?3, attempts = attempts + 1, worker = ?4 WHERE n = ?1 AND go_at = ?2',
            [row.n, row.go_at, until, worker],
          ],
        ),
      )
      return rows.filter((_, n) => claimed[n] === 1).map(eventOf)
    },

    async release(worker, now) {
      await sql.write([
        'UPDATE slack_events SET go_at = ?2, worker = NULL WHERE worker = ?1 AND go_at IS NOT NULL',
        [worker, now],
      ])
    },

    async settle(n, end) {
      const goAt = end !== 'done' && 'goAt' in end ? end.goAt : null
      await sql.write([
        'UPDATE slack_events SET go_at = ?2, worker = NULL, error = ?3, body = CASE WHEN ?4 = 1 THEN body END WHERE n = ?1',
        [n, goAt, end === 'done' ? null : plainText(end.error), goAt === null ? 0 : 1],
      ])
    },

    async notify(notices) {
      if (notices.length === 0) return
      await sql.write(
        ...notices.map(
          ({ id, conversationId, notice, at }): Statement => [
            QUEUE_NOTICE,
            [id, conversationId, JSON.stringify({ notice }), at],
          ],
        ),
      )
      wake.tell('outbox', [])
    },

    async keyOf(inboxId) {
      const [row] = await sql.all<{ key: string | null }>('SELECT key FROM inbox WHERE id = ?1', [inboxId])
      return row?.key ?? undefined
    },
  }
}
