import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** One folder for all test servers of a machine, so that the shop's phrases are learnt once. Models are kept by content, and written whole. */
const MODELS = join(tmpdir(), 'conserje-test-data')

export interface ChildServer {
  url: string
  process: ChildProcess
  /** What it wrote so far. */
  output(): { stdout: string; stderr: string }
  /** Sends the signal; resolves to the exit code (null when killed). */
  end(signal: NodeJS.Signals): Promise<number | null>
}

export interface ChildOptions {
  databaseUrl: string
  port: number
  env?: Record<string, string>
  args?: readonly string[]
}

/** The command itself, as an operator starts it, in a process of its own. */
export function spawnServer({ databaseUrl, port, env = {}, args = [] }: ChildOptions): ChildServer {
  mkdirSync(MODELS, { recursive: true })
  const written = { stdout: '', stderr: '' }
  const child = spawn(process.execPath, ['bin/conserje.js', 'start', ...args], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      DATA_DIR: MODELS,
      PORT: String(port),
      SETTLE_MS: '0',
      RATE_MESSAGES_PER_MINUTE: '0',
      RATE_TOKENS_PER_MINUTE: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', chunk => {
      written[stream] += chunk
    })
  }
  const ended = once(child, 'exit') as Promise<[number | null]>
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    output: () => written,
    async end(signal) {
      child.kill(signal)
      const [code] = await ended
      return code
    },
  }
}

/** The same, and waits until it serves. */
export async function startChild(options: ChildOptions): Promise<ChildServer> {
  const child = spawnServer(options)
  for (let tries = 0; tries < 600 && child.process.exitCode === null; tries++) {
    const ready = await fetch(`${child.url}/readyz`).then(
      response => response.ok,
      () => false,
    )
    if (ready) return child
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  child.process.kill('SIGKILL')
  throw new Error(`the server did not start:\n${child.output().stderr.slice(-2_000)}`)
}

/** A port that nobody listens on, for servers that come back on the same one. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
