import type { Action, ActionCall, CallContext, CallResult } from '../protocol/call.ts'
import type { Clock } from '../protocol/clock.ts'
import { ConserjeError, Refused } from '../protocol/errors.ts'
import type { Json } from '../protocol/json.ts'
import { backoffMs } from './backoff.ts'

const BETWEEN_TRIES = { firstMs: 200, maxMs: 5_000 }

/**
 * Runs an action and answers how it ended; never throws. The timeout is that of all tries together, counted from when the call was queued: past it the
 * dialog has gone on, so a call that waited too long (a server that was down) is not run at all.
 */
export async function runCall(
  call: ActionCall,
  context: CallContext,
  queuedAtMs: number,
  deps: { actions: ReadonlyMap<string, Action>; clock: Clock; stopping?: AbortSignal },
): Promise<CallResult> {
  const answer = (outcome: string, more: Partial<CallResult> = {}): CallResult => ({
    callId: call.id,
    action: call.action,
    outcome,
    ...more,
  })
  const action = deps.actions.get(call.action)
  if (action === undefined) return answer('failed', { error: `there is no action ${call.action}` })
  const leftMs = queuedAtMs + call.timeoutMs - deps.clock()
  if (leftMs <= 0) return answer('timeout', { error: 'it was due before it could be run' })
  const signal = AbortSignal.timeout(Math.ceil(leftMs))
  for (let attempt = 1; ; attempt++) {
    try {
      const run = { idempotencyKey: call.id, signal, context, now: deps.clock() }
      const { outcome, value } = await untilAborted(action.run(call.input, run), signal)
      const kept = storable(value)
      // It ran, so it is not run again.
      if (kept === undefined) return answer('failed', { error: 'it gave a value that is no JSON' })
      return answer(outcome, kept)
    } catch (error) {
      if (signal.aborted) return answer('timeout', { error: `no answer within ${call.timeoutMs} ms` })
      if (attempt > call.retries || error instanceof Refused)
        return answer('failed', { error: describe(error) })
      await pause(backoffMs(attempt, BETWEEN_TRIES), signal)
    }
  }
}

/** The value as it will be stored. An action is a shop's own code: what can't be written would hold up every settlement behind it. */
function storable(value: unknown): Pick<CallResult, 'value'> | undefined {
  if (value === undefined) return {}
  try {
    const text: string | undefined = JSON.stringify(value)
    return text === undefined ? undefined : { value: JSON.parse(text) as Json }
  } catch {
    return undefined
  }
}

/** An action that does not listen to its signal is left behind at the deadline. */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>(resolve => {
    const timer = setTimeout(finish, ms)
    function finish() {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    signal.addEventListener('abort', finish)
  })

/** For the agent and the log: an action's own error may quote the customer, so only ours speak. */
const describe = (error: unknown): string =>
  error instanceof ConserjeError
    ? `${error.code}: ${error.message}`
    : error instanceof Error
      ? error.constructor.name
      : 'it threw no Error'
