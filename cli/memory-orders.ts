import type { BotConfig } from '../dialogs/content.ts'
import type { OrderChange } from '../orders/source.ts'
import type { Action } from '../protocol/call.ts'
import type { Clock } from '../protocol/clock.ts'
import { silentLog } from '../protocol/log.ts'
import { openOrderActions } from '../server/order-actions.ts'
import type { Store } from '../store/store.ts'

/** What the order operations keep, in memory. */
export function memoryStore(): Pick<Store, 'orderChanges' | 'tries' | 'proofs'> {
  const changes = new Map<string, { number: string; change: OrderChange; at: string }>()
  const hits: { key: string; atMs: number }[] = []
  const proofs = new Map<string, number>()
  return {
    orderChanges: {
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

/**
 * The order operations on a bot's own source, with nothing kept.
 * @throws ContentError with the faults of a CSV file; ConfigError for a source that this program does not know
 */
export const memoryOrders = (
  place: { dir: string; shown: string },
  orders: BotConfig['orders'],
  clock: Clock,
): Promise<readonly Action[]> =>
  openOrderActions(place, orders, { store: memoryStore(), clock, log: silentLog })
