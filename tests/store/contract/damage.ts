import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Log } from '../../../protocol/log.ts'
import { silentLog } from '../../../protocol/log.ts'
import { openStore } from '../../../store/open.ts'
import type { Store } from '../../../store/store.ts'
import { freshDatabase } from '../../fresh-database.ts'
import { acceptOne, at, type Engine, IDLE_MS, LATER, takeOne, turn } from './subject.ts'

/** Runs one statement beside the store, as nobody of ours ever would. */
async function spoil(url: string, statement: string): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const raw = new DatabaseSync(url.slice('sqlite:'.length))
    raw.exec(statement)
    raw.close()
    return
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

export function damage(engine: Engine): void {
  let store: Store
  let database: Awaited<ReturnType<typeof freshDatabase>>
  const told: unknown[] = []
  const log: Log = { ...silentLog, error: (...entry: unknown[]) => told.push(entry[0]) }
  beforeAll(async () => {
    database = await freshDatabase(engine)
    store = await openStore({ url: database.url, idleMs: IDLE_MS, exclusive: true, log })
  })
  afterAll(async () => {
    await store?.close()
    await database?.drop()
  })

  test('a payload that is no JSON is null, and the conversations beside it are taken', async () => {
    const [spoilt, sound] = [await acceptOne(store), await acceptOne(store)]
    await spoil(database.url, `UPDATE inbox SET payload = '{"type":' WHERE id = '${spoilt.inboxId}'`)
    const payloads = new Map<string, unknown>()
    const taken = await store.inbox.take(LATER, [spoilt.conversationId, sound.conversationId], claimed => {
      payloads.set(claimed.conversation.id, claimed.rows[0]?.payload)
      return turn(claimed)
    })
    expect(taken.map(({ ok }) => ok)).toEqual([true, true])
    expect(payloads.get(spoilt.conversationId)).toBeNull()
    expect(payloads.get(sound.conversationId)).toMatchObject({ type: 'message' })
  })

  test('a state that is no JSON is told and left out', async () => {
    const thread = { threadKey: 'damaged' }
    const { conversationId } = await acceptOne(store, thread)
    await takeOne(store, conversationId, claimed => turn(claimed, { state: { n: 1 } }))
    await spoil(database.url, `UPDATE conversations SET state = '{"n":' WHERE id = '${conversationId}'`)
    expect((await store.conversations.get(conversationId))?.state).toBeUndefined()
    await acceptOne(store, { ...thread, receivedAt: at(10), dueAt: at(10) })
    const claimed = await takeOne(store, conversationId, one => turn(one, { state: { n: 2 } }))
    expect(claimed.conversation.state).toBeUndefined()
    expect(told).toEqual([{ conversation: conversationId }])
    expect((await store.conversations.get(conversationId))?.state).toEqual({ n: 2 })
  })
}
