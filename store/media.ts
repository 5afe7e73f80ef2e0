import type { Json } from '../protocol/json.ts'
import { optionalJson, optionalText, plainText, type Sql } from './sql.ts'
import type { Wake } from './wake.ts'

/* Files that messages brought: their rows, and their bytes by content hash. */

/** `wanted`: to be loaded from the platform. `refused`: not taken, `error` says why. */
export type MediaStatus = 'wanted' | 'stored' | 'refused'

/** A file of a message that is to be accepted; its row is written in the same transaction. */
export interface NewMedia {
  /** `med_…`; the activity names it as `media:<id>`. */
  id: string
  status: MediaStatus
  /** Of `wanted`: what its channel finds it by. */
  ref?: Json
  /** Of `stored`: SHA-256, hex; its bytes were put before. */
  hash?: string
  size?: number
  /** Of `stored` as sniffed, else as claimed. */
  contentType?: string
  name?: string
  /** Of `refused`: a sentence for the desk. */
  error?: string
}

export interface Media extends NewMedia {
  conversationId: string
  channel: string
  account: string
  attempts: number
  at: string
}

/** Bytes by their hash; the same file is kept once. */
export interface MediaBytes {
  put(hash: string, bytes: Uint8Array, at: string): Promise<void>
  get(hash: string): Promise<Uint8Array | undefined>
  /** Deletes what was put before this time and no row names. */
  sweep(before: string): Promise<void>
}

/** The `channel` of files that agents uploaded; `account` is then the agent's id, and `conversationId` is empty until it is sent. */
export const UPLOADED = 'desk'

export interface MediaStore extends Pick<MediaBytes, 'put'> {
  /** A file that an agent uploaded; its bytes were put before. */
  upload(media: NewMedia & { status: 'stored' }, agentId: string, at: string): Promise<void>
  /** Uploads of this agent are of this conversation from now on, so that they are kept. False when one of them is none of theirs. */
  attach(ids: readonly string[], agentId: string, conversationId: string): Promise<boolean>
  /** Claims up to so many wanted files that are due; they are due again after `leaseMs`, should nothing be heard of them. */
  claim(now: string, limit: number, leaseMs: number): Promise<Media[]>
  /** A wanted file is here, is refused, or is to be tried again at `goAt`. */
  settle(
    id: string,
    end:
      | { status: 'stored'; hash: string; size: number; contentType: string; name?: string }
      | { status: 'refused'; error: string }
      | { status: 'wanted'; error: string; goAt: string },
  ): Promise<void>
  of(ids: readonly string[]): Promise<Media[]>
  /** Bytes of all files that are kept, each once, those of the web chat's uploads too. */
  total(): Promise<number>
  /** A stored file with its bytes. */
  read(id: string): Promise<{ bytes: Uint8Array; contentType: string; name?: string } | undefined>
}

interface StoredMedia {
  id: string
  conversation_id: string
  channel: string
  account: string
  ref: string | null
  status: MediaStatus
  go_at: string | null
  attempts: number
  error: string | null
  hash: string | null
  content_type: string | null
  size: number | null
  name: string | null
  at: string
}

/** A new row as both engines write it. */
export type PlainMedia = Omit<StoredMedia, 'conversation_id' | 'channel' | 'account' | 'attempts'>

export const plainMedia = (media: NewMedia, at: string): PlainMedia => ({
  id: media.id,
  ref: optionalJson(media.ref),
  status: media.status,
  go_at: media.status === 'wanted' ? at : null,
  error: optionalText(media.error),
  hash: media.hash ?? null,
  content_type: optionalText(media.contentType),
  size: media.size ?? null,
  name: optionalText(media.name),
  at,
})

const mediaOf = (row: StoredMedia): Media => ({
  id: row.id,
  conversationId: row.conversation_id,
  channel: row.channel,
  account: row.account,
  status: row.status,
  attempts: row.attempts,
  at: row.at,
  ...(row.ref !== null && { ref: JSON.parse(row.ref) }),
  ...(row.error !== null && { error: row.error }),
  ...(row.hash !== null && { hash: row.hash }),
  ...(row.content_type !== null && { contentType: row.content_type }),
  ...(row.size !== null && { size: row.size }),
  ...(row.name !== null && { name: row.name }),
})

/** Ids looked for in one statement. */
const AT_ONCE = 50
const PLACES = Array.from({ length: AT_ONCE }, (_, n) => `?${n + 1}`).join(', ')

export function createMedia(sql: Sql, bytes: MediaBytes, wake: Wake): MediaStore {
  async function of(ids: readonly string[]): Promise<Media[]> {
    const found: Media[] = []
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE)
      const values = [...some, ...Array<null>(AT_ONCE - some.length).fill(null)]
      const rows = await sql.all<StoredMedia>(`SELECT * FROM media WHERE id IN (${PLACES})`, values)
      found.push(...rows.map(mediaOf))
    }
    return found
  }
  return {
    put: bytes.put,
    of,

    async total() {
      const [row] = await sql.all<{ total: number }>(
        `SELECT CAST(coalesce((SELECT sum(size) FROM (SELECT DISTINCT hash, size FROM media WHERE hash IS NOT NULL) files), 0)
           + coalesce((SELECT sum(length(bytes)) FROM webchat_files), 0) AS BIGINT) AS total`,
      )
      return row?.total ?? 0
    },

    async upload(media, agentId, at) {
      const row = plainMedia(media, at)
      await sql.write([
        `INSERT INTO media (id, conversation_id, channel, account, ref, status, go_at, attempts, error, hash, content_type, size, name, at)
         VALUES (?1, '', ?2, ?3, NULL, 'stored', NULL, 0, NULL, ?4, ?5, ?6, ?7, ?8)`,
        [row.id, UPLOADED, agentId, row.hash, row.content_type, row.size, row.name, row.at],
      ])
    },

    async attach(ids, agentId, conversationId) {
      const files = await of(ids)
      const own = files.every(({ channel, account }) => channel === UPLOADED && account === agentId)
      if (!own || files.length < new Set(ids).size) return false
      await sql.write(
        ...ids.map(
          id =>
            [
              `UPDATE media SET conversation_id = ?2 WHERE id = ?1 AND conversation_id = ''`,
              [id, conversationId],
            ] as const,
        ),
      )
      return true
    },

    /** Compare and set by the due time, so that of several processes one gets each. */
    async claim(now, limit, leaseMs) {
      const rows = await sql.all<StoredMedia>(
        'SELECT * FROM media WHERE go_at IS NOT NULL AND go_at <= ?1 ORDER BY go_at, id LIMIT ?2',
        [now, limit],
      )
      if (rows.length === 0) return []
      const until = new Date(Date.parse(now) + leaseMs).toISOString()
      const claimed = await sql.write(
        ...rows.map(
          row =>
            [
              'UPDATE media SET go_at = ?3, attempts = attempts + 1 WHERE id = ?1 AND go_at = ?2',
              [row.id, row.go_at, until],
            ] as const,
        ),
      )
      return rows
        .filter((_, n) => claimed[n] === 1)
        .map(row => mediaOf({ ...row, attempts: row.attempts + 1 }))
    },

    async settle(id, end) {
      const stored = end.status === 'stored' ? end : undefined
      await sql.write([
        `UPDATE media SET status = ?2, go_at = ?3, error = ?4, hash = ?5, size = ?6, content_type = coalesce(?7, content_type),
           name = coalesce(?8, name) WHERE id = ?1 AND status = 'wanted'`,
        [
          id,
          end.status,
          end.status === 'wanted' ? end.goAt : null,
          end.status === 'stored' ? null : plainText(end.error),
          stored?.hash ?? null,
          stored?.size ?? null,
          optionalText(stored?.contentType),
          optionalText(stored?.name),
        ],
      ])
      if (end.status === 'wanted') return
      const desk = await sql.all<{ id: string }>(
        `SELECT c.id FROM media m JOIN conversations c ON c.id = m.conversation_id WHERE m.id = ?1 AND c.owner = 'human'`,
        [id],
      )
      if (desk.length > 0)
        wake.tell(
          'desk',
          desk.map(row => row.id),
        )
    },

    async read(id) {
      const [media] = await of([id])
      if (media?.status !== 'stored' || media.hash === undefined) return undefined
      const found = await bytes.get(media.hash)
      if (found === undefined) return undefined
      const { contentType = 'application/octet-stream', name } = media
      return { bytes: found, contentType, ...(name === undefined ? {} : { name }) }
    },
  }
}
