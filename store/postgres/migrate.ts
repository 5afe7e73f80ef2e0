import { MIGRATIONS, MIGRATIONS_TABLE } from '../migrations/index.ts'
import { type Migration, POSTGRES_TYPES } from '../migrations/migration.ts'
import { outstanding } from '../migrations/plan.ts'
import type { Database, Session } from './database.ts'

/** Programs that start at once take turns by this advisory lock; the number means nothing else. */
const MIGRATION_LOCK = 7_204_108_331

async function appliedNumbers(session: Session): Promise<number[]> {
  // A scan, not to_regclass: that one answers from a cache which, within a transaction, may not know yet what another session made.
  const found = await session.all(
    'SELECT 1 AS there FROM pg_tables WHERE tablename = ?1 AND schemaname = ANY (current_schemas(false))',
    [MIGRATIONS_TABLE],
  )
  if (found.length === 0) return []
  const rows = await session.all<{ number: number }>(`SELECT number FROM ${MIGRATIONS_TABLE} ORDER BY number`)
  return rows.map(row => row.number)
}

/** Applies what is missing, each migration in a transaction of its own. @throws StoreError `store.newer`, before anything is changed */
export async function migrate(database: Database, known: readonly Migration[] = MIGRATIONS): Promise<void> {
  if (outstanding(await appliedNumbers(database), known).length === 0) return
  for (let more = true; more; ) more = await database.transaction(session => applyNext(session, known))
}

async function applyNext(session: Session, known: readonly Migration[]): Promise<boolean> {
  await session.run('SELECT pg_advisory_xact_lock(?1)', [MIGRATION_LOCK])
  // Read again under the lock: another program may just have applied it.
  const next = outstanding(await appliedNumbers(session), known)[0]
  if (next === undefined) return false
  await session.run(
    `CREATE TABLE IF NOT EXISTS ${MIGRATIONS_TABLE} (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)`,
  )
  for (const statement of next.statements(POSTGRES_TYPES)) await session.run(statement)
  await session.run(`INSERT INTO ${MIGRATIONS_TABLE} (number, name, applied_at) VALUES (?1, ?2, ?3)`, [
    next.number,
    next.name,
    new Date().toISOString(),
  ])
  return true
}
