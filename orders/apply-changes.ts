import type { Order, OrderChange, OrderStatus } from './source.ts'

/** In which states an order may still be changed: cancelled and redirected until it leaves the house, returned once it has arrived. */
export const ALLOWED: Readonly<Record<OrderChange['kind'], readonly OrderStatus[]>> = {
  cancel: ['placed', 'paid', 'packed'],
  address: ['placed', 'paid', 'packed'],
  return: ['delivered'],
}

/**
 * The order as it stands after the changes that customers asked for here. The source's own word wins as soon as it has moved on: what was shipped
 * in spite of a cancellation is told as shipped.
 */
export function applyChanges(order: Order, changes: readonly { change: OrderChange; at: string }[]): Order {
  let changed = order
  for (const { change, at } of changes) {
    if (!ALLOWED[change.kind].includes(changed.status)) continue
    if (change.kind === 'cancel') changed = { ...changed, status: 'cancelled', cancelledAt: at }
    else if (change.kind === 'return')
      changed = { ...changed, returnStartedAt: changed.returnStartedAt ?? at }
  }
  return changed
}
