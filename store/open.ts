import { StoreError } from '../protocol/errors.ts'
import { type Log, silentLog } from '../protocol/log.ts'
import { openSqlite } from './sqlite/open.ts'
import type { Store, StoreOptions } from './store.ts'

/**
 * Opens the database that the URL names, `sqlite:<path>` or `postgres://…`, and applies the migrations that it lacks. PostgreSQL's driver is loaded only when
 * it is asked for.
 * @throws StoreError when it can't serve: locked by another server, newer than this program, read-only, unreachable, damaged
 */
export async function openStore(options: StoreOptions & { log?: Log }): Promise<Store> {
  const { url, idleMs, exclusive, mediaDir, log = silentLog } = options
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '')
    if (path !== '' && path !== ':memory:') return openSqlite(path, { idleMs, exclusive, mediaDir, log })
  }
  if (/^postgres(ql)?:/.test(url)) {
    const { openPostgres } = await import('./postgres/open.ts')
    return openPostgres(url, { idleMs, log })
  }
  throw new StoreError(
    'store.unreachable',
    'DATABASE_URL must be sqlite:<path>, like sqlite:data/conserje.db, or postgres://<user>@<host>/<database>.',
  )
}
