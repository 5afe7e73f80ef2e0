import type { Speaker } from '../protocol/activity.ts'
import { plainText, type Sql } from './sql.ts'
import type { TranscriptEntry, TranscriptStore } from './store.ts'

interface StoredEntry {
  seq: number
  entry_id: string
  at: string
  speaker: Speaker
  author: string | null
  activity: string
  understanding: string | null
}

const DEFAULT_LIMIT = 1_000

export function createTranscript(sql: Sql): TranscriptStore {
  return {
    async list(conversationId, { after = 0, limit = DEFAULT_LIMIT } = {}) {
      const rows = await sql.all<StoredEntry>(
        `SELECT ${COLUMNS} FROM transcript
         WHERE conversation_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3`,
        [conversationId, after, limit],
      )
      return rows.map(entryOf)
    },

    async entries(conversationId, ids) {
      if (ids.length === 0) return []
      const rows = await sql.all<StoredEntry>(
        `SELECT ${COLUMNS} FROM transcript
         WHERE conversation_id = ?1 AND entry_id IN (${ids.map((_, n) => `?${n + 2}`).join()}) ORDER BY seq`,
        [conversationId, ...ids.map(plainText)],
      )
      return rows.map(entryOf)
    },

    async newest(conversationId, { before = Number.MAX_SAFE_INTEGER, limit }) {
      const rows = await sql.all<StoredEntry>(
        `SELECT ${COLUMNS} FROM transcript WHERE conversation_id = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3`,
        [conversationId, before, limit],
      )
      return rows.reverse().map(entryOf)
    },
  }
}

const COLUMNS = 'seq, entry_id, at, speaker, author, activity, understanding'

const entryOf = (row: StoredEntry): TranscriptEntry & { seq: number } => ({
  seq: row.seq,
  id: row.entry_id,
  at: row.at,
  speaker: row.speaker,
  ...(row.author !== null && { author: row.author }),
  activity: JSON.parse(row.activity),
  ...(row.understanding !== null && { understanding: JSON.parse(row.understanding) }),
})
