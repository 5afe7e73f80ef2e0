import type { Sql } from './sql.ts'
import type { EventStore } from './store.ts'

interface StoredEventRow {
  seq: number
  conversation_id: string
  at: string
  name: string
  data: string
}

/**
 * `horizon` answers the seq up to which (inclusive) no row can still appear; asked before the rows are read. One conversation's rows need none, since its turns are
 * written one after the other.
 */
export function createEvents(sql: Sql, horizon: () => Promise<number>): EventStore {
  return {
    async list({ conversationId, after = 0, limit }) {
      const rows =
        conversationId === undefined
          ? await sql.all<StoredEventRow>(
              'SELECT * FROM events WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3',
              [after, await horizon(), limit],
            )
          : await sql.all<StoredEventRow>(
              'SELECT * FROM events WHERE conversation_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3',
              [conversationId, after, limit],
            )
      return rows.map(row => ({
        seq: row.seq,
        conversationId: row.conversation_id,
        at: row.at,
        name: row.name,
        data: JSON.parse(row.data),
      }))
    },
  }
}
