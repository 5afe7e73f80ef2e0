import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { askService } from '../ask-service.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

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
export async function spawnServer(options: ChildOptions): Promise<ChildServer> {
  const { databaseUrl, port, env = {}, args = [] } = options
  const models = await askService('shop')
  const written = { stdout: '', stderr: '' }
  const child = spawn(process.execPath, ['bin/conserje.js', 'start', ...args], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: databaseUrl,
      DATA_DIR: models,
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
  const child = await spawnServer(options)
  for (let tries = 0; tries < 1_000 && child.process.exitCode === null; tries++) {
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
