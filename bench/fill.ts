import { isoTime } from '../protocol/clock.ts'
import type { Store } from '../store/store.ts'

const BATCH = 2_000
/** Older than the idle time, so that they lie there as finished ones do. */
const AGO_MS = 7 * 86_400_000

/** Fills the store with `count` conversations of one message and one answer each, through its own doors. */
export async function fill(store: Store, count: number): Promise<void> {
  const at = isoTime(Date.now() - AGO_MS)
  for (let done = 0; done < count; done += BATCH) {
    const size = Math.min(BATCH, count - done)
    const accepted = await store.inbox.accept(
      Array.from({ length: size }, (_, index) => ({
        channel: 'null',
        account: 'bench',
        threadKey: `stored-${done + index}`,
        platformId: `stored-${done + index}`,
        kind: 'activity' as const,
        activity: { type: 'message', text: 'where is my order?' },
        receivedAt: at,
        dueAt: at,
        settle: false,
      })),
    )
    await store.inbox.take(
      at,
      accepted.map(({ conversationId }) => conversationId),
      ({ conversation, rows }) => ({
        handled: rows.map(({ id }, order) => ({ id, order })),
        held: [],
        dead: [],
        release: false,
        state: { stack: [] },
        language: 'en',
        outbox: [
          {
            id: `${rows[0]?.id}:0`,
            conversationId: conversation.id,
            threadId: conversation.thread.id,
            lane: conversation.thread.id,
            kind: 'activities',
            payload: { activities: [{ type: 'message', text: 'What is the number of your order?' }] },
            speaker: 'bot',
            ownershipVersion: 0,
            notice: false,
            runAt: at,
          },
        ],
        inbox: [],
        transcript: rows.map(({ id }) => ({
          id,
          at,
          speaker: 'customer' as const,
          activity: { type: 'message', text: 'where is my order?' },
        })),
        events: [],
        at,
      }),
    )
    for (let left = size; left > 0; ) {
      const leased = await store.outbox.lease(at, { limit: left, leaseMs: 60_000, worker: 'fill' }, () => [])
      if (leased.length === 0) throw new Error('the outbox gave nothing to send')
      await store.outbox.settle(
        leased.map(({ id }) => ({ id, outcome: 'sent' as const, parts: [], at })),
        [],
      )
      left -= leased.length
    }
  }
}
