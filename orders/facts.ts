import type { JsonObject } from '../protocol/json.ts'
import { trackingUrl } from './carriers.ts'
import { daysSince } from './day.ts'
import type { Order, OrderStatus } from './source.ts'

/** States in which the parcel should still come, so that it can be late. */
const EXPECTED: readonly OrderStatus[] = [
  'placed',
  'paid',
  'packed',
  'shipped',
  'in_customs',
  'out_for_delivery',
  'delayed',
]

/**
 * What a dialog, the transcript and an agent may see of an order once it is proved: what the matter needs, and nothing that identifies or locates a
 * person. Without e-mail, phone, postcode and name.
 */
export function orderFacts(order: Order, nowMs: number): JsonObject {
  const late = EXPECTED.includes(order.status) ? (daysSince(order.eta, nowMs) ?? 0) : 0
  return {
    number: order.number,
    status: order.status,
    carrier: order.carrier,
    tracking: order.tracking,
    trackingUrl: trackingUrl(order.carrier, order.tracking) ?? null,
    placedAt: order.placedAt || null,
    eta: order.eta || null,
    days_late: Math.max(0, late),
    total: order.total,
    currency: order.currency,
    country: order.country,
    items: order.items.map(({ quantity, name }) => ({ quantity, name })),
    itemList: order.items.map(({ quantity, name }) => (quantity === 1 ? name : `${quantity} × ${name}`)),
    refund: refundOf(order),
  }
}

/** Where the customer's money is: `none` when there is nothing to pay back. */
function refundOf(order: Order): 'paid' | 'on_its_way' | 'return_received' | 'return_open' | 'none' {
  if (order.status === 'refunded') return 'paid'
  if (order.status === 'cancelled') return 'on_its_way'
  if (order.status === 'returned') return 'return_received'
  return order.returnStartedAt ? 'return_open' : 'none'
}
