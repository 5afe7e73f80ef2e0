import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Json } from '../protocol/json.ts'
import type { Log } from '../protocol/log.ts'
import type { LeasedRow, NewInternalRow, Settlement, Store } from '../store/store.ts'
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
  lanes: 'call' | 'send'
  /** Rows in flight at most. */
  atOnce: number
  leaseMs: number
  render(row: LeasedRow): readonly Json[]
  /** Never throws: a failure is a settlement. */
  work(row: LeasedRow): Promise<Settled>
}

const NET_MS = 1_000

/** Leases rows as places become free, works on them side by side, and settles together what ended together: one commit for many. */
export function leaseLoop(deps: LeaseLoopDeps): Loop {
  const { store, clock, log } = deps
  const alarm = createAlarm()
  const flushed = createAlarm()
  const inFlight = new Set<Promise<void>>()
  let ended: Settled[] = []
  let stopping = false
  let running: Promise<unknown> | undefined

  async function lease(): Promise<number> {
    const limit = deps.atOnce - inFlight.size
    if (limit <= 0) return 0
    const { worker, leaseMs, lanes } = deps
    const rows = await store.outbox.lease(isoTime(clock()), { limit, leaseMs, worker, lanes }, deps.render)
    for (const row of rows) {
      const work = deps.work(row).then(settled => {
        ended.push(settled)
        inFlight.delete(work)
        flushed.ring()
      })
      inFlight.add(work)
    }
    return rows.length
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
    const runAt = await store.outbox.nextRunAt()
    if (runAt === undefined) return NET_MS
    return Math.min(NET_MS, Math.max(10, Date.parse(runAt) - clock()))
  }

  /** Ends when the loop is stopped and nothing is in flight: what was sent is always written down. */
  async function settleAll(): Promise<void> {
    let troubles = 0
    while (!stopping || inFlight.size > 0 || ended.length > 0) {
      if (ended.length === 0) {
        await flushed.sleep(NET_MS)
        continue
      }
      const batch = ended
      ended = []
      try {
        await store.outbox.settle(
          batch.map(({ settlement }) => settlement),
          batch.flatMap(({ inbox }) => inbox ?? []),
        )
        troubles = 0
        // The next row of each lane may go now.
        alarm.ring()
      } catch (error) {
        ended = [...batch, ...ended]
        log.error(errorFields(error), 'what was sent waits for the database to be written down')
        if (stopping && troubles >= 3) return
        await flushed.sleep(backoffMs(++troubles, { firstMs: 100, maxMs: 2_000 }))
      }
    }
  }

  let unsubscribe: (() => void) | undefined
  return {
    start() {
      unsubscribe = store.onWake(topic => topic === 'outbox' && alarm.ring())
      running = Promise.all([leaseAll(), settleAll()])
    },
    async stop() {
      stopping = true
      unsubscribe?.()
      alarm.ring()
      flushed.ring()
      await running
    },
  }
}
