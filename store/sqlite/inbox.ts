import type { Log } from '../../protocol/log.ts'
import { plainInternalRow } from '../inbox-row.ts'
import { plainMessage } from '../plain-message.ts'
import type { InboxStore } from '../store.ts'
import type { Wake } from '../wake.ts'
import type { Carriers } from './carriers.ts'
import type { Line } from './line.ts'
import { createTake } from './take.ts'

export function createInbox(
  call: Line['call'],
  wake: Wake,
  carriers: Carriers,
  { idleMs, log }: { idleMs: number; log: Log },
): InboxStore {
  return {
    async accept(messages) {
      if (messages.length === 0) return []
      const accepted = await call('accept', messages.map(plainMessage), idleMs)
      const fresh = accepted.filter(one => one.fresh)
      if (fresh.length > 0) wake.tell('inbox', [...new Set(fresh.map(one => one.conversationId))])
      return accepted
    },

    async enqueue(rows) {
      if (rows.length === 0) return []
      const added = await call('enqueue', rows.map(plainInternalRow))
      wake.tell('inbox', [...new Set(rows.map(row => row.conversationId))])
      return added
    },

    ready: (now, limit) => call('ready', now, limit),

    nextDueAt: () => call('nextDueAt'),

    ...createTake(call, wake, carriers, log),

    countAttempt: ids => call('countAttempt', ids),

    counts: () => call('inboxCounts'),
  }
}
