import { optionalText, plainText, type Sql } from './sql.ts'
import type { Wake } from './wake.ts'

/* Texts of entries in other languages, and those that are still to be made. Times are ISO 8601. */

export interface Translation {
  entryId: string
  language: string
  conversationId: string
  status: 'wanted' | 'done' | 'failed'
  text?: string
  by?: string
  error?: string
}

/** One that is to be made, claimed for a time. */
export interface WantedTranslation {
  entryId: string
  language: string
  conversationId: string
  /** What is given out, masked. */
  source: string
  from?: string
  attempts: number
}

export interface TranslationStore {
  of(entryIds: readonly string[], language: string): Promise<Translation[]>
  /** Wanted from now on; one that is there already, in whatever state, stays as it is. */
  want(
    rows: readonly {
      entryId: string
      language: string
      conversationId: string
      text: string
      from?: string
    }[],
    at: string,
  ): Promise<void>
  /** Claims up to so many that are due; they are due again after `leaseMs`, should nothing be heard of them. */
  claim(now: string, limit: number, leaseMs: number): Promise<WantedTranslation[]>
  /** How one ended: with the event `handoff.translated` in the same transaction, or to be tried again at `goAt`. An ended one stays as it is. */
  settle(
    one: Pick<Translation, 'entryId' | 'language' | 'conversationId'>,
    end:
      | { status: 'done'; text: string; by: string; at: string }
      | { status: 'failed'; error: string; at: string }
      | { status: 'wanted'; error: string; goAt: string },
  ): Promise<void>
}

interface StoredTranslation {
  entry_id: string
  language: string
  conversation_id: string
  status: Translation['status']
  source_text: string
  source_language: string | null
  text: string | null
  made_by: string | null
  error: string | null
  attempts: number
  go_at: string | null
}

/** Ids looked for in one statement. */
const AT_ONCE = 50

export function createTranslationRows(sql: Sql, wake: Wake): TranslationStore {
  return {
    async of(entryIds, language) {
      const found: Translation[] = []
      for (let from = 0; from < entryIds.length; from += AT_ONCE) {
        const ids = entryIds.slice(from, from + AT_ONCE).map(plainText)
        const rows = await sql.all<StoredTranslation>(
          `SELECT * FROM translations WHERE language = ?1 AND entry_id IN (${ids.map((_, n) => `?${n + 2}`).join()})`,
          [plainText(language), ...ids],
        )
        found.push(...rows.map(translationOf))
      }
      return found
    },

    async want(rows, at) {
      if (rows.length === 0) return
      await sql.write(
        ...rows.map(
          ({ entryId, language, conversationId, text, from }) =>
            [
              `INSERT INTO translations (entry_id, language, conversation_id, status, source_text, source_language, attempts, go_at, at)
               VALUES (?1, ?2, ?3, 'wanted', ?4, ?5, 0, ?6, ?6) ON CONFLICT (entry_id, language) DO NOTHING`,
              [
                plainText(entryId),
                plainText(language),
                conversationId,
                plainText(text),
                optionalText(from),
                at,
              ],
            ] as const,
        ),
      )
    },

    /** Compare and set by the due time, so that of several processes one gets each. */
    async claim(now, limit, leaseMs) {
      const rows = await sql.all<StoredTranslation>(
        'SELECT * FROM translations WHERE go_at IS NOT NULL AND go_at <= ?1 ORDER BY go_at, entry_id LIMIT ?2',
        [now, limit],
      )
      if (rows.length === 0) return []
      const until = new Date(Date.parse(now) + leaseMs).toISOString()
      const claimed = await sql.write(
        ...rows.map(
          row =>
            [
              'UPDATE translations SET go_at = ?4, attempts = attempts + 1 WHERE entry_id = ?1 AND language = ?2 AND go_at = ?3',
              [row.entry_id, row.language, row.go_at, until],
            ] as const,
        ),
      )
      return rows.flatMap((row, n) => (claimed[n] === 1 ? [wantedOf(row)] : []))
    },

    async settle({ entryId, language, conversationId }, end) {
      const key = [entryId, language] as const
      if (end.status === 'wanted') {
        await sql.write([
          `UPDATE translations SET go_at = ?3, error = ?4 WHERE entry_id = ?1 AND language = ?2 AND status = 'wanted'`,
          [...key, end.goAt, plainText(end.error)],
        ])
        return
      }
      const done = end.status === 'done'
      const changed = await sql.writeIf(
        [
          `UPDATE translations SET status = ?3, text = ?4, made_by = ?5, error = ?6, go_at = NULL, at = ?7
           WHERE entry_id = ?1 AND language = ?2 AND status = 'wanted'`,
          [
            ...key,
            end.status,
            done ? plainText(end.text) : null,
            done ? plainText(end.by) : null,
            done ? null : plainText(end.error),
            end.at,
          ],
        ],
        ...(await eventOf(sql, conversationId, entryId, end.at)),
      )
      if (changed) wake.tell('desk', [conversationId])
    },
  }
}

/** Who looks at the conversation gets the entry again. One without a hand-off has nobody who looks. */
async function eventOf(sql: Sql, conversationId: string, entryId: string, at: string) {
  const [handoff] = await sql.all<{ id: string }>(
    'SELECT id FROM handoffs WHERE conversation_id = ?1 ORDER BY id DESC LIMIT 1',
    [conversationId],
  )
  if (handoff === undefined) return []
  const data = JSON.stringify({ handoff: handoff.id, entry: entryId })
  return [
    [
      `INSERT INTO events (conversation_id, at, name, data)
         SELECT conversation_id, ?2, 'handoff.translated', ?3 FROM ${sql.eventMark}handoffs WHERE id = ?1`,
      [handoff.id, at, data],
    ] as const,
  ]
}

const translationOf = (row: StoredTranslation): Translation => ({
  entryId: row.entry_id,
  language: row.language,
  conversationId: row.conversation_id,
  status: row.status,
  ...(row.text !== null && { text: row.text }),
  ...(row.made_by !== null && { by: row.made_by }),
  ...(row.error !== null && { error: row.error }),
})

const wantedOf = (row: StoredTranslation): WantedTranslation => ({
  entryId: row.entry_id,
  language: row.language,
  conversationId: row.conversation_id,
  source: row.source_text,
  ...(row.source_language !== null && { from: row.source_language }),
  attempts: row.attempts + 1,
})
