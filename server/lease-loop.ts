import { type Clock, isoTime } from '../protocol/clock.ts'
import { StoreError } from '../protocol/errors.ts'
import type { Log } from '../protocol/log.ts'
import type {
  LaneKind,
  LeasedRow,
  NewInternalRow,
  Reach,
  Rendered,
  Settlement,
  Store,
} from '../store/store.ts'
import { createAlarm } from './alarm.ts'
import { backoffMs } from './backoff.ts'
import { errorFields } from './log.ts'
import type { Loop } from './take-turns.ts'

/** How a row ended, with what it starts: one transaction. */
export interface Settled {
  settlement: Settlement
  inbox?: NewInternalRow
}

export interface LeaseLoopDeps {
  store: Store
  clock: Clock
  log: Log
  worker: string
  lanes: LaneKind
  /** Rows in flight at most. */
  atOnce: number
  leaseMs: number
  render(row: LeasedRow): Rendered
  /** As in LeaseOptions. */
  renew?(row: LeasedRow): boolean
  reach?: readonly Reach[]
  /** Never throws: a failure is a settlement. */
  work(row: LeasedRow): Promise<Settled>
}

const NET_MS = 1_000

/** The database is not to be had: it refused nothing. */
const isAway = (error: unknown): boolean => error instanceof StoreError && error.code !== 'store.failed'

/** Leases rows as places become free, works on them side by side, and settles together what ended together: one commit for many. */
export function leaseLoop(deps: LeaseLoopDeps): Loop {
  const { store, clock, log } = deps
  const alarm = createAlarm()
  const flushed = createAlarm()
  const inFlight = new Set<Promise<void>>()
  let ended: Settled[] = []
  /** Places that a lease under way may fill. */
  let asked = 0
  /** Rows may wait in the queue for a place: those that are just made must not overtake them again and again. */
  let backlog = false
  let stopping = false
  /** A lease under way may still bring rows. */
  let leasing = true
  let finished = false
  let running: Promise<unknown> | undefined

  async function lease(): Promise<number> {
    // The other half stays for rows that turns make meanwhile.
    const limit = Math.min(free(), Math.ceil(deps.atOnce / 2))
    if (limit <= 0) {
      backlog = true
      return 0
    }
    const { worker, leaseMs, lanes, renew, reach } = deps
    const options = { limit, leaseMs, worker, lanes, ...(renew && { renew }), ...(reach && { reach }) }
    asked = limit
    try {
      const rows = await store.outbox.lease(isoTime(clock()), options, deps.render)
      carry(rows)
      backlog = rows.length === limit
      return rows.length
    } finally {
      asked = 0
    }
  }

  const free = () => (stopping ? 0 : deps.atOnce - inFlight.size - asked)
  const places = () => (backlog ? 0 : free())

  function carry(rows: readonly LeasedRow[]): void {
    // What comes after the loop has ended stays leased, and is freed at the next start.
    if (finished) return
    for (const row of rows) {
      const work = deps.work(row).then(settled => {
        ended.push(settled)
        inFlight.delete(work)
        flushed.ring()
      })
      inFlight.add(work)
    }
  }

  async function leaseAll(): Promise<void> {
    let troubles = 0
    while (!stopping) {
      try {
        const leased = await lease()
        troubles = 0
        if (leased === 0) await alarm.sleep(await untilNextMs())
      } catch (error) {
        log.error(errorFields(error), 'the outbox waits for the database')
        await alarm.sleep(backoffMs(++troubles, { firstMs: 200, maxMs: 5_000 }))
      }
    }
  }

  /** When every place is taken, the next settlement rings. */
  async function untilNextMs(): Promise<number> {
    if (inFlight.size >= deps.atOnce) return NET_MS
    const runAt = await store.outbox.nextRunAt(deps.lanes)
    if (runAt === undefined) return NET_MS
    return Math.min(NET_MS, Math.max(10, Date.parse(runAt) - clock()))
  }

  /** Ends when the loop is stopped and nothing is in flight or on its way here: what was sent is always written down. */
  async function settleAll(): Promise<void> {
    let troubles = 0
    while (!stopping || leasing || inFlight.size > 0 || ended.length > 0) {
      if (ended.length === 0) {
        await flushed.sleep(NET_MS)
        continue
      }
      const batch = ended
      ended = []
      try {
        const freed = await settle(batch)
        troubles = 0
        // The next row of a lane may go now, or one that waits for a place.
        if (freed || backlog) alarm.ring()
      } catch (error) {
        ended = [...batch, ...ended]
        log.error(errorFields(error), 'what was sent waits for the database to be written down')
        if (stopping && troubles >= 3) return
        await flushed.sleep(backoffMs(++troubles, { firstMs: 100, maxMs: 2_000 }))
      }
    }
  }

  /**
   * What the database refuses among many is found one by one, and put down without what it would have started. Answers whether that may have let rows go.
   * Throws when the database is not to be had.
   */
  async function settle(batch: readonly Settled[]): Promise<boolean> {
    const settlements = batch.map(({ settlement }) => settlement)
    try {
      return await store.outbox.settle(
        settlements,
        batch.flatMap(({ inbox }) => inbox ?? []),
      )
    } catch (error) {
      if (isAway(error)) throw error
      if (batch.length > 1) {
        for (const one of batch) await settle([one])
        return true
      }
      log.error(
        { outbox: settlements[0]?.id, ...errorFields(error) },
        'the end of a row can not be written down',
      )
      return settleSomehow(settlements)
    }
  }

  /** Without an end a row would be sent again with every lease, or hold up its lane for ever. */
  async function settleSomehow(settlements: readonly Settlement[]): Promise<boolean> {
    const at = isoTime(clock())
    const error = 'store.failed: the database does not take how it ended; it may have been sent'
    const dead = settlements.map(({ id }): Settlement => ({ id, outcome: 'dead', error, at }))
    for (const ends of [settlements, dead]) {
      try {
        return await store.outbox.settle(ends, [])
      } catch (error) {
        if (isAway(error)) throw error
      }
    }
    return true
  }

  let unsubscribe: (() => void)[] = []
  return {
    start() {
      const { worker, lanes, leaseMs, render } = deps
      unsubscribe = [
        store.onWake(topic => topic === 'outbox' && alarm.ring()),
        store.outbox.leaseNew({ worker, lanes, leaseMs, places, render, carry }),
      ]
      running = Promise.all([
        leaseAll().finally(() => {
          leasing = false
          flushed.ring()
        }),
        settleAll().finally(() => {
          finished = true
        }),
      ])
    },
    async stop() {
      stopping = true
      for (const end of unsubscribe) end()
      alarm.ring()
      flushed.ring()
      await running
    },
  }
}
