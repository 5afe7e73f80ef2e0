import type { Channel } from '../adapters/adapter.ts'
import type { Action, CallResult } from '../protocol/call.ts'
import { isoTime } from '../protocol/clock.ts'
import { OutcomeUnknown } from '../protocol/errors.ts'
import type { Json } from '../protocol/json.ts'
import type { Log } from '../protocol/log.ts'
import type { LeasedRow, NewInternalRow, NewSentPart, Reach, Settlement, Store } from '../store/store.ts'
import { type LeaseLoopDeps, leaseLoop, type Settled } from './lease-loop.ts'
import { errorFields } from './log.ts'
import { SEND_TIMEOUT_MS, sendRow } from './outgoing.ts'
import { mustRenew, type RenderDeps, renderRow } from './render-row.ts'
import { runCall } from './run-call.ts'
import { sendFailure } from './send-failure.ts'
import type { Loop } from './take-turns.ts'
import { isVouched } from './vouching.ts'

export interface DeliverDeps extends RenderDeps {
  store: Store
  actions: ReadonlyMap<string, Action>
  log: Log
  /** Stable over a restart where nobody else can have it, so that a new life frees the leases of the old one. */
  worker: string
  onDelivered?(row: LeasedRow, outcome: Settlement['outcome'], repeated: boolean): void
}

/** Sends wait for platforms, calls for order systems: each kind has its own places, so that slow orders delay no answer. */
const SENDS_AT_ONCE = 256
const CALLS_AT_ONCE = 128
/** A call may run longer than a lease of a send; its own deadline is at most this. */
const CALL_LEASE_MS = 120_000

/** Longer than this nobody is thought to wait before an open page. */
const PAGE_OPEN_MS = 300_000

const reachOf = ({ channel, limits: { replyWindowMs: windowMs, reaches } }: Channel): Reach => ({
  channel,
  ...(windowMs === undefined ? {} : { windowMs }),
  ...(reaches === 'while-open' && { usedWithinMs: PAGE_OPEN_MS }),
})

/** Takes the outbox out: answers to their channels, calls to their actions; lanes side by side, each in order. */
export function createDeliver(deps: DeliverDeps): Loop {
  const { store, clock, log, worker } = deps
  const shared = { store, clock, log, worker } satisfies Partial<LeaseLoopDeps>
  const sends = leaseLoop({
    ...shared,
    lanes: 'send',
    atOnce: SENDS_AT_ONCE,
    leaseMs: 3 * SEND_TIMEOUT_MS,
    render: row => renderRow(row, deps),
    renew: row => mustRenew(row, deps),
    reach: [...deps.channels.values()].map(reachOf),
    work: row => deliverRow(row, deps),
  })
  const calls = leaseLoop({
    ...shared,
    lanes: 'call',
    atOnce: CALLS_AT_ONCE,
    leaseMs: CALL_LEASE_MS,
    render: () => [],
    work: row => runRow(row, deps),
  })
  return {
    start() {
      sends.start()
      calls.start()
    },
    async stop() {
      await Promise.all([sends.stop(), calls.stop()])
    },
  }
}

async function deliverRow(row: LeasedRow, deps: DeliverDeps): Promise<Settled> {
  const parts: NewSentPart[] = []
  const fields = { conversation: row.conversationId, outbox: row.id, channel: row.channel }
  try {
    await sendRow(row, deps, part => parts.push(part))
    deps.onDelivered?.(row, 'sent', false)
    deps.log.debug({ ...fields, parts: parts.length }, 'an answer was sent')
    return { settlement: { id: row.id, outcome: 'sent', parts, at: isoTime(deps.clock()) } }
  } catch (error) {
    const isInDoubt = error instanceof OutcomeUnknown
    const failure = sendFailure(error, {
      ...row,
      isVouched: isInDoubt && (await isVouched(deps.store.settings, row).catch(() => false)),
    })
    const repeated = isInDoubt && failure.outcome === 'retry'
    deps.log.warn({ ...fields, outcome: failure.outcome, ...errorFields(error) }, 'an answer did not go out')
    deps.onDelivered?.(row, failure.outcome, repeated)
    const now = deps.clock()
    return {
      settlement:
        failure.outcome === 'dead'
          ? { id: row.id, outcome: 'dead', error: failure.error, at: isoTime(now), parts }
          : {
              id: row.id,
              outcome: 'retry',
              runAt: isoTime(now + failure.afterMs),
              error: failure.error,
              parts,
              ...(failure.windowClosed === true && { windowClosed: true }),
            },
    }
  }
}

/** Runs a call; its end and the inbox row that tells the engine are one transaction. */
async function runRow(row: LeasedRow, deps: DeliverDeps): Promise<Settled> {
  if (!('call' in row.payload)) {
    const at = isoTime(deps.clock())
    return { settlement: { id: row.id, outcome: 'dead', error: 'a call row without a call', at } }
  }
  const { call, context } = row.payload
  const result = await runCall(call, context, Date.parse(row.createdAt), deps)
  if (result.error !== undefined) {
    const { action, outcome, error } = result
    deps.log.warn(
      { conversation: row.conversationId, call: call.id, action, outcome, reason: error },
      'a call failed',
    )
  }
  deps.onDelivered?.(row, 'sent', false)
  const at = isoTime(deps.clock())
  return {
    settlement: { id: row.id, outcome: 'sent', parts: [], at },
    inbox: callResultRow(row, result, context.replyToId, at),
  }
}

const callResultRow = (
  row: LeasedRow,
  result: CallResult,
  replyToId: string | undefined,
  dueAt: string,
): NewInternalRow => ({
  conversationId: row.conversationId,
  kind: 'callResult',
  key: `result:${result.callId}`,
  payload: { ...result, ...(replyToId === undefined ? {} : { replyToId }) } as Json,
  dueAt,
})
