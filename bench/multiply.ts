import { DatabaseSync } from 'node:sqlite'

/** Texts of ours are `<prefix>_<UUID>`, 40 characters, and what is derived from them goes on behind: a copy differs in the UUID's last six digits. */
const copied = (column: string) =>
  `substr(s.${column}, 1, 34) || printf('%06x', k.n) || substr(s.${column}, 41) AS ${column}`
const numbered = (column: string) => `s.${column} || '-' || k.n AS ${column}`

/** Of each table: columns that hold ids of ours, and texts of the channel that must not repeat. */
const TABLES: readonly [table: string, ids: readonly string[], texts: readonly string[]][] = [
  ['customers', ['id'], []],
  ['threads', ['id', 'customer_id', 'conversation_id'], ['key']],
  ['conversations', ['id', 'customer_id', 'thread_id'], []],
  ['inbox', ['id', 'conversation_id', 'thread_id'], ['platform_id']],
  ['outbox', ['id', 'conversation_id', 'thread_id', 'lane'], []],
  ['transcript', ['conversation_id', 'entry_id'], []],
  ['events', ['conversation_id'], []],
]
/** Counted up by the database. */
const COUNTERS = new Set(['n', 'seq'])

/**
 * Copies every stored conversation `times` times, by SQL: a thousand go in through the store's doors, a million so. No two copies share an id or a key.
 */
export function multiply(path: string, times: number): void {
  const db = new DatabaseSync(path, { timeout: 60_000 })
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -262144')
  db.exec(`CREATE TEMP TABLE k (n INTEGER PRIMARY KEY)`)
  db.exec(
    `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${times}) INSERT INTO k SELECT n FROM c`,
  )
  for (const [table, ids, texts] of TABLES) {
    const columns = db
      .prepare(`SELECT name FROM pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => String(name))
      // `seq` of the inbox counts within its conversation.
      .filter(name => !COUNTERS.has(name) || (table === 'inbox' && name === 'seq'))
    const values = columns.map(name =>
      ids.includes(name) ? copied(name) : texts.includes(name) ? numbered(name) : `s.${name}`,
    )
    db.exec(`CREATE TEMP TABLE s AS SELECT * FROM ${table}`)
    db.exec(`INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM s CROSS JOIN k`)
    db.exec('DROP TABLE s')
  }
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}
