import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../protocol/log.ts'
import { MIGRATIONS } from '../../store/migrations/index.ts'
import type { Migration } from '../../store/migrations/migration.ts'
import { createCarriers } from '../../store/sqlite/carriers.ts'
import { createInbox } from '../../store/sqlite/inbox.ts'
import { createLine, type Line } from '../../store/sqlite/line.ts'
import { createDesk } from '../../store/sqlite/thread/answer-calls.ts'
import { type Connection, makeDurable, openConnection } from '../../store/sqlite/thread/connection.ts'
import { due, lease } from '../../store/sqlite/thread/lease.ts'
import { migrate } from '../../store/sqlite/thread/migrate.ts'
import type { InboxStore } from '../../store/store.ts'
import { createWake } from '../../store/wake.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { activity, answer, at, IDLE_MS, LATER, message, turn } from './contract/subject.ts'

let database: FreshDatabase
let connection: Connection
let line: Line
let inbox: InboxStore

beforeEach(async () => {
  database = await freshDatabase('sqlite')
  connection = openConnection(database.url.slice('sqlite:'.length))
  makeDurable(connection)
  migrate(connection)
  // What the thread does, here in the test's own, so that a test can limit the pages of the thread's connection.
  const desk = createDesk(connection)
  line = createLine(
    calls => {
      line.answered(desk.take(calls))
      for (let answers = desk.commit(); answers.length > 0; answers = desk.commit()) line.answered(answers)
    },
    () => {},
  )
  inbox = createInbox(line.call, createWake(silentLog), createCarriers(new Map()), {
    idleMs: IDLE_MS,
    log: silentLog,
  })
})
afterEach(async () => {
  connection.close()
  await database.drop()
})

const pages = () => connection.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
const limitPages = (most: number) => connection.get(`PRAGMA max_page_count = ${most}`)
const large = () => message({ activity: activity('x'.repeat(200_000)) })

test('every commit is synced in full', () => {
  expect(connection.get('PRAGMA synchronous')).toEqual({ synchronous: 2 })
  expect(connection.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
})

test('a unit that throws is undone by itself, the others of its commit are written', async () => {
  const set = (key: string, fail = false) =>
    line.call('write', [
      ['INSERT INTO settings (key, value) VALUES (?1, ?1)', [key]],
      ...(fail ? [['INSERT INTO no_such_table VALUES (1)'] as const] : []),
    ])
  const outcomes = await Promise.allSettled([set('a'), set('b', true), set('c')])
  expect(outcomes.map(one => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(connection.all('SELECT key FROM settings ORDER BY key').map(row => ({ ...row }))).toEqual([
    { key: 'a' },
    { key: 'c' },
  ])
})

test('a full disk fails what does not fit, keeps what fits, and serves again when there is room', async () => {
  await inbox.accept([message()])
  limitPages(pages() + 8)
  const outcomes = await Promise.allSettled([
    inbox.accept([message()]),
    inbox.accept([large()]),
    inbox.accept([message()]),
  ])
  expect(outcomes.map(one => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(outcomes[1]).toMatchObject({ reason: { name: 'StoreError', code: 'store.full' } })
  expect((await inbox.counts()).pending).toBe(3)
  limitPages(1_000_000)
  const [accepted] = await inbox.accept([large()])
  expect(accepted?.fresh).toBe(true)
  expect((await inbox.counts()).pending).toBe(4)
  expect({ ...connection.get('PRAGMA integrity_check') }).toEqual({ integrity_check: 'ok' })
})

test("a full disk is nobody's turn's fault: take throws it, and the rows stay", async () => {
  const [accepted] = await inbox.accept([message()])
  const id = accepted?.conversationId as string
  limitPages(pages())
  const taking = inbox.take(LATER, [id], claimed => turn(claimed, { state: 'x'.repeat(500_000) }))
  await expect(taking).rejects.toMatchObject({ name: 'StoreError', code: 'store.full' })
  limitPages(1_000_000)
  expect(await inbox.take(LATER, [id], claimed => turn(claimed))).toEqual([{ conversationId: id, ok: true }])
})

test('a turn that fails before the last is decided upon is heard of by its taker only', async () => {
  const unheard: unknown[] = []
  const hear = (error: unknown) => unheard.push(error)
  process.on('unhandledRejection', hear)
  const accepted = await inbox.accept(Array.from({ length: 16 }, () => message()))
  limitPages(pages())
  const taking = inbox.take(
    LATER,
    accepted.map(one => one.conversationId),
    claimed => {
      for (const end = performance.now() + 2; performance.now() < end; );
      return turn(claimed, { state: 'x'.repeat(50_000) })
    },
  )
  await expect(taking).rejects.toMatchObject({ name: 'StoreError', code: 'store.full' })
  await new Promise(resolve => setImmediate(resolve))
  process.off('unhandledRejection', hear)
  expect(unheard).toEqual([])
})

test("a bot's row is not leased when a person took over since it was read", async () => {
  const [accepted] = await inbox.accept([message()])
  const id = accepted?.conversationId as string
  await inbox.take(LATER, [id], claimed =>
    turn(claimed, { outbox: [answer(claimed), answer(claimed, { lane: 'other', notice: true })] }),
  )
  const rows = due(connection, LATER, 10, 'send')
  connection.run(`UPDATE conversations SET owner = 'human', ownership_version = ownership_version + 1`)
  const leased = lease(connection, {
    now: LATER,
    worker: 'w',
    leasedUntil: at(60_000),
    leased: rows.map(row => ({ id: row.id, attempts: row.attempts, parts: '[]' })),
    held: [],
    aside: [],
    closed: [],
    reach: [],
  })
  expect(rows).toHaveLength(2)
  expect(leased).toEqual(rows.filter(row => row.notice === 1).map(row => row.id))
})

test('all that came while another program held the file hear of it after one wait', async () => {
  connection.get('PRAGMA busy_timeout = 200')
  const other = openConnection(connection.path)
  other.run('BEGIN IMMEDIATE')
  const startedAt = performance.now()
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => inbox.accept([message()])))
  expect(performance.now() - startedAt).toBeLessThan(1_500)
  other.close()
  for (const one of outcomes) expect(one).toMatchObject({ reason: { code: 'store.locked' } })
})

test('a thousand writes at once are all written', async () => {
  const accepted = await Promise.all(Array.from({ length: 1_000 }, () => inbox.accept([message()])))
  expect(new Set(accepted.flat().map(one => one.inboxId)).size).toBe(1_000)
  expect((await inbox.counts()).pending).toBe(1_000)
})

test('a migration that fails leaves those before it, and nothing of itself', () => {
  const step = (number: number, ...statements: string[]): Migration => ({
    number,
    name: `m${number}`,
    statements: () => statements,
  })
  const done = MIGRATIONS.map(({ number }) => step(number))
  const [next, last] = [done.length + 1, done.length + 2]
  expect(() =>
    migrate(connection, [
      ...done,
      step(next, 'CREATE TABLE three (a)'),
      step(last, 'CREATE TABLE four (a)', 'CREATE TABLE three (a)'),
    ]),
  ).toThrow('already exists')
  const tables = connection.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE name IN ('three', 'four')`,
  )
  expect(tables.map(row => row.name)).toEqual(['three'])
  migrate(connection, [...done, step(next), step(last, 'CREATE TABLE four (a)')])
  const applied = connection.all<{ number: number }>('SELECT number FROM conserje_migrations ORDER BY number')
  expect(applied.map(row => row.number)).toEqual(Array.from({ length: last }, (_, n) => n + 1))
})
