import type { BotConfig } from '../dialogs/content.ts'
import type { OrderChange } from '../orders/source.ts'
import type { Action } from '../protocol/call.ts'
import type { Clock } from '../protocol/clock.ts'
import { silentLog } from '../protocol/log.ts'
import { type ActionStore, openBuiltInActions } from '../server/built-in-actions.ts'

/** What the actions keep, in memory. There is one thread: no code comes from another. */
export function memoryStore(): ActionStore {
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
    identities: {
      lend: async () => undefined,
      issueCode: async () => {},
      redeemCode: async () => undefined,
      provedElsewhere: async () => undefined,
      join: async () => undefined,
    },
    inbox: { accept: async () => [] },
  }
}

/**
 * The actions that every bot may call, on its own orders, with nothing kept.
 * @throws ContentError with the faults of a CSV file; ConfigError for a source that this program does not know
 */
export const memoryActions = (
  place: { dir: string; shown: string },
  orders: BotConfig['orders'],
  clock: Clock,
): Promise<readonly Action[]> =>
  openBuiltInActions(place, orders, {
    store: memoryStore(),
    clock,
    log: silentLog,
    placesElsewhere: () => [],
  })
