import { z } from 'zod'
import type { Pace } from '../../../adapters/pace.ts'
import { isoTime } from '../../../protocol/clock.ts'
import type { Block } from './blocks.ts'
import type { SlackDeps, SlackPost, SlackThread } from './deps.ts'
import type { SlackApi } from './web-api.ts'

/* What goes into a channel: each post once, however often it is tried. */

export interface Message {
  text: string
  blocks: readonly Block[]
}

/** `isRepeat`: an earlier try may have posted it without our hearing so; Slack is asked first. */
export interface Try {
  isRepeat: boolean
  /** ISO 8601: before it nothing of this can have been posted. */
  since: string
  signal: AbortSignal
}

export interface Outlet {
  /** Posts under a hand-off's thread what is not there yet under this key, and keeps its place. */
  post(
    thread: SlackThread,
    key: string,
    message: Message,
    tried: Try,
    more?: { shown?: string; broadcast?: boolean },
  ): Promise<SlackPost>
  /** Begins a thread: resolves to its first message's `ts`. */
  begin(channelId: string, handoffId: string, message: Message, tried: Try): Promise<string>
  /** A message that is gone stays so. */
  update(channelId: string, ts: string, message: Message, signal: AbortSignal): Promise<void>
  /** A message of the thread of which `is` holds. */
  find(
    thread: Pick<SlackThread, 'channelId' | 'ts'>,
    since: string,
    is: (message: Posted) => boolean,
  ): Promise<Posted | undefined>
  /** Only they see it. Never throws: what it tells is of now. */
  whisper(place: { channelId: string; threadTs?: string; userId: string }, text: string): Promise<void>
}

export const METADATA = 'conserje_post'

const postedSchema = z.looseObject({
  ts: z.string(),
  metadata: z
    .looseObject({
      event_type: z.string().optional(),
      event_payload: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  files: z.array(z.looseObject({ id: z.string() })).optional(),
})
export type Posted = z.infer<typeof postedSchema>

const pageSchema = z.looseObject({
  messages: z.array(z.unknown()).default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
})

/** Somebody deleted it in Slack: the thread goes on without. */
const GONE = ['message_not_found', 'cant_update_message', 'edit_window_closed']

const PAGES = 10
/** Slack's clock and ours. */
const SKEW_S = 600

const seconds = (iso: string): string => String(Math.max(0, Math.floor(Date.parse(iso) / 1000) - SKEW_S))

export function createOutlet(
  { api, pace }: { api: SlackApi; pace: Pace },
  { store, clock, log }: Pick<SlackDeps, 'store' | 'clock' | 'log'>,
): Outlet {
  async function find(
    method: 'conversations.replies' | 'conversations.history',
    args: Record<string, unknown>,
    is: (message: Posted) => boolean,
  ): Promise<Posted | undefined> {
    let cursor: string | undefined
    for (let page = 0; page < PAGES; page++) {
      const answer = await api.call(method, {
        ...args,
        include_all_metadata: true,
        limit: 200,
        ...(cursor !== undefined && { cursor }),
      })
      const { messages, response_metadata } = pageSchema.parse(answer)
      const found = messages.flatMap(one => postedSchema.safeParse(one).data ?? []).find(is)
      cursor = response_metadata?.next_cursor
      if (found !== undefined || cursor === undefined || cursor === '') return found
    }
    return undefined
  }

  const says = (key: string) => (message: Posted) =>
    message.metadata?.event_type === METADATA && message.metadata.event_payload?.key === key

  async function send(channelId: string, key: string, message: Message, more: object, signal: AbortSignal) {
    await pace.take(channelId, signal)
    const answer = await api.call('chat.postMessage', {
      channel: channelId,
      ...message,
      ...more,
      metadata: { event_type: METADATA, event_payload: { key } },
      unfurl_links: false,
      unfurl_media: false,
    })
    return z.looseObject({ ts: z.string() }).parse(answer).ts
  }

  return {
    async post(thread, key, message, { isRepeat, since, signal }, { shown, broadcast = false } = {}) {
      const known = await store.post(thread.handoffId, key)
      if (known !== undefined) return known
      const { channelId: channel, ts: root } = thread
      const args = { channel, ts: root, oldest: seconds(since) }
      const posted = isRepeat ? await find('conversations.replies', args, says(key)) : undefined
      const more = { thread_ts: root, ...(broadcast && { reply_broadcast: true }) }
      const ts = posted?.ts ?? (await send(channel, key, message, more, signal))
      const post: SlackPost = {
        handoffId: thread.handoffId,
        key,
        ts,
        at: isoTime(clock()),
        ...(shown !== undefined && { shown }),
      }
      await store.putPost(post)
      return post
    },

    async begin(channelId, handoffId, message, { isRepeat, since, signal }) {
      const key = `head:${handoffId}`
      const posted = isRepeat
        ? await find('conversations.history', { channel: channelId, oldest: seconds(since) }, says(key))
        : undefined
      return posted?.ts ?? send(channelId, key, message, {}, signal)
    },

    async update(channelId, ts, message, signal) {
      await pace.take(channelId, signal)
      await api.call('chat.update', { channel: channelId, ts, ...message }, GONE)
    },

    find: ({ channelId: channel, ts }, since, is) =>
      find('conversations.replies', { channel, ts, oldest: seconds(since) }, is),

    async whisper({ channelId: channel, threadTs, userId: user }, text) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs }
      await api
        .call('chat.postEphemeral', { channel, user, text, ...thread })
        .catch(error => log.warn({ reason: (error as Error).message }, 'somebody in Slack could not be told'))
    },
  }
}
