import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { isoTime } from '../../../protocol/clock.ts'
import { channelFor } from './channels.ts'
import type { SlackConfig } from './config.ts'
import type { SlackDeps, SlackThread } from './deps.ts'
import { earlierMessage, headMessage, isOpen, shownHash } from './head-message.ts'
import type { Outlet, Try } from './outlet.ts'

/** A hand-off that ended so long ago gets no thread any more. */
const STALE_MS = 24 * 3_600_000
/** The second message of each thread. */
const EARLIER = 'earlier'

export interface Threads {
  /** The thread of a hand-off, begun if need be; undefined: it has none, and gets none. */
  of(one: ContextPackage, tried: Try): Promise<SlackThread | undefined>
  /** Writes the first message anew where it would read otherwise. */
  refresh(one: ContextPackage, thread: SlackThread, signal: AbortSignal): Promise<void>
}

export function createThreads(
  outlet: Outlet,
  { channels }: Pick<SlackConfig, 'channels'>,
  { store, clock, consoleUrl }: Pick<SlackDeps, 'store' | 'clock' | 'consoleUrl'>,
): Threads {
  const head = (one: ContextPackage) => headMessage(one, consoleUrl?.(one.id))

  async function begin(one: ContextPackage, tried: Try): Promise<SlackThread | undefined> {
    const channelId = channelFor(channels, one)
    if (channelId === undefined || isStale(one, clock())) return undefined
    const message = head(one)
    const upto = one.transcript.at(-1)?.id
    const ts = await outlet.begin(channelId, one.id, message, tried)
    return store.putThread({
      handoffId: one.id,
      conversationId: one.conversationId,
      channelId,
      ts,
      shown: shownHash(message),
      ...(upto !== undefined && { upto }),
      at: isoTime(clock()),
    })
  }

  return {
    async of(one, tried) {
      const thread = (await store.thread(one.id)) ?? (await begin(one, tried))
      const earlier = thread && earlierMessage(one, thread.upto)
      if (thread !== undefined && earlier !== undefined) await outlet.post(thread, EARLIER, earlier, tried)
      return thread
    },

    async refresh(one, thread, signal) {
      const message = head(one)
      const shown = shownHash(message)
      if ((await store.thread(one.id))?.shown === shown) return
      await outlet.update(thread.channelId, thread.ts, message, signal)
      await store.setShown(one.id, shown)
    },
  }
}

const isStale = (one: ContextPackage, nowMs: number): boolean =>
  !isOpen(one) && nowMs - Date.parse(one.updatedAt ?? one.createdAt) > STALE_MS
