import type { Sql } from './sql.ts'
import type { EventStore } from './store.ts'

interface StoredEventRow {
  seq: number
  conversation_id: string
  at: string
  name: string
  data: string
}

/** `horizon` answers the seq up to which (inclusive) no row can still appear; asked before the rows are read. */
export function createEvents(sql: Sql, horizon: () => Promise<number>): EventStore {
  return {
    async list({ conversationId, after = 0, limit }) {
      const last = await horizon()
      const rows =
        conversationId === undefined
          ? await sql.all<StoredEventRow>(
              'SELECT * FROM events WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3',
              [after, last, limit],
            )
          : await sql.all<StoredEventRow>(
              'SELECT * FROM events WHERE conversation_id = ?4 AND seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3',
              [after, last, limit, conversationId],
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
