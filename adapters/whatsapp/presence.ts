import type { Clock } from '../../protocol/clock.ts'
import type { Log } from '../../protocol/log.ts'
import type { Inbound } from '../adapter.ts'
import type { Graph } from './graph.ts'
import type { Lane } from './send-pace.ts'

/** What the customer sees of us without words: that their message was read, and that somebody writes. Best effort; nothing waits for it. */
export interface Presence {
  /** Stored messages that are new: the last one of each thread is marked as read, which marks those before it, and typing is shown. Returns at once. */
  seen(inbound: readonly Inbound[]): void
  /** Shows typing again, when it has ended and we know what to answer; resolves when that was tried. */
  typing(lane: Lane, signal: AbortSignal): Promise<void>
  /** A message went out, which ends the typing. */
  spoke(lane: Lane): void
}

/** Meta shows typing for 25 s at most. */
const SHOWN_MS = 20_000
/** A late sign is worse than none: what is over this is left out. */
const AT_ONCE = 16
const MAX_THREADS = 50_000
const TIMEOUT_MS = 5_000

/** @see https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators (read 2026-11) */
export function createPresence(graph: Graph, { clock, log }: { clock: Clock; log: Log }): Presence {
  const threads = new Map<string, { lastId: string; typingUntil: number }>()
  let underWay = 0

  async function show(account: string, messageId: string, signal: AbortSignal): Promise<void> {
    if (underWay >= AT_ONCE) return
    underWay++
    try {
      const answer = await graph({
        path: `/${account}/messages`,
        body: {
          messaging_product: 'whatsapp',
          status: 'read',
          message_id: messageId,
          typing_indicator: { type: 'text' },
        },
        signal,
      })
      if (!answer.ok) log.debug({ account, code: answer.refusal.code }, 'a message was not marked as read')
    } catch {
      log.debug({ account }, 'a message was not marked as read: WhatsApp was not reached')
    } finally {
      underWay--
    }
  }

  const keyOf = ({ account, threadKey }: Lane) => `${account} ${threadKey}`
  return {
    seen(inbound) {
      const last = new Map<string, Inbound>()
      for (const one of inbound) if (wantsAnswer(one)) last.set(keyOf(one), one)
      for (const [key, { account, platformId }] of last) {
        threads.delete(key)
        threads.set(key, { lastId: platformId, typingUntil: clock() + SHOWN_MS })
        if (threads.size > MAX_THREADS) threads.delete(threads.keys().next().value as string)
        void withTimeout(signal => show(account, platformId, signal))
      }
    },
    async typing(lane, signal) {
      const thread = threads.get(keyOf(lane))
      if (!thread || clock() < thread.typingUntil) return
      thread.typingUntil = clock() + SHOWN_MS
      await show(lane.account, thread.lastId, signal)
    },
    spoke(lane) {
      const thread = threads.get(keyOf(lane))
      if (thread) thread.typingUntil = 0
    },
  }
}

const wantsAnswer = ({ kind, activity }: Inbound) =>
  kind === 'activity' && (activity.type === 'message' || activity.name === 'location')

async function withTimeout(call: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), TIMEOUT_MS)
  try {
    await call(late.signal)
  } finally {
    clearTimeout(timer)
  }
}
