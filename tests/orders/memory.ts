import { memoryStore } from '../../cli/memory-actions.ts'
import type { OrdersDeps } from '../../orders/source.ts'
import type { CallContext } from '../../protocol/call.ts'

export const NOW = Date.parse('2026-11-22T10:00:00Z')

/** What the store gives to `orders/`, in memory. */
export function memoryDeps(clock: () => number = () => NOW): OrdersDeps {
  const { orderChanges: changes, tries, proofs } = memoryStore()
  return { clock, changes, tries, proofs }
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
