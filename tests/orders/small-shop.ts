import { openCsvOrders } from '../../orders/csv.ts'
import { createOrderActions } from '../../orders/operations.ts'
import type { OrderSource } from '../../orders/source.ts'
import type { CallContext } from '../../protocol/call.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { context, HEADER, memoryDeps, NOW } from './memory.ts'

export const ROWS = [
  '10432,Ana.Martin@example.com,+34600111222,28004,Zoraida Martín,ES,EUR,84.5,shipped,SEUR,SE 1/2,-2d,+1d,2x Lámpara; 1x Vela',
  '10433,ioana@example.com,+40722345433,SW1A 1AA,Zoraida,GB,GBP,40,paid,Nobody,X1,-1d,-3d,1x Vela',
  '10434,ioana@example.com,+40722345433,SW1A 1AA,Zoraida,GB,GBP,40,delivered,DHL,JD1,-9d,-3d,1x Vela',
  '10435,ioana@example.com,+40722345499,SW1A 1AA,Zoraida,GB,GBP,40,delivered,DHL,JD1,-90d,-80d,1x Vela',
  '10436,,,,Zoraida,GB,GBP,40,refunded,DHL,JD1,-90d,-80d,',
]
export const CUSTOMER_DATA = ['zoraida', 'example.com', '600111222', '722345', '28004', 'sw1a']
export const NAMES = [
  'orders.find',
  'orders.refund_status',
  'orders.cancel',
  'orders.change_address',
  'orders.start_return',
]

/** A shop of five orders: asks an action by name, as who one says. */
export async function shop(
  more: { source?: Partial<OrderSource>; limits?: { thread: number; order: number; address: number } } = {},
) {
  const deps = memoryDeps()
  const text = [HEADER, ...ROWS].join('\n')
  const csv = await openCsvOrders({ file: 'orders.csv', text, changes: deps.changes, clock: () => NOW })
  const source = { ...csv, ...more.source }
  const actions = createOrderActions({ source, deps, ...(more.limits && { limits: more.limits }) })
  let key = 0
  return (name: string, input: JsonObject, who: Partial<CallContext> = {}, now = NOW) => {
    const action = actions.find(each => each.name === name)
    if (!action) throw new Error(name)
    const signal = new AbortController().signal
    return action.run(input, { idempotencyKey: `k${key++}`, signal, context: context(who), now })
  }
}
