import { afterEach, describe, expect, test } from 'vitest'
import { silentLog } from '../../protocol/log.ts'
import { MIGRATIONS } from '../../store/migrations/index.ts'
import { openStore } from '../../store/open.ts'
import { createDatabase } from '../../store/postgres/database.ts'
import { migrate as migratePostgres } from '../../store/postgres/migrate.ts'
import { openConnection } from '../../store/sqlite/thread/connection.ts'
import { migrate as migrateSqlite } from '../../store/sqlite/thread/migrate.ts'
import type { Store } from '../../store/store.ts'
import { emptyDatabase, type FreshDatabase } from '../fresh-database.ts'
import {
  acceptOne,
  activity,
  answer,
  at,
  type Engine,
  IDLE_MS,
  LATER,
  takeOne,
  turn,
} from './contract/subject.ts'

/** The release that had the web chat alone. */
const FORMER = MIGRATIONS.filter(({ number }) => number <= 2)

/** What that release wrote: a customer whose message waits, with answers sent, in flight, to be sent and dead, and a proof. */
const USED = [
  `INSERT INTO customers (id, name, language, conversation_count, created_at) VALUES ('cus_1', 'Ana', 'es', 1, '${at(-9_000)}')`,
  `INSERT INTO threads (id, channel, account, key, customer_id, conversation_id, locale) VALUES ('thr_1', 'webchat', 'shop', 'key', 'cus_1', 'cnv_1', 'es-ES')`,
  `INSERT INTO conversations (id, customer_id, thread_id, status, owner, ownership_version, state, language, last_seq, ready_at, opened_at, last_activity_at)
     VALUES ('cnv_1', 'cus_1', 'thr_1', 'open', 'bot', 0, '{"step":1}', 'es', 2, '${at(0)}', '${at(-9_000)}', '${at(-5_000)}')`,
  ...[1, 2].map(
    n => `INSERT INTO inbox (id, conversation_id, thread_id, seq, kind, status, channel, account, platform_id, payload, settles, received_at, due_at, attempts)
     VALUES ('inb_${n}', 'cnv_1', 'thr_1', ${n}, 'activity', '${n === 1 ? 'done' : 'pending'}', 'webchat', 'shop', 'p${n}', '{"type":"message","text":"hola ${n}"}', 0,
       '${at(-5_000)}', '${at(0)}', 0)`,
  ),
  ...[
    ['inb_1:0', 'sent', 'NULL', `'["one"]'`, `'[{"id":"inb_1:0:0","platformId":"x"}]'`],
    [
      'inb_1:1',
      'leased',
      `'${at(-1_000)}'`,
      `'["two a","two b"]'`,
      `'[{"id":"inb_1:1:0","platformId":"y"}]'`,
    ],
    ['inb_1:2', 'queued', `'${at(-1_000)}'`, 'NULL', 'NULL'],
    ['inb_1:3', 'dead', 'NULL', 'NULL', 'NULL'],
  ].map(
    ([id, status, goAt, parts, sent]) =>
      `INSERT INTO outbox (id, conversation_id, thread_id, lane, kind, payload, speaker, ownership_version, notice, status, run_at, go_at, attempts, worker, parts, sent_parts, created_at)
       VALUES ('${id}', 'cnv_1', 'thr_1', 'thr_1', 'activities', '{"activities":[{"type":"message","id":"${id}","text":"t"}]}', 'bot', 0, 0, '${status}', '${at(-5_000)}', ${goAt},
         1, 'server', ${parts}, ${sent}, '${at(-5_000)}')`,
  ),
  `INSERT INTO proofs (thread_id, order_number, until_ms) VALUES ('thr_1', '10432', ${Date.parse(at(9_000_000))})`,
]

const write: Record<Engine, (url: string) => Promise<void>> = {
  async sqlite(url) {
    const connection = openConnection(url.slice('sqlite:'.length))
    migrateSqlite(connection, FORMER)
    for (const statement of USED) connection.run(statement)
    connection.close()
  },
  async postgres(url) {
    const database = createDatabase(url, silentLog)
    await migratePostgres(database, FORMER)
    for (const statement of USED) await database.run(statement)
    await database.close()
  },
}

describe.each(['sqlite', 'postgres'] as const)('a database of the former release, on %s', engine => {
  let database: FreshDatabase | undefined
  let store: Store | undefined
  afterEach(async () => {
    await store?.close()
    await database?.drop()
  })

  test('is gone on with: what waited is taken and sent, what was known is known', async () => {
    database = await emptyDatabase(engine)
    await write[engine](database.url)
    store = await openStore({ url: database.url, idleMs: IDLE_MS, exclusive: true })
    expect(await store.outbox.release('server')).toBe(1)

    const claimed = await takeOne(store, 'cnv_1', one =>
      turn(one, {
        outbox: [
          answer(one, { id: 'inb_2:0', payload: { activities: [{ ...activity('t'), id: 'inb_2:0' }] } }),
        ],
      }),
    )
    expect(claimed).toMatchObject({
      conversation: { state: { step: 1 }, language: 'es', thread: { id: 'thr_1', key: 'key' } },
      customer: { name: 'Ana' },
      rows: [{ id: 'inb_2' }],
    })

    const gone: unknown[] = []
    const lease = () =>
      (store as Store).outbox.lease(LATER, { limit: 9, leaseMs: 60_000, worker: 'server' }, () => ['new'])
    for (let rows = await lease(); rows.length > 0; rows = await lease()) {
      for (const row of rows) {
        const unsent = row.parts.filter(({ platformId }) => platformId === undefined)
        gone.push(...unsent.map(({ payload }) => payload))
        const parts = unsent.map(({ id }) => ({ id, platformId: `p-${id}`, sentAt: at(10) }))
        await store.outbox.settle([{ id: row.id, outcome: 'sent', parts, at: LATER }], [])
      }
    }
    expect(gone).toEqual(['two b', 'new', 'new'])
    const told = { channel: 'webchat', account: 'shop', at: at(20) }
    await store.deliveries.report([
      { ...told, status: 'read', platformIds: ['p-inb_2:0:0'] },
      { ...told, status: 'delivered', platformIds: ['x'] },
    ])
    const deliveries = await store.deliveries.of(['inb_1:0', 'inb_1:1', 'inb_1:3', 'inb_2:0'])
    expect(Object.fromEntries([...deliveries].map(([id, { status }]) => [id, status]))).toMatchObject({
      'inb_1:0': 'sent',
      'inb_1:1': 'sent',
      'inb_1:3': 'failed',
      'inb_2:0': 'read',
    })

    const same = { threadKey: 'key', activity: activity('hola') }
    expect(await acceptOne(store, { ...same, platformId: 'p1' })).toMatchObject({
      inboxId: 'inb_1',
      fresh: false,
    })
    const next = { ...same, saidAt: at(500), aliases: ['another'], address: { to: 'here' } }
    expect(await acceptOne(store, next)).toMatchObject({ conversationId: 'cnv_1', fresh: true })
    expect((await store.conversations.byThread('webchat', 'shop', 'another'))?.thread).toMatchObject({
      id: 'thr_1',
      address: { to: 'here' },
      lastInboundAt: at(500),
    })
    expect(await store.proofs.proved('thr_1', '10432', Date.parse(at(0)))).toBe(true)
    expect(await store.identities.provedElsewhere('thr_2', '10432', Date.parse(at(0)))).toBeUndefined()
    await store.sweep(at(3 * IDLE_MS))
  })
})
