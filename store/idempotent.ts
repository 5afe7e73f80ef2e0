import type { Sql } from './sql.ts'

/** What a write answered. */
export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  body?: string
}

export interface IdempotentStore {
  /**
   * Begins a write under this key: `begun`, or what is there. `doing`: somebody does it at this moment; one that was begun before `staleBefore` and never ended was cut off,
   * and is begun anew.
   */
  begin(entry: {
    key: string
    fingerprint: string
    at: string
    staleBefore: string
  }): Promise<
    | { state: 'begun' }
    | { state: 'doing'; fingerprint: string }
    | { state: 'done'; fingerprint: string; answer: KeptAnswer }
  >
  end(key: string, answer: KeptAnswer): Promise<void>
  /** It was not done: the next one begins anew. */
  forget(key: string): Promise<void>
}

interface Stored {
  fingerprint: string
  status: number | null
  headers: string | null
  body: string | null
}

export function createIdempotent(sql: Sql): IdempotentStore {
  return {
    async begin({ key, fingerprint, at, staleBefore }) {
      const [begun, again] = await sql.write(
        [
          'INSERT INTO idempotent_writes (key, fingerprint, at) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO NOTHING',
          [key, fingerprint, at],
        ],
        [
          'UPDATE idempotent_writes SET at = ?3 WHERE key = ?1 AND fingerprint = ?2 AND status IS NULL AND at < ?4',
          [key, fingerprint, at, staleBefore],
        ],
      )
      if (begun === 1 || again === 1) return { state: 'begun' }
      const [row] = await sql.all<Stored>(
        'SELECT fingerprint, status, headers, body FROM idempotent_writes WHERE key = ?1',
        [key],
      )
      // It was swept or forgotten in this moment: whoever comes again begins anew.
      if (row === undefined) return { state: 'doing', fingerprint }
      if (row.status === null) return { state: 'doing', fingerprint: row.fingerprint }
      const { status, headers, body } = row
      return {
        state: 'done',
        fingerprint: row.fingerprint,
        answer: { status, headers: JSON.parse(headers ?? '{}'), ...(body === null ? {} : { body }) },
      }
    },

    async end(key, { status, headers, body }) {
      await sql.write([
        'UPDATE idempotent_writes SET status = ?2, headers = ?3, body = ?4 WHERE key = ?1',
        [key, status, JSON.stringify(headers), body ?? null],
      ])
    },

    async forget(key) {
      await sql.write(['DELETE FROM idempotent_writes WHERE key = ?1 AND status IS NULL', [key]])
    },
  }
}
