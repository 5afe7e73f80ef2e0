import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MIGRATIONS } from '../../store/migrations/index.ts'
import { openStore } from '../../store/open.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { render } from './contract/sending.ts'
import { acceptOne, answer, at, converse, IDLE_MS, LATER } from './contract/subject.ts'

const PROGRAM = fileURLToPath(new URL('./programs/open-and-wait.ts', import.meta.url))
const LOSER = fileURLToPath(new URL('./programs/lose-the-thread.ts', import.meta.url))

let database: FreshDatabase
let path: string
const children: ChildProcess[] = []

beforeEach(async () => {
  database = await freshDatabase('sqlite')
  path = database.url.slice('sqlite:'.length)
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await database.drop()
})

const open = (exclusive = true, url = database.url) => openStore({ url, idleMs: IDLE_MS, exclusive })

/** A server in a process of its own; as root it runs as a user without rights, since root may write everything. */
async function openElsewhere(url: string, powerless = false) {
  const nobody = powerless && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const child = spawn(process.execPath, [PROGRAM, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...nobody,
  })
  children.push(child)
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  return { child, ...(JSON.parse(String(line)) as { ok: boolean; code?: string; message?: string }) }
}

test('a missing folder is made', async () => {
  const deep = join(dirname(path), 'a', 'b', 'c.db')
  const store = await open(true, `sqlite:${deep}`)
  await store.close()
  expect(existsSync(deep)).toBe(true)
})

test('what was accepted is there after closing and opening', async () => {
  const first = await open()
  const { conversationId } = await acceptOne(first)
  await first.close()
  const second = await open()
  expect(await second.conversations.get(conversationId)).toBeDefined()
  await second.close()
})

test('close waits for what was accepted, may be called twice, and ends the store', async () => {
  const store = await open()
  const accepted = acceptOne(store)
  await Promise.all([store.close(), store.close()])
  const { conversationId } = await accepted
  await expect(acceptOne(store)).rejects.toMatchObject({ name: 'StoreError', code: 'store.failed' })
  await expect(store.ping()).rejects.toMatchObject({ name: 'StoreError', code: 'store.failed' })
  const again = await open()
  expect(await again.conversations.get(conversationId)).toBeDefined()
  await again.close()
})

test('the file is written with WAL', async () => {
  await (await open()).close()
  const raw = new DatabaseSync(path)
  expect(raw.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  raw.close()
})

describe('two programs on one file', () => {
  test('a second server is refused with what to do, until the first ends', async () => {
    const first = await open()
    const sentence = await open().catch((error: Error) => error.message.replace(path, '<file>'))
    expect(sentence).toMatchInlineSnapshot(
      `"Another Conserje server is already running on <file>. Stop it first, or give this one its own DATABASE_URL; several servers on one database need PostgreSQL."`,
    )
    await expect(open()).rejects.toMatchObject({ code: 'store.locked' })
    await first.close()
    await (await open()).close()
  })

  test('a server in another process is refused too, and a kill -9 frees the lock', async () => {
    const other = await openElsewhere(database.url)
    expect(other.ok).toBe(true)
    await expect(open()).rejects.toMatchObject({ code: 'store.locked' })
    other.child.kill('SIGKILL')
    await once(other.child, 'exit')
    const store = await open()
    expect(await store.settings.get('from')).toBe('child')
    await store.close()
  })

  test('other commands open the database beside the server, and it hears of what they write', async () => {
    const server = await open()
    const topics = new Set<string>()
    server.onWake(topic => topics.add(topic))
    const command = await open(false)
    await command.settings.once('beside', 'yes')
    await command.close()
    expect(await server.settings.get('beside')).toBe('yes')
    await expect.poll(() => topics.has('outbox'), { timeout: 3_000 }).toBe(true)
    await server.close()
  })
})

test('a row that a former life leased is leased again when its lease is over', async () => {
  const first = await open()
  await converse(first, one => [answer(one)])
  const [row] = await first.outbox.lease(LATER, { limit: 1, leaseMs: 1_000, worker: 'former' }, render)
  await first.close()
  const second = await open()
  const lease = (now: string) => second.outbox.lease(now, { limit: 1, leaseMs: 1_000, worker: 'w' }, render)
  expect(await lease(at(1_999))).toEqual([])
  expect(await lease(at(2_000))).toMatchObject([{ id: row?.id, attempts: 2 }])
  await second.close()
})

test('a thread that ends by itself is a fault that nobody catches, so that no server lives on without it', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [LOSER, database.url], { timeout: 10_000 })
  expect(JSON.parse(stdout)).toEqual({
    fault: `The thread of ${path} broke: no memory left`,
    same: true,
    closed: true,
  })
})

describe('a file that can not serve', () => {
  test('a newer database is refused and not touched', async () => {
    await (await open()).close()
    const raw = new DatabaseSync(path)
    raw.exec(`INSERT INTO conserje_migrations (number, name, applied_at) VALUES (999, 'future', 'x')`)
    raw.close()
    const before = readFileSync(path)
    await expect(open()).rejects.toMatchObject({ name: 'StoreError', code: 'store.newer' })
    await expect(open()).rejects.toThrow(
      `The database was written by a newer Conserje (it holds migration 999, this one knows up to ${MIGRATIONS.length}). Nothing was changed. Start the newer version, or restore an older backup.`,
    )
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('a file that is no database is refused and not touched', async () => {
    const text = 'these are the orders of May\n'.repeat(500)
    writeFileSync(path, text)
    await expect(open()).rejects.toMatchObject({ name: 'StoreError', code: 'store.damaged' })
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('damage in the middle of the file is told as such', async () => {
    const store = await open()
    for (let n = 0; n < 50; n++) await acceptOne(store, { threadKey: 'damaged' })
    await store.close()
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 4_096 * 2)
    writeFileSync(path, bytes)
    const broken = async () => {
      const opened = await open()
      try {
        await acceptOne(opened, { threadKey: 'damaged' })
      } finally {
        await opened.close()
      }
    }
    await expect(broken()).rejects.toMatchObject({ name: 'StoreError', code: 'store.damaged' })
  })

  test('a read-only file is refused with what to do', async () => {
    await (await open()).close()
    chmodSync(dirname(path), 0o755)
    chmodSync(path, 0o444)
    writeFileSync(`${path}.lock`, '')
    chmodSync(`${path}.lock`, 0o666)
    const { ok, code, message } = await openElsewhere(database.url, true)
    expect({ ok, code }).toEqual({ ok: false, code: 'store.read_only' })
    expect(message).toContain('write access')
  })

  test('a folder that can not be written is refused with what to do', async () => {
    chmodSync(dirname(path), 0o555)
    const { ok, code, message } = await openElsewhere(database.url, true)
    expect({ ok, code }).toEqual({ ok: false, code: 'store.read_only' })
    expect(message).toContain('write access')
  })

  test('a folder that can not be made is refused with what to do', async () => {
    writeFileSync(path, '')
    await expect(open(true, `sqlite:${path}/in/a/file.db`)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'store.read_only',
    })
  })

  test.each(['sqlite:', 'sqlite::memory:', 'mysql://x', '', 'postgres://user:p@ss word@/x'])(
    'the address %j is refused with what it should be, without a password in it',
    async url => {
      const error = await open(true, url).then(
        () => undefined,
        (thrown: Error) => thrown,
      )
      expect(error).toMatchObject({ name: 'StoreError', code: 'store.unreachable' })
      expect(error?.message).toContain('DATABASE_URL')
      expect(error?.message).not.toContain('p@ss')
    },
  )
})
