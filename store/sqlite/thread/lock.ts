import { StoreError } from '../../../protocol/errors.ts'
import { openConnection } from './connection.ts'
import { isBusy, storeErrorOf } from './errors.ts'

/**
 * Holds `<db>.lock` for this process until the returned function is called or the process ends, however it ends: it is the operating system's lock on the file,
 * taken by SQLite, so a `kill -9` frees it and a file left behind locks nothing.
 * @throws StoreError `store.locked` when another process holds it
 */
export function lockDatabase(path: string): () => void {
  const lockPath = `${path}.lock`
  const connection = openConnection(lockPath)
  try {
    connection.get('PRAGMA busy_timeout = 0')
    connection.get('PRAGMA locking_mode = EXCLUSIVE')
    connection.run('BEGIN EXCLUSIVE')
  } catch (error) {
    connection.close()
    if (!isBusy(error)) throw storeErrorOf(error, lockPath)
    throw new StoreError(
      'store.locked',
      `Another Conserje server is already running on ${path}. Stop it first, or give this one its own DATABASE_URL; ` +
        'several servers on one database need PostgreSQL.',
      { cause: error },
    )
  }
  return () => connection.close()
}
