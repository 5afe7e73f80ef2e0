import { setTimeout as pause } from 'node:timers/promises'
import type { Understander } from '../intents/understander.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { Store, TurnCommit } from '../store/store.ts'
import { createAlarm } from './alarm.ts'
import { backoffMs } from './backoff.ts'
import type { Contents } from './contents.ts'
import { type DecideDeps, decide } from './decide.ts'
import type { Engine } from './engine.ts'
import { errorFields } from './log.ts'

export interface TakeTurnsDeps {
  store: Store
  engine: Engine
  understander(): Understander
  contents: Contents
  clock: Clock
  log: Log
  /** Read bubbles sent in a row as one turn. */
  gather: boolean
  /** Answers can go by e-mail to who has left the web chat. */
  answersByEmail?: boolean
  onTurns?(turns: { count: number; seconds: number }): void
}

/** By conversation: rows whose try did not succeed; none where the store could not even read them. */
type Failures = Map<string, { rowIds: readonly string[]; error: unknown }>

/** A loop of the server: runs until it is stopped, and what it has begun is finished then. */
export interface Loop {
  start(): void
  stop(): Promise<void>
}

/** Conversations handed to the store at once. */
const BATCH = 128
/** While one batch is written the next is thought of. */
const SIDE_BY_SIDE = 4
/** The net under the wake-ups. */
const NET_MS = 1_000
/** What is due and did not move is in another process' hands, or lacks its content: it is looked at again after this. */
const STUCK_MS = 10
/** A conversation whose turn fails again and again is left alone for ever longer. */
const REST = { firstMs: 10, maxMs: 5_000 }

/** Takes conversations that have due rows through their turns, many at once, one turn at a time in each. */
export function createTakeTurns(deps: TakeTurnsDeps): Loop {
  const { store, clock, log } = deps
  const alarm = createAlarm()
  /** Conversations of the batches under way, and those that rest. */
  const inHand = new Set<string>()
  /** How often in a row a conversation's turn failed. */
  const failed = new Map<string, number>()
  const batches = new Set<Promise<void>>()
  let troubles = 0
  let stopping = false
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        const begun = await begin()
        if (begun === 0) await alarm.sleep(await untilNextMs())
        if (batches.size >= SIDE_BY_SIDE) await Promise.race(batches)
      } catch (error) {
        await wait(error)
      }
    }
    await Promise.all(batches)
  }

  /** Resolves to how many conversations are in the batch, as soon as that is known. */
  function begin(): Promise<number> {
    return new Promise(resolve => {
      let batch: readonly string[] = []
      const work = workOn(ids => {
        batch = ids
        for (const id of ids) inHand.add(id)
        if (ids.length > 0) batches.add(work)
        resolve(ids.length)
      }).finally(() => {
        for (const id of batch) letGo(id)
        batches.delete(work)
        if (batch.length > 0) alarm.ring()
        // Where it could not even be read.
        resolve(0)
      })
    })
  }

  function letGo(id: string): void {
    const tries = failed.get(id)
    if (tries === undefined) {
      inHand.delete(id)
      return
    }
    const wake = () => {
      inHand.delete(id)
      alarm.ring()
    }
    setTimeout(wake, backoffMs(tries, REST)).unref()
  }

  async function workOn(begun: (ids: readonly string[]) => void): Promise<void> {
    try {
      const { looked, moved } = await takeBatch(begun)
      troubles = 0
      if (looked > 0 && moved === 0) await pause(STUCK_MS)
    } catch (error) {
      await wait(error)
    }
  }

  /** The database is not to be had: nothing is lost, the rows wait. */
  async function wait(error: unknown): Promise<void> {
    log.error({ ...errorFields(error) }, 'turns wait for the database')
    if (!stopping) await pause(backoffMs(++troubles, { firstMs: 200, maxMs: 5_000 }))
  }

  /** Answers how many conversations were looked at, and how many moved. */
  async function takeBatch(
    begun: (ids: readonly string[]) => void,
  ): Promise<{ looked: number; moved: number }> {
    let startedAt = 0
    let looked = 0
    const firstRows = new Map<string, string>()
    const decided = new Map<string, TurnCommit>()
    const failures: Failures = new Map()
    const decideDeps: DecideDeps = {
      engine: deps.engine,
      understander: deps.understander,
      clock,
      gather: deps.gather,
      answersByEmail: deps.answersByEmail,
      contentOf: version => deps.contents.of(version),
      onFailure: (id, rowIds, error) => failures.set(id, { rowIds, error }),
    }
    const which = {
      limit: BATCH,
      except: inHand,
      begun(ids: readonly string[]) {
        startedAt = performance.now()
        looked = ids.length
        begun(ids)
      },
    }
    const results = await store.inbox.takeReady(isoTime(clock()), which, claimed => {
      firstRows.set(claimed.conversation.id, claimed.rows[0]?.id as string)
      const commit = decide(claimed, decideDeps)
      if (commit !== undefined) decided.set(claimed.conversation.id, commit)
      return commit
    })
    if (looked === 0) return { looked, moved: 0 }
    deps.onTurns?.({ count: decided.size, seconds: (performance.now() - startedAt) / 1000 })
    let moved = 0
    for (const { conversationId: id, ok, error } of results) {
      const commit = decided.get(id)
      if (ok) {
        failed.delete(id)
        if (commit === undefined) continue
        moved++
        tell(id, commit)
        continue
      }
      failed.set(id, (failed.get(id) ?? 0) + 1)
      if (!failures.has(id)) failures.set(id, { rowIds: blamed(commit, firstRows.get(id)), error })
    }
    await countFailures(failures)
    await deps.contents.load()
    return { looked, moved }
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

  async function countFailures(failures: Failures): Promise<void> {
    for (const [conversationId, { rowIds, error }] of failures) {
      log.error({ conversation: conversationId, inbox: rowIds, ...errorFields(error) }, 'a turn failed')
    }
    const rowIds = [...failures.values()].flatMap(failure => failure.rowIds)
    if (rowIds.length > 0) await store.inbox.countAttempt(rowIds)
  }

  /** A write that is refused: all that it handled. Else the oldest row, since some row must come to the end of its tries. */
  const blamed = (commit: TurnCommit | undefined, firstRow: string | undefined): string[] =>
    commit !== undefined && commit.handled.length > 0
      ? commit.handled.map(({ id }) => id)
      : firstRow === undefined
        ? []
        : [firstRow]

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
