import { plainText, type Sql } from './sql.ts'
import type { ProofStore, TryStore } from './store.ts'

/** Tries within a sliding window, for limits on guessing. */
export function createTries(sql: Sql): TryStore {
  return {
    async hit(key, atMs) {
      await sql.write(['INSERT INTO tries (key, at_ms) VALUES (?1, ?2)', [plainText(key), Math.trunc(atMs)]])
    },
    async count(key, windowMs, atMs) {
      const rows = await sql.all<{ count: number }>(
        'SELECT count(*) AS count FROM tries WHERE key = ?1 AND at_ms > ?2 AND at_ms <= ?3',
        [plainText(key), Math.trunc(atMs - windowMs), Math.trunc(atMs)],
      )
      return rows[0]?.count ?? 0
    },
  }
}

/** Which orders a thread has proved to be its customer's, and until when. */
export function createProofs(sql: Sql): ProofStore {
  return {
    async prove(threadId, orderNumber, untilMs, by) {
      await sql.write([
        `INSERT INTO proofs (thread_id, order_number, until_ms, kind) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (thread_id, order_number) DO UPDATE SET until_ms = excluded.until_ms, kind = excluded.kind`,
        [threadId, plainText(orderNumber), Math.trunc(untilMs), by],
      ])
    },
    async proved(threadId, orderNumber, atMs) {
      const rows = await sql.all(
        'SELECT 1 AS proved FROM proofs WHERE thread_id = ?1 AND order_number = ?2 AND until_ms > ?3',
        [threadId, plainText(orderNumber), Math.trunc(atMs)],
      )
      return rows.length > 0
    },
  }
}
