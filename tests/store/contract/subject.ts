import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Activity } from '../../../protocol/activity.ts'
import { openStore } from '../../../store/open.ts'
import type { Accepted, Claimed, NewMessage, NewOutboxRow, Store, TurnCommit } from '../../../store/store.ts'
import { freshDatabase } from '../../fresh-database.ts'

export type Engine = Store['engine']

export const HOUR_MS = 3_600_000
export const IDLE_MS = 24 * HOUR_MS

/** The moment that the tests start from: the real one, since PostgreSQL's leases run by the server's clock. */
export const START = Date.now()

/** A time so many milliseconds after the start. */
export const at = (ms: number): string => new Date(START + ms).toISOString()

/** A time at which all that was made by `message` and `turn` without times is due. */
export const LATER = at(1_000)

/** A store on a database of its own for all tests of the surrounding block. */
export function useStore(engine: Engine): () => Store {
  let store: Store
  let drop: () => Promise<void>
  beforeAll(async () => {
    const database = await freshDatabase(engine)
    drop = database.drop
    store = await openStore({ url: database.url, idleMs: IDLE_MS, exclusive: true })
  })
  afterAll(async () => {
    await store?.close()
    await drop?.()
  })
  return () => store
}

export const activity = (text: string): Activity => ({ type: 'message', text })

/** A customer's message on a thread of its own, due at once, unless said otherwise. */
export const message = (change: Partial<NewMessage> = {}): NewMessage => ({
  channel: 'webchat',
  account: 'shop',
  threadKey: randomUUID(),
  platformId: randomUUID(),
  kind: 'activity',
  activity: activity('hola'),
  receivedAt: at(0),
  dueAt: at(0),
  settle: false,
  ...change,
})

/** Accepts one message. */
export async function acceptOne(store: Store, change: Partial<NewMessage> = {}): Promise<Accepted> {
  const [accepted] = await store.inbox.accept([message(change)])
  return accepted as Accepted
}

/** A commit that ends all rows of the claim and does nothing else, unless said otherwise. */
export const turn = (claimed: Claimed, change: Partial<TurnCommit> = {}): TurnCommit => ({
  handled: claimed.rows.map((row, order) => ({ id: row.id, order })),
  held: [],
  dead: [],
  release: false,
  outbox: [],
  inbox: [],
  transcript: [],
  events: [],
  at: at(0),
  ...change,
})

/** A bot's answer on the conversation's thread. */
export const answer = (claimed: Claimed, change: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
  id: `${claimed.rows[0]?.id}:${randomUUID().slice(0, 8)}`,
  conversationId: claimed.conversation.id,
  threadId: claimed.conversation.thread.id,
  lane: claimed.conversation.thread.id,
  kind: 'activities',
  payload: { activities: [activity('buenas')] },
  speaker: 'bot',
  ownershipVersion: claimed.conversation.ownershipVersion,
  notice: false,
  runAt: at(0),
  ...change,
})

/** Takes one conversation and answers what was claimed; fails the test when the turn was not written. */
export async function takeOne(
  store: Store,
  conversationId: string,
  decide: (claimed: Claimed) => TurnCommit | undefined = claimed => turn(claimed),
  now: string = LATER,
): Promise<Claimed> {
  let seen: Claimed | undefined
  const [taken] = await store.inbox.take(now, [conversationId], claimed => {
    seen = claimed
    return decide(claimed)
  })
  expect(taken).toEqual({ conversationId, ok: true })
  return seen as Claimed
}

/** Accepts a message and answers it with the rows that `rows` makes. */
export async function converse(
  store: Store,
  rows: (claimed: Claimed) => NewOutboxRow[],
  change: Partial<NewMessage> = {},
): Promise<{ claimed: Claimed; outbox: NewOutboxRow[] }> {
  const { conversationId } = await acceptOne(store, change)
  let outbox: NewOutboxRow[] = []
  const claimed = await takeOne(store, conversationId, one => {
    outbox = rows(one)
    return turn(one, { outbox })
  })
  return { claimed, outbox }
}
