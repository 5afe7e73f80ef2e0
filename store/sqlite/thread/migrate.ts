import { MIGRATIONS, MIGRATIONS_TABLE } from '../../migrations/index.ts'
import { type Migration, SQLITE_TYPES } from '../../migrations/migration.ts'
import { outstanding } from '../../migrations/plan.ts'
import type { Connection } from './connection.ts'

function appliedNumbers(connection: Connection): number[] {
  const table = connection.get(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1`, [
    MIGRATIONS_TABLE,
  ])
  if (table === undefined) return []
  return connection
    .all<{ number: number }>(`SELECT number FROM ${MIGRATIONS_TABLE} ORDER BY number`)
    .map(row => row.number)
}

/** Reads only. @throws StoreError `store.newer` */
export function checkVersion(connection: Connection): void {
  outstanding(appliedNumbers(connection))
}

/** Applies what is missing, each migration in a transaction of its own; two programs that start at once take turns. */
export function migrate(connection: Connection, known: readonly Migration[] = MIGRATIONS): void {
  connection.run(
    `CREATE TABLE IF NOT EXISTS ${MIGRATIONS_TABLE} (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)`,
  )
  for (;;) {
    connection.run('BEGIN IMMEDIATE')
    try {
      // Read again under the write lock: another program may just have applied it.
      const next = outstanding(appliedNumbers(connection), known)[0]
      if (next === undefined) {
        connection.run('ROLLBACK')
        return
      }
      for (const statement of next.statements(SQLITE_TYPES)) connection.run(statement)
      connection.run(`INSERT INTO ${MIGRATIONS_TABLE} (number, name, applied_at) VALUES (?1, ?2, ?3)`, [
        next.number,
        next.name,
        new Date().toISOString(),
      ])
      connection.run('COMMIT')
    } catch (error) {
      if (connection.inTransaction()) connection.run('ROLLBACK')
      throw error
    }
  }
}
