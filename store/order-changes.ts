import { plainText, type Sql } from './sql.ts'
import type { OrderChangeStore } from './store.ts'

export function createOrderChanges(sql: Sql): OrderChangeStore {
  return {
    async add(entry) {
      const [added] = await sql.write([
        `INSERT INTO order_changes (idempotency_key, number, change, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (idempotency_key) DO NOTHING`,
        [plainText(entry.idempotencyKey), plainText(entry.number), JSON.stringify(entry.change), entry.at],
      ])
      return added === 1
    },
    async list(number) {
      const rows = await sql.all<{ change: string; at: string }>(
        'SELECT change, at FROM order_changes WHERE number = ?1 ORDER BY at, idempotency_key',
        [plainText(number)],
      )
      return rows.map(row => ({ change: JSON.parse(row.change), at: row.at }))
    },
  }
}
