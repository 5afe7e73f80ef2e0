import type { Sql } from './sql.ts'
import type { EventRow, EventStore } from './store.ts'

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
  async function reach(): Promise<{ upTo: number; newest: number }> {
    const held = await horizon()
    const [row] = await sql.all<{ newest: number }>('SELECT coalesce(max(seq), 0) AS newest FROM events')
    const newest = row?.newest ?? 0
    return { upTo: Math.min(held, newest), newest }
  }
  return {
    readable: async () => (await reach()).upTo,

    async ofDesk({ after, limit }) {
      const { upTo, newest } = await reach()
      const rows =
        upTo <= after
          ? []
          : await sql.all<StoredEventRow>(
              `SELECT * FROM events WHERE seq > ?1 AND seq <= ?2 AND name >= 'handoff.' AND name < 'handoff/' ORDER BY seq LIMIT ?3`,
              [after, upTo, limit],
            )
      const last = rows.length === limit ? (rows.at(-1)?.seq ?? upTo) : Math.max(after, upTo)
      return { events: rows.map(eventOf), upTo: last, behind: newest > upTo }
    },

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
      return rows.map(eventOf)
    },
  }
}

const eventOf = (row: StoredEventRow): EventRow => ({
  seq: row.seq,
  conversationId: row.conversation_id,
  at: row.at,
  name: row.name,
  data: JSON.parse(row.data),
})
