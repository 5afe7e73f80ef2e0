import { plainText, type Sql } from './sql.ts'
import type { Accepted, NewMessage, WebchatLogStore } from './store.ts'
import type { Wake } from './wake.ts'
import { createWebchatReach } from './webchat-links.ts'

/** Appends and answers the seq; `fresh` is false when the idempotency key was there. What differs between the engines. */
export type AppendToLog = (
  key: string,
  activity: string,
  idempotencyKey: string,
  at: string,
) => Promise<{ seq: number; fresh: boolean }>

/** The same for a message without an id, which is accepted behind it under the entry's. */
export type PostToLog = (
  message: NewMessage,
  idempotencyKey: string,
) => Promise<{ seq: number; fresh: boolean; accepted: Accepted }>

export function createWebchat(
  sql: Sql,
  wake: Wake,
  { append, post }: { append: AppendToLog; post: PostToLog },
): WebchatLogStore {
  return {
    ...createWebchatReach(sql),

    async append(key, activity, idempotencyKey, at) {
      const { seq, fresh } = await append(
        plainText(key),
        JSON.stringify(activity),
        plainText(idempotencyKey),
        at,
      )
      if (fresh) wake.tell('webchat', [key])
      return seq
    },

    async post(message, idempotencyKey) {
      // What the client called it is nobody's name for it.
      const { id: _clients, ...activity } = message.activity
      const { seq, fresh, accepted } = await post({ ...message, activity }, idempotencyKey)
      if (fresh) wake.tell('webchat', [message.threadKey])
      if (accepted.fresh) wake.tell('inbox', [accepted.conversationId])
      return { seq, accepted }
    },

    async read(key, after, limit) {
      const rows = await sql.all<{ seq: number; activity: string }>(
        'SELECT seq, activity FROM webchat_log WHERE key = ?1 AND seq > ?2 ORDER BY seq LIMIT 0 + ?3',
        [plainText(key), after, limit],
      )
      return rows.map(row => ({ seq: row.seq, activity: JSON.parse(row.activity) }))
    },

    async last(key) {
      const rows = await sql.all<{ last_seq: number }>('SELECT last_seq FROM webchat WHERE key = ?1', [
        plainText(key),
      ])
      return rows[0]?.last_seq ?? 0
    },

    /** A log may have been written to before it was opened; it is opened once, by the first user. */
    async open(key, userId, at) {
      const [opened] = await sql.write([
        `INSERT INTO webchat (key, user_id, opened_at, last_seq) VALUES (?1, ?2, ?3, 0)
         ON CONFLICT (key) DO UPDATE SET user_id = excluded.user_id, opened_at = excluded.opened_at WHERE webchat.user_id IS NULL`,
        [plainText(key), plainText(userId), at],
      ])
      const rows = await sql.all<{ user_id: string }>('SELECT user_id FROM webchat WHERE key = ?1', [
        plainText(key),
      ])
      return { fresh: opened === 1, userId: rows[0]?.user_id ?? userId }
    },

    async find(key) {
      const rows = await sql.all<{ user_id: string; opened_at: string }>(
        'SELECT user_id, opened_at FROM webchat WHERE key = ?1 AND user_id IS NOT NULL',
        [plainText(key)],
      )
      return rows[0] && { userId: rows[0].user_id, openedAt: rows[0].opened_at }
    },

    async putFile(file) {
      await sql.write([
        'INSERT INTO webchat_files (id, key, content_type, name, bytes, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)',
        [
          file.id,
          plainText(file.key),
          plainText(file.contentType),
          plainText(file.name),
          file.bytes,
          file.at,
        ],
      ])
    },

    async file(id) {
      const rows = await sql.all<{ content_type: string; name: string; bytes: Uint8Array }>(
        'SELECT content_type, name, bytes FROM webchat_files WHERE id = ?1',
        [id],
      )
      const file = rows[0]
      return file && { contentType: file.content_type, name: file.name, bytes: new Uint8Array(file.bytes) }
    },
  }
}
