import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { StoreError } from '../../../protocol/errors.ts'
import type { SqlValue } from '../../sql.ts'
import { storeErrorOf } from './errors.ts'

/** An open SQLite file with its prepared statements, each prepared once. All calls are synchronous and may throw SQLite's own errors. */
export interface Connection {
  readonly path: string
  all<Row extends object>(text: string, values?: readonly SqlValue[]): Row[]
  get<Row extends object>(text: string, values?: readonly SqlValue[]): Row | undefined
  /** Returns the number of changed rows. */
  run(text: string, values?: readonly SqlValue[]): number
  /** False after SQLite itself rolled a transaction back (full disk, input/output error), and after close. */
  inTransaction(): boolean
  close(): void
}

/** How long a statement waits for another process' write, e.g. `conserje user add` beside a running server. */
const BUSY_TIMEOUT_MS = 5_000

/** Opens the file, made with its folder if missing. @throws StoreError */
export function openConnection(path: string): Connection {
  makeFolder(path)
  let db: DatabaseSync
  try {
    db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  } catch (error) {
    throw storeErrorOf(error, path)
  }
  const prepared = new Map<string, StatementSync>()
  const statement = (text: string): StatementSync => {
    let found = prepared.get(text)
    if (found === undefined) {
      found = db.prepare(text)
      prepared.set(text, found)
    }
    return found
  }
  return {
    path,
    all: <Row>(text: string, values: readonly SqlValue[] = []) => statement(text).all(...values) as Row[],
    get: <Row>(text: string, values: readonly SqlValue[] = []) =>
      statement(text).get(...values) as Row | undefined,
    run: (text, values = []) => Number(statement(text).run(...values).changes),
    inTransaction: () => db.isOpen && db.isTransaction,
    close() {
      prepared.clear()
      db.close()
    },
  }
}

/**
 * Durable by default: WAL with a full sync at every commit. Not part of openConnection, since a database that a newer program wrote must not be
 * touched, and WAL mode is written into the file.
 */
export function makeDurable(connection: Connection): void {
  // Bytes; counts only for a new file. A commit's cost goes by its pages: 8192 took a fifth less than 4096, and twice that no less.
  connection.run('PRAGMA page_size = 8192')
  connection.get('PRAGMA journal_mode = WAL')
  connection.run('PRAGMA synchronous = FULL')
  // Savepoints keep their undo pages in memory, not in a file of their own.
  connection.run('PRAGMA temp_store = MEMORY')
  // KiB. Enough that the inner pages of all indexes stay in memory with a million conversations.
  connection.run('PRAGMA cache_size = -32768')
  // Pages (128 MiB): inside a commit only when there was no idle moment for so long.
  connection.get('PRAGMA wal_autocheckpoint = 16000')
  connection.get('PRAGMA journal_size_limit = 67108864')
}

function makeFolder(path: string): void {
  const folder = dirname(path)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new StoreError(
      'store.read_only',
      `The folder ${folder} for the database can't be made. Make it, or set DATABASE_URL to a place that can be written.`,
      { cause: error },
    )
  }
}
