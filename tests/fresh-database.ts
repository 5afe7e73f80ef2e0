import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'

export interface FreshDatabase {
  /** For `DATABASE_URL`. */
  url: string
  /** Removes it with all that is in it; close the stores on it first. */
  drop(): Promise<void>
}

/** An empty database of this engine, for one test file or one test. PostgreSQL's server is started by the first call of a run. */
export async function freshDatabase(engine: 'sqlite' | 'postgres'): Promise<FreshDatabase> {
  if (engine === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'conserje-sqlite-'))
    return {
      url: `sqlite:${join(folder, 'conserje.db')}`,
      drop: () => rm(folder, { recursive: true, force: true }),
    }
  }
  const server = await postgresServer()
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(server, `CREATE DATABASE ${name}`)
  return {
    url: `${server}/${name}`,
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

const postgresServer = (): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(inject('postgresDoor'), '127.0.0.1')
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('error', reject)
    socket.on('end', () => {
      if (answer.startsWith('postgres://')) resolve(answer)
      else reject(new Error(answer))
    })
  })

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
