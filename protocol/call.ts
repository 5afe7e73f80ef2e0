import type { Json, JsonObject } from './json.ts'

/** What the engine asks of the outside: an action or an order operation. Queued in the outbox, lane `call`. */
export interface ActionCall {
  /** `<inboxId>:c<n>`; also the idempotency key that the action gets. */
  id: string
  /** The action's name, `orders.find`. */
  action: string
  input: JsonObject
  timeoutMs: number
  /** Further attempts after the first when the action throws a passing error. */
  retries: number
}

/**
 * How a call ended, as the inbox row `callResult` tells the engine. `outcome` is `ok`, `failed`, `timeout`, or a branch that the
 * action names itself (`not_found`, `proof_needed`, `too_many_tries`); `value` belongs to `ok` and may belong to a branch.
 */
export interface CallResult {
  callId: string
  action: string
  outcome: string
  value?: Json
  /** For the agent and the log, never for the customer. */
  error?: string
  /** The platform's id of the message that led to the call: what the answer replies to. */
  replyToId?: string
}

/** Who asks, as an action sees it: what the operation needs to decide whether it may answer. */
export interface CallContext {
  conversationId: string
  threadId: string
  customerId: string
  channel: string
  language: string
  /** The phone that the channel itself vouches for, E.164. */
  verifiedPhone?: string
  /** The client's network address where the channel knows it, for limits on tries; never logged. */
  clientAddress?: string
  /** The platform's id of the message that led to the call. */
  replyToId?: string
}

/** One entry of the registry of actions: run by deliver, never inside a turn. */
export interface Action {
  name: string
  /** Default when the dialog gives none. */
  timeoutMs: number
  retries: number
  /** Branch names that it may answer beside `ok`, `failed` and `timeout`: `check` knows them. */
  outcomes: readonly string[]
  /**
   * Parses `input` with the action's own schema, runs, and answers `ok` or a branch. Throwing means `failed` (after the retries).
   * Must be idempotent by `idempotencyKey`.
   */
  run(
    input: JsonObject,
    run: { idempotencyKey: string; signal: AbortSignal; context: CallContext; now: number },
  ): Promise<{ outcome: string; value?: Json }>
}
