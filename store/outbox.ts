import type { Activity, Speaker } from '../protocol/activity.ts'
import type { ActionCall, CallContext } from '../protocol/call.ts'
import type { Register } from '../protocol/conversation.ts'
import type { Json } from '../protocol/json.ts'
import type { NewInternalRow } from './inbox.ts'

/* What waits to be sent or called. */

export type OutboxStatus = 'queued' | 'leased' | 'sent' | 'parked' | 'dead' | 'cancelled'

/** Calls, answers to customers, and notices to a desk outside: each is leased by a loop of its own, so that none waits for another's platform. */
export type LaneKind = 'call' | 'send' | 'desk'

export interface NewOutboxRow {
  id: string
  conversationId: string
  threadId: string
  /** `<threadId>` (a channel address), `desk`, or `call`. Only the head row of a (conversation, lane) may go; for `call` all may. */
  lane: string
  kind: 'activities' | 'call' | 'desk'
  /**
   * Activities to one address, the call, or a desk notice. `passing`: what is only of use now, as a survey is: where nothing may go, it is dropped instead of parked, and
   * it goes nowhere else.
   */
  payload:
    | { activities: Activity[]; passing?: true }
    | { call: ActionCall; context: CallContext }
    | { notice: Json }
  speaker: Speaker
  ownershipVersion: number
  /** The hand-off's own notice is sent although a human owns by then. */
  notice: boolean
  runAt: string
}

export interface OutboxPart {
  /** `<outboxId>:<n>` */
  id: string
  payload: Json
  platformId?: string
}

export interface LeasedRow extends NewOutboxRow {
  channel: string
  account: string
  threadKey: string
  locale?: string
  /** How the customer wants to be addressed, where that is known. */
  register?: Register
  /** Of the thread. */
  address?: Json
  /** When the customer last wrote on the thread, where its channel has a reply window. */
  lastInboundAt?: string
  /** The platform told since then that it takes nothing free any more. */
  windowClosed?: boolean
  attempts: number
  /** Rendered before, by an earlier lease; empty at the first. */
  parts: OutboxPart[]
  createdAt: string
  /** What the last try ended with (`retry`); undefined at the first, and after a lease that was never settled. */
  lastError?: string
}

/** A part that reached the platform. */
export interface SentPart {
  id: string
  platformId: string
}

/** A part that went out just now. */
export interface NewSentPart extends SentPart {
  /** When its send began, where the platform tells what becomes of it: that is kept then. */
  sentAt?: string
}

/** A channel that is on. */
export interface Reach {
  channel: string
  /** How long after the customer's last message it takes an answer; undefined: always. */
  windowMs?: number
  /** How long after their last message on a thread the customer is thought to look at it still; undefined: they are told of what comes. */
  usedWithinMs?: number
}

export interface LeaseOptions {
  /** Rows at most. */
  limit: number
  /** Of a row of one part; where others might take it over (PostgreSQL), so long for each of its parts. */
  leaseMs: number
  worker: string
  /** Default: all. */
  lanes?: LaneKind
  /** Where a row may go whose own thread is closed. */
  reach?: readonly Reach[]
  /** True for a row whose stored parts don't fit any more: what has not gone of it is rendered anew. */
  renew?(row: LeasedRow): boolean
}

/** `closed`: nothing of it may go on this thread before the customer writes. */
export type Rendered = readonly Json[] | 'closed'

/** How one leased row ended. What was in doubt and is known by a report to have arrived counts as sent, whatever the outcome says. */
export type Settlement =
  | { id: string; outcome: 'sent'; parts: NewSentPart[]; at: string }
  | {
      id: string
      outcome: 'retry'
      runAt: string
      error: string
      parts: NewSentPart[]
      /** The platform told that the thread is closed: what has not gone is rendered anew. */
      windowClosed?: boolean
    }
  | { id: string; outcome: 'dead'; error: string; at: string; parts?: NewSentPart[] }

/** Who takes new rows into its hands at once; it says what it does in `lease`. */
export interface Carrier {
  worker: string
  lanes: LaneKind
  leaseMs: number
  /** Rows that it can still take. Asked inside the transaction. */
  places(): number
  /** A row that is `closed` is left to `lease`. */
  render(row: LeasedRow): Rendered
  /** After the commit: these rows are leased to `worker`, as if `lease` had answered them. */
  carry(rows: readonly LeasedRow[]): void
}

export interface OutboxStore {
  /**
   * From now on `take` leases the rows that it queues to this carrier, in the transaction that makes them: those that `lease` would answer right after it,
   * as many as there are places. All others wait for `lease`; where several servers share a database (PostgreSQL), all do. Returns the function that ends it.
   */
  leaseNew(carrier: Carrier): () => void
  /**
   * Leases up to `limit` rows that may go now (head of their lane, `runAt` reached, not leased or lease expired). A bot's `activities` row whose `ownershipVersion` is older than the
   * conversation's while a human owns it is cancelled instead, unless it is a notice. `render` is called for rows without parts and its payloads are stored in the same transaction; a row whose
   * `render` throws is dead, and logged. A row that is `closed` goes to another thread of the customer that is open (`reach`), else it is parked until the customer writes on its
   * thread. Earlier cancelling happens in `take` when the owner becomes human.
   */
  lease(now: string, options: LeaseOptions, render: (row: LeasedRow) => Rendered): Promise<LeasedRow[]>
  /** Ends leases; `inbox` rows (answers of calls) are written in the same transaction. Resolves to false when no row can have waited for what ended. */
  settle(settlements: readonly Settlement[], inbox: readonly NewInternalRow[]): Promise<boolean>
  /** When the next row of these lanes may be leased: without an argument, of all. */
  nextRunAt(lanes?: LaneKind): Promise<string | undefined>
  /**
   * Ends all leases of this worker: at its start those of a former life that was killed (their sends may repeat: the number is counted and logged),
   * at its stop what it did not get to. Resolves to how many there were.
   */
  release(worker: string): Promise<number>
  /** Dead and parked rows, newest first. */
  stuck(limit: number): Promise<(LeasedRow & { status: OutboxStatus; lastError?: string })[]>
  /** Dead rows back to queued. */
  revive(ids: readonly string[], now: string): Promise<number>
  /** `sent` as `done` of the inbox. */
  counts(): Promise<Record<OutboxStatus, number>>
}
