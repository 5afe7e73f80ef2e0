import { existsSync } from 'node:fs'
import { readConfig } from '../server/config.ts'
import { withDotEnv } from '../server/environment.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import type { CommandIo } from './command.ts'

/** Not used by what these commands do: only a message from a customer asks how long a conversation may rest. */
const IDLE_MS = 86_400_000

/** Where the settings say that there is a database which nobody has made yet: a path; undefined: there is one, or it is PostgreSQL. */
export function missingDatabase(io: CommandIo): string | undefined {
  const { databaseUrl } = readConfig(withDotEnv(io.env, io.cwd))
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(databaseUrl)?.[1]
  return path === undefined || existsSync(path) ? undefined : path
}

/**
 * Opens the database of the settings, beside a server that may be running, for as long as `work` takes.
 * @throws ConfigError | StoreError
 */
export async function withStore<Value>(
  io: CommandIo,
  work: (store: Store) => Promise<Value>,
): Promise<Value> {
  const { databaseUrl } = readConfig(withDotEnv(io.env, io.cwd))
  const store = await openStore({ url: databaseUrl, idleMs: IDLE_MS, exclusive: false })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
