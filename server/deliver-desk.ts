import { type Clock, isoTime } from '../protocol/clock.ts'
import { ConserjeError, RateLimited, Refused, Unreachable } from '../protocol/errors.ts'
import type { Json } from '../protocol/json.ts'
import type { Log } from '../protocol/log.ts'
import type { LeasedRow, Settlement, Store } from '../store/store.ts'
import { backoffMs } from './backoff.ts'
import { leaseLoop } from './lease-loop.ts'
import { errorFields } from './log.ts'
import { askedWaitMs } from './send-failure.ts'
import type { Loop } from './take-turns.ts'

export interface DeliverDeskDeps {
  store: Store
  /** @throws RateLimited | Unreachable | Refused */
  carry(notice: Json, tried: { isRepeat: boolean; since: string; signal: AbortSignal }): Promise<void>
  clock: Clock
  log: Log
  worker: string
  onDelivered?(row: LeasedRow, outcome: Settlement['outcome'], repeated: boolean): void
}

const AT_ONCE = 16
const CARRY_MS = 120_000
/** A desk that is away is no reason to forget what it was to be told: tries have no end, only faults of ours have. */
const WAITS = { firstMs: 1_000, maxMs: 300_000 }
const MOST_FAULTS = 8
/** Behind the error of a try after which nobody knows whether it was posted: all later tries ask first. */
const PERHAPS = '(perhaps posted)'

/** Takes notices to a desk outside. A loop of its own: however long that desk is away, customers are answered. */
export function createDeliverDesk(deps: DeliverDeskDeps): Loop {
  const { store, clock, log, worker } = deps
  const stopping = new AbortController()
  const loop = leaseLoop({
    store,
    clock,
    log,
    worker,
    lanes: 'desk',
    atOnce: AT_ONCE,
    leaseMs: CARRY_MS + 30_000,
    render: () => [],
    async work(row) {
      const settlement = await carryRow(row, deps, stopping.signal)
      deps.onDelivered?.(row, settlement.outcome, false)
      return { settlement }
    },
  })
  return {
    start: loop.start,
    stop() {
      stopping.abort()
      return loop.stop()
    },
  }
}

async function carryRow(row: LeasedRow, deps: DeliverDeskDeps, stopping: AbortSignal): Promise<Settlement> {
  const isRepeat = row.attempts > 1 && (row.lastError === undefined || row.lastError.endsWith(PERHAPS))
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(CARRY_MS)])
  const notice = 'notice' in row.payload ? row.payload.notice : null
  try {
    await deps.carry(notice, { isRepeat, since: row.createdAt, signal })
    return { id: row.id, outcome: 'sent', parts: [], at: isoTime(deps.clock()) }
  } catch (error) {
    return failed(row, error, isRepeat, deps)
  }
}

function failed(
  row: LeasedRow,
  error: unknown,
  isRepeat: boolean,
  { clock, log }: DeliverDeskDeps,
): Settlement {
  const text =
    error instanceof ConserjeError
      ? `${error.code}: ${error.message}`
      : `unexpected: ${(error as Error | undefined)?.name ?? typeof error}`
  const passes = error instanceof RateLimited || error instanceof Unreachable
  const fields = { conversation: row.conversationId, outbox: row.id, reason: text }
  if (error instanceof Refused || (!passes && row.attempts >= MOST_FAULTS)) {
    log.error(
      { ...errorFields(error), ...fields },
      'the desk outside was not told something, and will not be',
    )
    return { id: row.id, outcome: 'dead', error: text, at: isoTime(clock()) }
  }
  if (!passes) log.error({ ...errorFields(error), ...fields }, 'the desk outside was not told something yet')
  const waitMs = error instanceof RateLimited ? askedWaitMs(error) : backoffMs(row.attempts, WAITS)
  const perhaps = isRepeat || !(error instanceof RateLimited)
  return {
    id: row.id,
    outcome: 'retry',
    runAt: isoTime(clock() + waitMs),
    error: perhaps ? `${text} ${PERHAPS}` : text,
    parts: [],
  }
}
