import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { isoTime } from '../../../protocol/clock.ts'
import { channelFor } from './channels.ts'
import type { SlackConfig } from './config.ts'
import type { SlackDeps, SlackThread } from './deps.ts'
import { earlierMessage, headMessage, isOpen, lineMessage, shownHash } from './head-message.ts'
import type { Outlet, Try } from './outlet.ts'

/** A hand-off that ended so long ago gets no thread any more. */
const STALE_MS = 24 * 3_600_000
/** The second message of each thread, also of one that goes on. */
const earlierKey = ({ channelId, at }: SlackThread) => `earlier:${channelId}:${at}`
const movedKey = ({ channelId, at }: SlackThread) => `moved:${channelId}:${at}`

export interface Threads {
  /**
   * The thread of a hand-off, in the channel that is for it now: begun if need be, and the one in another channel closed. Undefined: it has none, and gets none.
   */
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
    const left = await store.threadIn(one.id, channelId)
    const ts = left?.ts ?? (await outlet.begin(channelId, one.id, message, tried))
    return store.putThread({
      handoffId: one.id,
      conversationId: one.conversationId,
      channelId,
      ts,
      // One that was left is written anew.
      ...(left === undefined && { shown: shownHash(message) }),
      ...(upto !== undefined && { upto }),
      at: isoTime(clock()),
    })
  }

  /** The thread that it has, unless another channel is for it now: that one is told, and left. */
  async function stays(one: ContextPackage, tried: Try): Promise<SlackThread | undefined> {
    const thread = await store.thread(one.id)
    const channelId = channelFor(channels, one)
    if (thread === undefined || thread.channelId === channelId || !isOpen(one)) return thread
    const line = lineMessage(movedLine(channelId))
    await outlet.post(thread, movedKey(thread), line, tried)
    // What it tells of a customer, and its buttons, are the other channel's now.
    await outlet.update(thread.channelId, thread.ts, line, tried.signal)
    await store.leaveThread(one.id, thread.channelId, isoTime(clock()))
    return undefined
  }

  return {
    async of(one, tried) {
      const thread = (await stays(one, tried)) ?? (await begin(one, tried))
      const earlier = thread && earlierMessage(one, thread.upto)
      if (thread !== undefined && earlier !== undefined)
        await outlet.post(thread, earlierKey(thread), earlier, tried)
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

/** Where a hand-off goes on; undefined: in no channel. */
export const movedLine = (channelId: string | undefined): string =>
  `:arrows_counterclockwise: this hand-off goes on ${channelId === undefined ? 'in the console' : `in <#${channelId}>`}`

const isStale = (one: ContextPackage, nowMs: number): boolean =>
  !isOpen(one) && nowMs - Date.parse(one.updatedAt ?? one.createdAt) > STALE_MS
