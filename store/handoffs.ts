import { handoffOf, type StoredHandoff } from './handoff-row.ts'
import { optionalText, type Sql } from './sql.ts'
import type { HandoffStore } from './store.ts'

/** Ids sort by time, so the list is oldest first and `after` is the last id read. */
export function createHandoffs(sql: Sql): HandoffStore {
  return {
    async list({ status, after = '', limit }) {
      if (status === undefined) {
        const rows = await sql.all<StoredHandoff>(
          'SELECT * FROM handoffs WHERE id > ?1 ORDER BY id LIMIT ?2',
          [after, limit],
        )
        return rows.map(handoffOf)
      }
      // One statement a status reads along its index; together they would sort every resolved hand-off there ever was.
      const lists = await Promise.all(
        [...new Set(status)].map(one =>
          sql.all<StoredHandoff>(
            'SELECT * FROM handoffs WHERE status = ?1 AND id > ?2 ORDER BY id LIMIT ?3',
            [one, after, limit],
          ),
        ),
      )
      const rows = lists.flat().sort((a, b) => (a.id < b.id ? -1 : 1))
      return rows.slice(0, limit).map(handoffOf)
    },

    async get(id) {
      const rows = await sql.all<StoredHandoff>('SELECT * FROM handoffs WHERE id = ?1', [id])
      return rows[0] && handoffOf(rows[0])
    },

    async update(id, version, change) {
      const [changed] = await sql.write([
        `UPDATE handoffs SET status = coalesce(?3, status), agent_id = coalesce(?4, agent_id), cause = coalesce(?5, cause),
           note = coalesce(?6, note), updated_at = ?7, version = version + 1
         WHERE id = ?1 AND version = ?2`,
        [
          id,
          version,
          change.status ?? null,
          optionalText(change.agentId),
          optionalText(change.cause),
          optionalText(change.note),
          change.at,
        ],
      ])
      return changed === 1
    },
  }
}
