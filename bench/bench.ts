import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One figure of a benchmark beside what it must reach. */
export interface Figure {
  name: string
  value: number
  unit: string
  /** What must hold, as words for a person. */
  target?: string
  reached?: boolean
}

/** One file a benchmark; `main.ts` lists them. */
export interface Bench {
  name: string
  about: string
  run(options: BenchOptions): Promise<Figure[]>
}

/** What a person asked for beside the benchmark's name. */
export interface BenchOptions {
  /** Parts of a benchmark that has parts; empty: all. */
  only: readonly string[]
  /** Measure the peers too, where there are any to be left out. */
  peers: boolean
  /** A short run, whose figures only tell that all works. */
  quick: boolean
}

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** The value under which `share` (0 to 1) of all lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
}

/** Runs a script in a process of its own and reads the JSON that it prints last. */
export async function runForJson<T>(
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<T> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', chunk => {
    output += chunk
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  const last = output.trim().split('\n').at(-1)
  if (code !== 0 || last === undefined) throw new Error(`${script} ended with ${code}`)
  return JSON.parse(last) as T
}

/** A folder that goes with the work: removed when `use` is done. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'conserje-bench-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise(resolve => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** `conserje start` in a process of its own, ready to answer. */
export interface RunningServer {
  url: string
  pid: number
  /** From spawn to the first 200 of /readyz. */
  readyMs: number
  stop(): Promise<void>
}

/** Starts the server with a bot (a folder of ours) on `folder`'s database and waits until /readyz answers 200. @throws when it does not within 30 s */
export async function startServer(
  folder: string,
  env: Record<string, string> = {},
  bot = 'bots/shop',
): Promise<RunningServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, 'bin/conserje.js'), 'start', join(root, bot)], {
    cwd: folder,
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: `sqlite:${join(folder, 'conserje.db')}`,
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
      RATE_MESSAGES_PER_MINUTE: '0',
      RATE_TOKENS_PER_MINUTE: '0',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()))
  while (!(await isReady(url))) {
    if (performance.now() - started > 30_000 || child.exitCode !== null)
      throw new Error('the server did not get ready')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  return {
    url,
    pid: child.pid as number,
    readyMs: performance.now() - started,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok
  } catch {
    return false
  }
}
