import { StoreError } from '../../../protocol/errors.ts'

/** SQLite's primary result codes that an operator can do something about. @see https://sqlite.org/rescode.html (read 2026-11) */
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26

const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined

/** Whether another connection holds the file. */
export const isBusy = (error: unknown): boolean => resultCode(error) === BUSY || resultCode(error) === LOCKED

/** What SQLite threw, as a sentence for the operator. `path` is the database's file. */
export function storeErrorOf(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error
  const cause = { cause: error }
  switch (resultCode(error)) {
    case BUSY:
    case LOCKED:
      return new StoreError(
        'store.locked',
        `Another program is writing to ${path} and did not finish in time. Stop it, or try again.`,
        cause,
      )
    case READONLY:
      return new StoreError(
        'store.read_only',
        `${path} can't be written. Give the user that runs Conserje write access to the file and its folder.`,
        cause,
      )
    case CANTOPEN:
      return new StoreError(
        'store.read_only',
        `${path} can't be opened for writing. Give the user that runs Conserje write access to the file and its folder.`,
        cause,
      )
    case FULL:
      return new StoreError(
        'store.full',
        `There is no room left for ${path}. Free space on its disk; nothing that was answered before is lost.`,
        cause,
      )
    case CORRUPT:
    case NOTADB:
      return new StoreError(
        'store.damaged',
        `${path} is not a sound SQLite database. Restore it from a backup, or move it away to start with an empty one.`,
        cause,
      )
    case IOERR:
      return new StoreError(
        'store.unreachable',
        `The disk that holds ${path} does not answer (input/output error). Check the disk.`,
        cause,
      )
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new StoreError('store.failed', `The database ${path} refused a statement: ${reason}`, cause)
}
