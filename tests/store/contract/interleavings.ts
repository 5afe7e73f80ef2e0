import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Claimed, LeasedRow, NewOutboxRow, Settlement, Store, TurnCommit } from '../../../store/store.ts'
import { render } from './sending.ts'
import { answer, at, type Engine, message, turn, useStore } from './subject.ts'

const THREADS = 3
const FAR = at(10_000_000)

/** One thing that a random run does; the steps of a batch run at the same time. */
type Step =
  | { do: 'accept'; thread: number; count: number; settle: boolean }
  | { do: 'timer'; thread: number; inMs: number }
  | { do: 'take'; how: 'end' | 'hold' | 'release' | 'throw' | 'skip'; rows: number; owner?: 'bot' | 'human' }
  | { do: 'send'; how: 'sent' | 'retry' | 'dead'; limit: number }
  | { do: 'wait'; ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('accept' as const),
      thread: fc.nat(THREADS - 1),
      count: fc.integer({ min: 1, max: 3 }),
      settle: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('timer' as const),
      thread: fc.nat(THREADS - 1),
      inMs: fc.nat(900),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        do: fc.constant('take' as const),
        how: fc.constantFrom(
          'end' as const,
          'end' as const,
          'hold' as const,
          'release' as const,
          'throw' as const,
          'skip' as const,
        ),
        rows: fc.nat(3),
        owner: fc.constantFrom('bot' as const, 'human' as const),
      },
      { requiredKeys: ['do', 'how', 'rows'] },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      how: fc.constantFrom('sent' as const, 'sent' as const, 'retry' as const, 'dead' as const),
      limit: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(1_000) }) },
)

/** What the run has seen, to hold the store against. */
interface Seen {
  accepted: Map<string, string[]>
  ended: Map<string, { id: string; seq: number }[]>
  queued: NewOutboxRow[]
  inFlight: Map<string, LeasedRow>
  over: Map<string, 'sent' | 'dead'>
  sentOrder: string[]
}

export function interleavings(engine: Engine): void {
  const store = useStore(engine)

  test('whatever happens at once: no row is lost or done twice, lanes and conversations keep their order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 14 }),
        async batches => {
          await run(store(), batches)
        },
      ),
      { numRuns: engine === 'sqlite' ? 60 : 20 },
    )
  }, 60_000)
}

async function run(store: Store, batches: readonly (readonly Step[])[]): Promise<void> {
  const keys = Array.from({ length: THREADS }, () => randomUUID())
  const seen: Seen = {
    accepted: new Map(),
    ended: new Map(),
    queued: [],
    inFlight: new Map(),
    over: new Map(),
    sentOrder: [],
  }
  let now = 0
  for (const batch of batches) {
    await Promise.all(batch.map(one => act(store, seen, keys, one, now)))
    now += 100 + batch.reduce((sum, one) => sum + (one.do === 'wait' ? one.ms : 0), 0)
  }
  await drain(store, seen)
  check(seen, await store.outbox.counts(), await store.inbox.counts())
}

async function act(store: Store, seen: Seen, keys: readonly string[], one: Step, now: number): Promise<void> {
  if (one.do === 'accept') {
    const messages = Array.from({ length: one.count }, () =>
      message({
        threadKey: keys[one.thread] as string,
        receivedAt: at(now),
        dueAt: at(now + (one.settle ? 400 : 0)),
        settle: one.settle,
      }),
    )
    for (const { conversationId, inboxId } of await store.inbox.accept(messages))
      note(seen, conversationId, inboxId)
  }
  if (one.do === 'timer') {
    const conversation = await store.conversations.byThread('webchat', 'shop', keys[one.thread] as string)
    if (conversation === undefined) return
    const row = {
      conversationId: conversation.id,
      kind: 'timer',
      key: randomUUID(),
      payload: null,
      dueAt: at(now + one.inMs),
    } as const
    for (const { id } of await store.inbox.enqueue([row, row])) note(seen, conversation.id, id)
  }
  if (one.do === 'take') {
    await take(store, seen, at(now), claimed => commitOf(claimed, one, at(now)))
  }
  if (one.do === 'send') await send(store, seen, at(now), one.limit, one.how)
}

function note(seen: Seen, conversationId: string, id: string): void {
  const ids = seen.accepted.get(conversationId) ?? []
  seen.accepted.set(conversationId, ids)
  if (!ids.includes(id)) ids.push(id)
}

function commitOf(claimed: Claimed, one: Step & { do: 'take' }, now: string): TurnCommit | undefined {
  if (one.how === 'throw') throw new Error('a fault')
  if (one.how === 'skip') return undefined
  const outbox = Array.from({ length: one.rows }, (_, n) =>
    answer(claimed, {
      runAt: now,
      ...(n === 2 && { lane: 'desk', kind: 'desk' as const, payload: { notice: n } }),
    }),
  )
  return turn(claimed, {
    at: now,
    outbox,
    release: one.how === 'release',
    ...(one.how === 'hold' && { handled: [], held: claimed.rows.map(row => row.id) }),
    ...(one.owner && { owner: one.owner }),
  })
}

async function take(
  store: Store,
  seen: Seen,
  now: string,
  decide: (claimed: Claimed) => TurnCommit | undefined,
): Promise<number> {
  const ready = await store.inbox.ready(now, 10)
  const decided = new Map<string, { claimed: Claimed; commit: TurnCommit | undefined }>()
  const outcomes = await store.inbox.take(now, ready, claimed => {
    const commit = decide(claimed)
    decided.set(claimed.conversation.id, { claimed, commit })
    return commit
  })
  for (const { conversationId, ok } of outcomes) {
    const one = decided.get(conversationId)
    if (!ok || one?.commit === undefined) continue
    const seqs = one.claimed.rows.map(row => row.seq)
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    for (const row of one.claimed.rows) expect(row.dueAt <= now).toBe(true)
    seen.queued.push(...one.commit.outbox)
    const ended = seen.ended.get(conversationId) ?? []
    seen.ended.set(conversationId, ended)
    for (const { id } of one.commit.handled) {
      ended.push({ id, seq: one.claimed.rows.find(row => row.id === id)?.seq as number })
    }
  }
  return ready.length
}

async function send(
  store: Store,
  seen: Seen,
  now: string,
  limit: number,
  how: Settlement['outcome'],
): Promise<number> {
  const rows = await store.outbox.lease(now, { limit, leaseMs: 60_000_000, worker: 'w' }, render)
  expect(rows.length).toBeLessThanOrEqual(limit)
  for (const row of rows) {
    const lane = `${row.conversationId} ${row.lane}`
    expect(seen.inFlight.get(lane), 'two rows of one lane at once').toBeUndefined()
    expect(seen.over.get(row.id), 'a row that was over').toBeUndefined()
    seen.inFlight.set(lane, row)
  }
  const settlements = rows.map(({ id, parts }): Settlement => {
    if (how === 'dead') return { id, outcome: 'dead', error: 'e', at: now }
    if (how === 'retry')
      return {
        id,
        outcome: 'retry',
        error: 'e',
        runAt: new Date(Date.parse(now) + 500).toISOString(),
        parts: [],
      }
    return { id, outcome: 'sent', at: now, parts: parts.map(part => ({ id: part.id, platformId: 'p' })) }
  })
  for (const row of rows) seen.inFlight.delete(`${row.conversationId} ${row.lane}`)
  await store.outbox.settle(settlements, [])
  for (const { id, outcome } of settlements) {
    if (outcome === 'retry') continue
    seen.over.set(id, outcome)
    if (outcome === 'sent') seen.sentOrder.push(id)
  }
  return rows.length
}

/** Everything that still waits is done: timers, held rows, the outbox. */
async function drain(store: Store, seen: Seen): Promise<void> {
  for (const conversationId of seen.accepted.keys()) {
    const row = {
      conversationId,
      kind: 'callResult',
      key: randomUUID(),
      payload: null,
      dueAt: at(0),
    } as const
    for (const { id } of await store.inbox.enqueue([row])) note(seen, conversationId, id)
  }
  while ((await take(store, seen, FAR, claimed => turn(claimed, { release: true, at: FAR }))) > 0);
  while ((await send(store, seen, FAR, 50, 'sent')) > 0);
}

function check(
  seen: Seen,
  outbox: Awaited<ReturnType<Store['outbox']['counts']>>,
  inbox: Awaited<ReturnType<Store['inbox']['counts']>>,
): void {
  expect({ pending: inbox.pending, held: inbox.held }).toEqual({ pending: 0, held: 0 })
  expect({ queued: outbox.queued, leased: outbox.leased }).toEqual({ queued: 0, leased: 0 })
  for (const [conversationId, ids] of seen.accepted) {
    const ended = seen.ended.get(conversationId) ?? []
    expect(ended.map(row => row.id).toSorted()).toEqual(ids.toSorted())
    expect(ended.map(row => row.seq).toSorted((a, b) => a - b)).toEqual(ended.map((_, n) => n + 1))
  }
  const place = new Map(seen.queued.map((row, n) => [row.id, n]))
  const lanes = Map.groupBy(
    seen.queued.filter(row => seen.over.get(row.id) === 'sent'),
    row => `${row.conversationId} ${row.lane}`,
  )
  for (const rows of lanes.values()) {
    const ids = new Set(rows.map(row => row.id))
    const order = seen.sentOrder.filter(id => ids.has(id)).map(id => place.get(id) as number)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  }
}
