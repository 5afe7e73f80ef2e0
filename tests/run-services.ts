import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { listenSomewhere } from './listen-somewhere.ts'
import { type RunningPostgres, startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Port on 127.0.0.1: who connects and names a service is told where it is, as `ask-service.ts` does. */
    servicesDoor: number
  }
}

/** What a run has once for all its tests. */
export type Service = 'postgres' | 'shop'

/** Models are kept by content, and written whole: runs side by side may share the folder. */
const MODELS = join(tmpdir(), 'conserje-test-data')

/**
 * What tests have in common, each begun when the first test asks for it, so that a run without such tests does not pay for it: a PostgreSQL server, and what the
 * shop's bot understands, which takes ten seconds to learn. vitest calls this once and the returned function at the end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<RunningPostgres> | undefined
  let shop: Promise<string> | undefined
  const services: Record<string, () => Promise<string>> = {
    async postgres() {
      postgres ??= startPostgres()
      return (await postgres).url
    },
    shop() {
      shop ??= learnShop()
      return shop
    },
  }
  const door = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', async name => {
      const answer = await services[String(name).trim()]?.().catch(error => `error: ${error}`)
      socket.end(answer ?? 'error: no such service')
    })
  })
  project.provide('servicesDoor', await listenSomewhere(door))
  return async () => {
    door.close()
    const started = await postgres?.catch(() => undefined)
    await started?.stop()
  }
}

/** Learns the shop's phrases if no run before has. The folder is for `DATA_DIR`. */
async function learnShop(): Promise<string> {
  const env = { ...process.env, DATA_DIR: MODELS }
  await promisify(execFile)(process.execPath, ['bin/conserje.js', 'train', 'bots/shop'], { env })
  return MODELS
}
