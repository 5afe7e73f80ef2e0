import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { askService } from './ask-service.ts'
import { TEMPLATE } from './template-database.ts'

export interface FreshDatabase {
  /** For `DATABASE_URL`. */
  url: string
  /** Removes it with all that is in it; close the stores on it first. */
  drop(): Promise<void>
}

/**
 * A database of this engine without a row, for one test file or one test; on PostgreSQL its tables are there already. PostgreSQL's server is started by the
 * first call of a run.
 */
export const freshDatabase = (engine: 'sqlite' | 'postgres') => makeDatabase(engine, `TEMPLATE ${TEMPLATE}`)

/** The same without any table, for tests of the migrations. */
export const emptyDatabase = (engine: 'sqlite' | 'postgres') => makeDatabase(engine, '')

async function makeDatabase(engine: 'sqlite' | 'postgres', like: string): Promise<FreshDatabase> {
  if (engine === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'conserje-sqlite-'))
    return {
      url: `sqlite:${join(folder, 'conserje.db')}`,
      drop: () => rm(folder, { recursive: true, force: true }),
    }
  }
  const server = await askService('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(server, `CREATE DATABASE ${name} ${like}`)
  return {
    url: `${server}/${name}`,
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
