import type { CallContext } from '../protocol/call.ts'
import type { Clock } from '../protocol/clock.ts'

export const ORDER_STATUSES = [
  'placed',
  'paid',
  'packed',
  'shipped',
  'in_customs',
  'out_for_delivery',
  'delivered',
  'delayed',
  'returned',
  'refunded',
  'cancelled',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** An order as its source knows it, with the customer's data: never leaves `orders/` whole. */
export interface Order {
  number: string
  email: string
  /** E.164 or as the source has it. */
  phone: string
  postcode: string
  name: string
  /** ISO 3166-1 alpha-2. */
  country: string
  /** ISO 4217. */
  currency: string
  /** In the currency's major unit, as the source writes it: 84.5. */
  total: number
  status: OrderStatus
  carrier: string
  tracking: string
  /** ISO 8601 date or time. */
  placedAt: string
  eta: string
  items: { quantity: number; name: string }[]
  /** ISO 8601; set when the customer cancelled it here, or opened a return for it. */
  cancelledAt?: string
  returnStartedAt?: string
}

/** A change that a customer asked for and the shop's system was told. */
export interface OrderChange {
  kind: 'cancel' | 'address' | 'return'
  details: Record<string, string>
}

/** Where orders come from. CSV is the first; SQL, REST, Shopify and WooCommerce follow the same shape. */
export interface OrderSource {
  /** @throws Unreachable when the source can't be asked now. */
  find(number: string, signal: AbortSignal): Promise<Order | undefined>
  /** Orders with this phone (E.164), newest first, at most `limit`. Absent where a source can't look that up: then the number is asked for. */
  byPhone?(phone: string, limit: number, signal: AbortSignal): Promise<Order[]>
  /** Idempotent by key. `refused` when the order's state does not allow it (already shipped, …). */
  change(
    number: string,
    change: OrderChange,
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<'done' | 'refused'>
}

/** Where a source without a write side (a CSV export) keeps the changes: the store, handed in by main. */
export interface OrderChangeLog {
  /** False when the key is already there. */
  add(entry: { number: string; change: OrderChange; idempotencyKey: string; at: string }): Promise<boolean>
  list(number: string): Promise<{ change: OrderChange; at: string }[]>
}

/** Sliding-window counters for tries at an order, kept in the store. */
export interface TryLog {
  /** Adds one event at `atMs` under `key`. */
  hit(key: string, atMs: number): Promise<void>
  /** Events under `key` in the last `windowMs` before `atMs`. */
  count(key: string, windowMs: number, atMs: number): Promise<number>
}

/** What shows that an order is the customer's. An e-mail address tells who the customer is, a postcode does not. */
export type ProofKind = 'email' | 'postcode'

/** Which orders a thread has proved, for 24 h. */
interface ProofLog {
  /** `by`: what it was proved with. */
  prove(threadId: string, orderNumber: string, untilMs: number, by: ProofKind): Promise<void>
  proved(threadId: string, orderNumber: string, atMs: number): Promise<boolean>
}

export interface OrdersDeps {
  clock: Clock
  changes: OrderChangeLog
  tries: TryLog
  proofs: ProofLog
  /** Told after an order was proved by its e-mail address, before it is answered. */
  onEmailProof?: ((context: CallContext, orderNumber: string, nowMs: number) => Promise<void>) | undefined
}
