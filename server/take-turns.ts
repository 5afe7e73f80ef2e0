import { setImmediate as nextTick } from 'node:timers/promises'
import type { Understander } from '../intents/understander.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { InboxRow, Store, TurnCommit } from '../store/store.ts'
import { createAlarm } from './alarm.ts'
import { backoffMs } from './backoff.ts'
import type { Contents } from './contents.ts'
import { type DecideDeps, decide } from './decide.ts'
import type { Engine } from './engine.ts'
import { errorFields } from './log.ts'
import { createUnderstandingAhead } from './understanding-ahead.ts'

export interface TakeTurnsDeps {
  store: Store
  engine: Engine
  understander(): Understander
  contents: Contents
  clock: Clock
  log: Log
  /** Read bubbles sent in a row as one turn. */
  gather: boolean
  onTurns?(turns: { count: number; seconds: number }): void
}

/** A loop of the server: runs until it is stopped, and what it has begun is finished then. */
export interface Loop {
  start(): void
  stop(): Promise<void>
}

/** Conversations of one peek, and handed to the store at once; the store itself ends a commit that would hold up webhooks. */
const PEEK = 512
const PER_COMMIT = 128
/** The event loop belongs to understanding for at most this long. */
const SLICE_MS = 10
/** Transactions side by side: SQLite has one writer, PostgreSQL overlaps the waiting for its commits. */
const SIDE_BY_SIDE = { sqlite: 1, postgres: 4 }
/** The net under the wake-ups. */
const NET_MS = 1_000

/** Takes conversations that have due rows through their turns, many at once, one turn at a time in each. */
export function createTakeTurns(deps: TakeTurnsDeps): Loop {
  const { store, clock, log } = deps
  const reader = createUnderstandingAhead(deps.understander, () => deps.contents.current().bot, deps.gather)
  const alarm = createAlarm()
  const failures = new Map<string, { rowIds: readonly string[]; error: unknown }>()
  let stopping = false
  let running: Promise<void> | undefined

  const decideDeps: DecideDeps = {
    engine: deps.engine,
    reader,
    clock,
    gather: deps.gather,
    contentOf: version => deps.contents.of(version),
    onFailure: (id, rowIds, error) => failures.set(id, { rowIds, error }),
  }

  /** One peek, worked through. Resolves to the number of conversations that moved. */
  async function round(): Promise<number> {
    const ready = await store.inbox.ready(isoTime(clock()), PEEK)
    const batches: (typeof ready)[] = []
    for (let at = 0; at < ready.length; at += PER_COMMIT) batches.push(ready.slice(at, at + PER_COMMIT))
    let moved = 0
    const side = async () => {
      for (let batch = batches.shift(); batch !== undefined && !stopping; batch = batches.shift()) {
        moved += await takeBatch(batch)
      }
    }
    await Promise.all(Array.from({ length: SIDE_BY_SIDE[store.engine] }, side))
    await deps.contents.load()
    return moved
  }

  async function takeBatch(batch: { conversationId: string; rows: InboxRow[] }[]): Promise<number> {
    await understandAll(batch)
    const startedAt = performance.now()
    let turns = 0
    const decided = new Map<string, TurnCommit>()
    const results = await store.inbox.take(
      isoTime(clock()),
      batch.map(({ conversationId }) => conversationId),
      claimed => {
        const commit = decide(claimed, decideDeps)
        if (commit !== undefined) {
          turns++
          decided.set(claimed.conversation.id, commit)
        }
        return commit
      },
    )
    deps.onTurns?.({ count: turns, seconds: (performance.now() - startedAt) / 1000 })
    for (const { conversationId, ok, error } of results) {
      const commit = decided.get(conversationId)
      if (ok && commit !== undefined) tell(conversationId, commit)
      else if (!ok && !failures.has(conversationId)) {
        failures.set(conversationId, { rowIds: commit?.handled.map(({ id }) => id) ?? [], error })
      }
    }
    return turns + (await countFailures())
  }

  function tell(conversation: string, { handled, held, outbox, dead, handoff, closed }: TurnCommit): void {
    const figures = { taken: handled.length, held: held.length, queued: outbox.length, closed }
    log.debug({ conversation, ...figures }, 'a turn was taken')
    if (handoff !== undefined) {
      const { id, reason, priority } = handoff
      log.info({ conversation, handoff: id, reason, priority }, 'handed over')
    }
    if (dead.length > 0) {
      log.error({ conversation, inbox: dead.map(({ id }) => id) }, 'put aside after three tries')
    }
  }

  /** Before the transaction, in slices: webhooks are answered in between. */
  async function understandAll(batch: { conversationId: string; rows: InboxRow[] }[]): Promise<void> {
    let sliceEnd = performance.now() + SLICE_MS
    for (const { conversationId, rows } of batch) {
      reader.prepare(conversationId, rows)
      if (performance.now() > sliceEnd) {
        await nextTick()
        sliceEnd = performance.now() + SLICE_MS
      }
    }
  }

  async function countFailures(): Promise<number> {
    const found = [...failures]
    failures.clear()
    for (const [conversationId, { rowIds, error }] of found) {
      log.error({ conversation: conversationId, inbox: rowIds, ...errorFields(error) }, 'a turn failed')
    }
    const rowIds = found.flatMap(([, failure]) => failure.rowIds)
    if (rowIds.length > 0) await store.inbox.countAttempt(rowIds)
    return rowIds.length
  }

  async function run(): Promise<void> {
    let troubles = 0
    while (!stopping) {
      try {
        const moved = await round()
        troubles = 0
        if (moved > 0) await nextTick()
        else await alarm.sleep(await untilNextMs())
      } catch (error) {
        // The database is not to be had: nothing is lost, the rows wait.
        log.error({ ...errorFields(error) }, 'turns wait for the database')
        await alarm.sleep(backoffMs(++troubles, { firstMs: 200, maxMs: 5_000 }))
      }
    }
  }

  async function untilNextMs(): Promise<number> {
    const dueAt = await store.inbox.nextDueAt()
    if (dueAt === undefined) return NET_MS
    // A row that is due and did not move is in another worker's hands: look again soon, not at once.
    return Math.min(NET_MS, Math.max(10, Date.parse(dueAt) - clock()))
  }

  let unsubscribe: (() => void) | undefined
  return {
    start() {
      unsubscribe = store.onWake(topic => topic === 'inbox' && alarm.ring())
      running = run()
    },
    async stop() {
      stopping = true
      unsubscribe?.()
      alarm.ring()
      await running
    },
  }
}
