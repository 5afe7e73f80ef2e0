import type { OrderChangeLog, OrdersDeps } from '../../orders/source.ts'
import type { CallContext } from '../../protocol/call.ts'

export const NOW = Date.parse('2026-11-22T10:00:00Z')

/** What the store gives to `orders/`, in memory. */
export function memoryDeps(clock: () => number = () => NOW): OrdersDeps {
  const hits: { key: string; at: number }[] = []
  const proofs = new Map<string, number>()
  const written: Parameters<OrderChangeLog['add']>[0][] = []
  return {
    clock,
    changes: {
      async add(entry) {
        if (written.some(each => each.idempotencyKey === entry.idempotencyKey)) return false
        written.push(entry)
        return true
      },
      list: async number =>
        written.filter(each => each.number === number).map(({ change, at }) => ({ change, at })),
    },
    tries: {
      async hit(key, at) {
        hits.push({ key, at })
      },
      count: async (key, windowMs, at) =>
        hits.filter(hit => hit.key === key && hit.at > at - windowMs && hit.at <= at).length,
    },
    proofs: {
      async prove(threadId, number, until) {
        proofs.set(`${threadId} ${number}`, until)
      },
      proved: async (threadId, number, at) => (proofs.get(`${threadId} ${number}`) ?? 0) > at,
    },
  }
}

export const context = (more: Partial<CallContext> = {}): CallContext => ({
  conversationId: 'cnv_1',
  threadId: 'thr_1',
  customerId: 'cus_1',
  channel: 'webchat',
  language: 'es',
  ...more,
})

export const HEADER =
  'number,email,phone,postcode,name,country,currency,total,status,carrier,tracking,placed_at,eta,items'
