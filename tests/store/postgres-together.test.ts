import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../protocol/ids.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { render, sent } from './contract/sending.ts'
import {
  acceptOne,
  activity,
  answer,
  at,
  converse,
  IDLE_MS,
  LATER,
  message,
  takeOne,
  turn,
} from './contract/subject.ts'

/** Two processes, as far as the database can tell: each store has its own connections. */
let database: FreshDatabase
let one: Store
let two: Store

beforeAll(async () => {
  database = await freshDatabase('postgres')
  one = await openStore({ url: database.url, idleMs: IDLE_MS, exclusive: true })
  two = await openStore({ url: database.url, idleMs: IDLE_MS, exclusive: true })
})
afterAll(async () => {
  await one?.close()
  await two?.close()
  await database?.drop()
})

test('the same new thread accepted by both is one thread, one customer, one conversation', async () => {
  const threadKeys = Array.from({ length: 20 }, () => newId('usr'))
  const same = threadKeys.map(threadKey => message({ threadKey }))
  const accepted = await Promise.all([
    ...[one, two].map(store => store.inbox.accept(same)),
    ...[two, one].flatMap(store =>
      threadKeys.toReversed().map(threadKey => store.inbox.accept([message({ threadKey })])),
    ),
  ])
  for (const [index, threadKey] of threadKeys.entries()) {
    const first = accepted[0]?.[index]
    const second = accepted[1]?.[index]
    expect(second?.inboxId).toBe(first?.inboxId)
    expect([first?.fresh, second?.fresh].toSorted()).toEqual([false, true])
    const conversation = await one.conversations.byThread('webchat', 'shop', threadKey)
    expect(conversation).toMatchObject({ id: first?.conversationId as string, conversationCount: 1 })
    const claimed = await takeOne(two, conversation?.id as string)
    expect(claimed.rows.map(row => row.seq)).toEqual([1, 2, 3])
  }
})

test('a conversation is taken by one of both, and none is lost', async () => {
  const accepted = await one.inbox.accept(Array.from({ length: 100 }, () => message()))
  const ids = accepted.map(row => row.conversationId)
  const handled = new Map<string, number>()
  const work = async (store: Store) => {
    for (;;) {
      const ready = await store.inbox.ready(LATER, 30)
      if (ready.length === 0) return
      const taken = await store.inbox.take(LATER, ready, claimed =>
        turn(claimed, { outbox: [answer(claimed)], events: [{ name: 'turn', data: {} }] }),
      )
      for (const { conversationId, ok } of taken) {
        expect(ok).toBe(true)
        handled.set(conversationId, (handled.get(conversationId) ?? 0) + 1)
      }
    }
  }
  await Promise.all([work(one), work(two), work(one), work(two)])
  expect(ids.map(id => handled.get(id))).toEqual(ids.map(() => 1))
  const leased = (
    await Promise.all(
      [one, two, one, two].map((store, n) =>
        store.outbox.lease(LATER, { limit: 60, leaseMs: 60_000, worker: `w${n}` }, render),
      ),
    )
  ).flat()
  const rest = await one.outbox.lease(LATER, { limit: 100, leaseMs: 60_000, worker: 'w' }, render)
  const all = [...leased, ...rest].map(row => row.id)
  expect(all).toHaveLength(100)
  expect(new Set(all).size).toBe(100)
  await Promise.all([one.outbox.settle(leased.map(sent), []), two.outbox.settle(rest.map(sent), [])])
  expect((await two.outbox.counts()).leased).toBe(0)
})

test('a conversation that another process is writing is left to it', async () => {
  const { conversationId } = await acceptOne(one)
  const other = new pg.Client({ connectionString: database.url })
  await other.connect()
  await other.query('BEGIN')
  await other.query('SELECT 1 FROM conversations WHERE id = $1 FOR UPDATE', [conversationId])
  expect(await two.inbox.take(LATER, [conversationId], claimed => turn(claimed))).toEqual([])
  await other.query('COMMIT')
  await other.end()
  await takeOne(two, conversationId)
})

test('rows added to one conversation by both get seqs without gaps or doubles', async () => {
  const { conversationId } = await acceptOne(one, { threadKey: 'shared' })
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => {
      const store = n % 2 === 0 ? one : two
      return Promise.all([
        acceptOne(store, { threadKey: 'shared' }),
        store.inbox.enqueue([{ conversationId, kind: 'timer', key: `t${n >> 1}`, payload: n, dueAt: at(0) }]),
      ])
    }),
  )
  const claimed = await takeOne(one, conversationId)
  expect(claimed.rows.map(row => row.seq)).toEqual(Array.from({ length: 31 }, (_, n) => n + 1))
})

test("both append to one web chat's log in one order", async () => {
  const seqs = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      (n % 2 === 0 ? one : two).webchat.append('log', activity(`${n}`), `k${n >> 1}`, at(0)),
    ),
  )
  expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => (n >> 1) + 1))
  const log = await two.webchat.read('log', 0, 100)
  expect(log.map(entry => entry.seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
})

test('what one commits wakes the other, with the ids', async () => {
  const heard: [string, readonly string[]][] = []
  const leave = two.onWake((topic, ids) => {
    heard.push([topic, ids])
  })
  const { claimed } = await converse(one, row => [answer(row)])
  await one.webchat.append('wakes', activity('x'), 'k', at(0))
  await expect
    .poll(() => heard.some(([topic, ids]) => topic === 'inbox' && ids.includes(claimed.conversation.id)))
    .toBe(true)
  await expect.poll(() => heard.some(([topic]) => topic === 'outbox')).toBe(true)
  await expect
    .poll(() => heard.some(([topic, ids]) => topic === 'webchat' && ids.includes('wakes')))
    .toBe(true)
  leave()
})

test('listeners are called every second also when nothing is heard', async () => {
  const heard: string[] = []
  const leave = two.onWake(topic => {
    heard.push(topic)
  })
  await expect
    .poll(() => heard.filter(topic => topic === 'inbox').length, { timeout: 4_000 })
    .toBeGreaterThan(1)
  expect(heard).toContain('outbox')
  leave()
})

test('after its connection was lost a process is woken again, and looks at all web chats once', async () => {
  const heard: [string, readonly string[]][] = []
  const leave = two.onWake((topic, ids) => {
    heard.push([topic, ids])
  })
  const other = new pg.Client({ connectionString: database.url })
  await other.connect()
  await other.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (query LIKE 'LISTEN%' OR query LIKE '%pg_notify($1%')`,
  )
  await other.end()
  await expect
    .poll(() => heard.some(([topic, ids]) => topic === 'webchat' && ids.length === 0), { timeout: 5_000 })
    .toBe(true)
  await expect
    .poll(
      async () => {
        await one.webchat.append('again', activity('x'), newId('evt'), at(0))
        await new Promise(resolve => setTimeout(resolve, 50))
        return heard.some(([topic, ids]) => topic === 'webchat' && ids.includes('again'))
      },
      { timeout: 10_000 },
    )
    .toBe(true)
  leave()
})

test('a reader of all events never skips one that is committed late', async () => {
  const last = async () => (await two.events.list({ limit: 10_000 })).at(-1)?.seq ?? 0
  const before = await last()
  const [slow, fast] = await one.inbox.accept([message(), message()])
  // Somebody holds the id of the hand-off that the slow turn writes last, so its events wait for the commit.
  const handoff = newId('hof')
  const blocker = new pg.Client({ connectionString: database.url })
  await blocker.connect()
  await blocker.query('BEGIN')
  await blocker.query(
    `INSERT INTO handoffs (id, conversation_id, customer_id, channel, status, reason, priority, facts, deadline_at, created_at, updated_at, version)
     VALUES ($1, '', '', '', 'resolved', '', '', '{}', '', '', '', 1)`,
    [handoff],
  )
  const event = (name: string) => [{ name, data: {} }]
  const slowly = one.inbox.take(LATER, [slow?.conversationId as string], claimed =>
    turn(claimed, {
      events: event('slow'),
      handoff: { id: handoff, reason: 'asked', priority: 'normal', facts: {}, deadlineAt: at(0) },
    }),
  )
  await expect
    .poll(
      async () =>
        (
          await blocker.query(
            `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event = 'transactionid'`,
          )
        ).rows[0]?.n,
    )
    .toBe(1)
  await takeOne(two, fast?.conversationId as string, claimed => turn(claimed, { events: event('fast') }))
  expect(await two.events.list({ after: before, limit: 10 })).toEqual([])
  expect(await two.events.list({ conversationId: fast?.conversationId as string, limit: 10 })).toHaveLength(1)
  await blocker.query('ROLLBACK')
  await blocker.end()
  await slowly
  const events = await two.events.list({ after: before, limit: 10 })
  expect(events.map(one => one.name)).toEqual(['slow', 'handoff.created', 'fast'])
})

test('a message that comes while its thread is joined with another is heard, and so is the next', async () => {
  for (let n = 0; n < 24; n++) {
    const [chat, phone] = await Promise.all([
      acceptOne(one, { channel: 'webchat' }),
      acceptOne(one, { channel: 'whatsapp' }),
    ])
    const threads = await Promise.all(
      [chat, phone].map(async ({ conversationId }) => {
        const conversation = await one.conversations.get(conversationId)
        return conversation?.thread as NonNullable<typeof conversation>['thread']
      }),
    )
    const [other, thread] = threads as [(typeof threads)[0], (typeof threads)[0]]
    // The conversation is over, so that the message begins another one of the same customer.
    await takeOne(one, phone.conversationId, claimed => turn(claimed, { closed: true }))
    const write = (to: typeof thread, store: Store) =>
      acceptOne(store, { channel: to.channel, threadKey: to.key })
    const later = new Promise(resolve => setTimeout(resolve, n % 6))
    await Promise.all([
      two.identities.join({ threadId: thread.id, toThreadId: other.id, move: 'always' }),
      later.then(() => write(thread, one)),
      later.then(() => write(other, one)),
    ])
    for (const to of [thread, other]) {
      const { conversationId } = await write(to, two)
      expect((await takeOne(two, conversationId)).rows.length).toBeGreaterThan(0)
    }
  }
})
