import { join } from 'node:path'
import type { Content } from '../dialogs/content.ts'
import { openCsvOrders } from '../orders/csv.ts'
import { createOrderActions } from '../orders/operations.ts'
import type { OrderChange, OrderSource, OrdersDeps } from '../orders/source.ts'
import type { Action } from '../protocol/call.ts'
import type { Clock } from '../protocol/clock.ts'

/** What the order operations keep, in memory: for tests and for a look at what they are called. */
function memoryDeps(clock: Clock): OrdersDeps {
  const changes = new Map<string, { number: string; change: OrderChange; at: string }>()
  const hits: { key: string; atMs: number }[] = []
  const proofs = new Map<string, number>()
  return {
    clock,
    changes: {
      async add({ number, change, idempotencyKey, at }) {
        const fresh = !changes.has(idempotencyKey)
        if (fresh) changes.set(idempotencyKey, { number, change, at })
        return fresh
      },
      list: async number => [...changes.values()].filter(entry => entry.number === number),
    },
    tries: {
      async hit(key, atMs) {
        hits.push({ key, atMs })
      },
      count: async (key, windowMs, atMs) =>
        hits.filter(hit => hit.key === key && hit.atMs > atMs - windowMs && hit.atMs <= atMs).length,
    },
    proofs: {
      async prove(threadId, orderNumber, untilMs) {
        proofs.set(`${threadId} ${orderNumber}`, untilMs)
      },
      proved: async (threadId, orderNumber, atMs) => (proofs.get(`${threadId} ${orderNumber}`) ?? 0) > atMs,
    },
  }
}

const NO_ORDERS: OrderSource = { find: async () => undefined, change: async () => 'refused' }

/**
 * The order operations on a bot's demo data, with nothing kept. Without a CSV source there are no orders, only the operations.
 * @throws ContentError with the faults of the CSV file.
 */
export async function memoryOrders(
  place: { dir: string; shown: string },
  orders: Content['bot']['orders'],
  clock: Clock,
): Promise<readonly Action[]> {
  const deps = memoryDeps(clock)
  const { changes } = deps
  const source =
    orders?.source === 'csv' && orders.file !== undefined
      ? await openCsvOrders({
          file: `${place.shown}/${orders.file}`,
          path: join(place.dir, orders.file),
          changes,
          clock,
        })
      : NO_ORDERS
  return createOrderActions({ source, deps })
}

/** The operations' names and branches, for checks. */
export const ORDER_ACTIONS: readonly Action[] = createOrderActions({
  source: NO_ORDERS,
  deps: memoryDeps(() => 0),
})
