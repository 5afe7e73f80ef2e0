import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Log, silentLog } from '../../protocol/log.ts'
import { MIGRATIONS } from '../../store/migrations/index.ts'
import type { Migration } from '../../store/migrations/migration.ts'
import { openStore } from '../../store/open.ts'
import { createDatabase } from '../../store/postgres/database.ts'
import { migrate } from '../../store/postgres/migrate.ts'
import type { Store } from '../../store/store.ts'
import { emptyDatabase, type FreshDatabase } from '../fresh-database.ts'
import { acceptOne, IDLE_MS } from './contract/subject.ts'

let database: FreshDatabase
const stores: Store[] = []

beforeEach(async () => {
  database = await emptyDatabase('postgres')
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map(store => store.close()))
  await database.drop()
})

async function open(url = database.url, log: Log = silentLog): Promise<Store> {
  const store = await openStore({ url, idleMs: IDLE_MS, exclusive: true, log })
  stores.push(store)
  return store
}

/** One statement past the store. */
async function raw(statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

const changed = (change: (url: URL) => void): string => {
  const url = new URL(database.url)
  change(url)
  return url.href
}

describe('a server that can not serve', () => {
  const failure = async (url: string) => {
    const error = await open(url).then(
      () => undefined,
      (thrown: Error) => thrown,
    )
    expect(error).toMatchObject({ name: 'StoreError' })
    const { hostname, port, password, pathname } = new URL(database.url)
    expect(error?.message).not.toContain(`:${password}@`)
    return {
      code: (error as Error & { code: string }).code,
      message: error?.message.replace(`${hostname}:${port}`, '<host>').replace(pathname, '/<database>'),
    }
  }

  test('nobody listens at the address', async () => {
    const { code, message } = await failure('postgres://me:secret@127.0.0.1:1/shop')
    expect(code).toBe('store.unreachable')
    expect(message).toMatchInlineSnapshot(
      `"PostgreSQL at 127.0.0.1:1/shop does not answer (ECONNREFUSED). Check that it runs, and the host and port in DATABASE_URL."`,
    )
  })

  test('the password is wrong', async () => {
    const { code, message } = await failure(
      changed(url => {
        url.password = 'wrong'
      }),
    )
    expect(code).toBe('store.unreachable')
    expect(message).toMatchInlineSnapshot(
      `"PostgreSQL at <host>/<database> refuses this user or password. Check them in DATABASE_URL."`,
    )
  })

  test('the database does not exist', async () => {
    const { code, message } = await failure(
      changed(url => {
        url.pathname = '/nowhere'
      }),
    )
    expect(code).toBe('store.unreachable')
    expect(message).toMatchInlineSnapshot(
      `"PostgreSQL at <host>/nowhere does not exist. Make it (createdb), or check the name in DATABASE_URL."`,
    )
  })

  test('a newer database is refused and not touched', async () => {
    await (await open()).close()
    await raw(`INSERT INTO conserje_migrations (number, name, applied_at) VALUES (999, 'future', 'x')`)
    expect(await failure(database.url)).toMatchObject({ code: 'store.newer' })
    expect(await raw('SELECT count(*)::int AS count FROM conserje_migrations')).toEqual([
      { count: MIGRATIONS.length + 1 },
    ])
  })

  test('a server that may only be read', async () => {
    const name = new URL(database.url).pathname.slice(1)
    await raw(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
    expect(await failure(database.url)).toMatchObject({ code: 'store.read_only' })
  })
})

test('a commit is durable also where the database says otherwise', async () => {
  const name = new URL(database.url).pathname.slice(1)
  const setting = async () => {
    const session = createDatabase(database.url, silentLog)
    const rows = await session.all('SHOW synchronous_commit')
    await session.close()
    return rows
  }
  expect(await setting()).toEqual([{ synchronous_commit: 'on' }])
  await raw(`ALTER DATABASE ${name} SET synchronous_commit = off`)
  expect(await setting()).toEqual([{ synchronous_commit: 'on' }])
  await raw(`ALTER DATABASE ${name} SET synchronous_commit = remote_apply`)
  expect(await setting()).toEqual([{ synchronous_commit: 'remote_apply' }])
})

test('lost connections fail what was under way, and the store serves again', async () => {
  const store = await open()
  await acceptOne(store)
  const busy = Promise.allSettled(Array.from({ length: 200 }, () => acceptOne(store)))
  await raw(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  )
  const outcomes = await busy
  const failed = outcomes.filter(one => one.status === 'rejected')
  for (const one of failed)
    expect(one.reason).toMatchObject({ name: 'StoreError', code: 'store.unreachable' })
  await expect
    .poll(() =>
      store.ping().then(
        () => true,
        () => false,
      ),
    )
    .toBe(true)
  const stored = (await store.inbox.counts()).pending
  expect(stored).toBeGreaterThanOrEqual(201 - failed.length)
  expect((await acceptOne(store)).fresh).toBe(true)
})

test('programs that start at once on an empty database take turns with the migrations', async () => {
  const opened = await Promise.all([open(), open(), open()])
  for (const store of opened) await store.ping()
  expect(await raw('SELECT number::int FROM conserje_migrations ORDER BY number')).toEqual(
    MIGRATIONS.map(({ number }) => ({ number })),
  )
})

test('a migration that fails leaves those before it, and nothing of itself', async () => {
  const step = (number: number, ...statements: string[]): Migration => ({
    number,
    name: `m${number}`,
    statements: () => statements,
  })
  const session = createDatabase(database.url, silentLog)
  await migrate(session, [step(1, 'CREATE TABLE one (a int)')])
  await expect(
    migrate(session, [step(1), step(2, 'CREATE TABLE two (a int)', 'CREATE TABLE one (a int)')]),
  ).rejects.toMatchObject({ code: 'store.failed' })
  expect(await session.all(`SELECT to_regclass('two')::text AS two`)).toEqual([{ two: null }])
  expect(await session.all('SELECT number FROM conserje_migrations')).toEqual([{ number: 1 }])
  await session.close()
})

test('close may be called twice, and ends the store', async () => {
  const store = await open()
  await Promise.all([store.close(), store.close()])
  await expect(store.ping()).rejects.toMatchObject({ name: 'StoreError' })
})
