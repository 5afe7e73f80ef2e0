import pg from 'pg'
import { StoreError } from '../../protocol/errors.ts'

/** Where the server is, for a sentence: no user, no password. */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url)
  return `PostgreSQL at ${hostname || 'localhost'}:${port || '5432'}${pathname}`
}

/** Two transactions met in a way that only doing one of them again can solve (40P01, 40001), or both made the same row (23505). */
export const isCollision = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && ['40P01', '40001', '23505'].includes(error.code ?? '')

/** What the driver threw, as a sentence for the operator. @see https://www.postgresql.org/docs/18/errcodes-appendix.html (read 2026-11) */
export function storeErrorOf(error: unknown, place: string): StoreError {
  if (error instanceof StoreError) return error
  const cause = { cause: error }
  if (!(error instanceof pg.DatabaseError)) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    return new StoreError(
      'store.unreachable',
      `${place} does not answer${reason}. Check that it runs, and the host and port in DATABASE_URL.`,
      cause,
    )
  }
  const code = error.code ?? ''
  if (code.startsWith('28')) {
    return new StoreError(
      'store.unreachable',
      `${place} refuses this user or password. Check them in DATABASE_URL.`,
      cause,
    )
  }
  if (code === '3D000') {
    return new StoreError(
      'store.unreachable',
      `${place} does not exist. Make it (createdb), or check the name in DATABASE_URL.`,
      cause,
    )
  }
  // Connection failures, too many connections, shutting down or starting up.
  if (code.startsWith('08') || code === '53300' || code.startsWith('57P')) {
    return new StoreError(
      'store.unreachable',
      `${place} takes no work now (${code}). It is starting, stopping or full; try again.`,
      cause,
    )
  }
  if (code === '53100') {
    return new StoreError(
      'store.full',
      `There is no room left on the disk of ${place}. Free space on it.`,
      cause,
    )
  }
  if (code === '25006' || code === '42501') {
    return new StoreError(
      'store.read_only',
      `${place} can't be written by this user (${code}). Use the primary server and a user that owns the tables.`,
      cause,
    )
  }
  if (code.startsWith('XX')) {
    return new StoreError(
      'store.damaged',
      `${place} reports damaged data (${code}). Restore it from a backup.`,
      cause,
    )
  }
  return new StoreError('store.failed', `${place} refused a statement (${code}): ${error.message}`, cause)
}
