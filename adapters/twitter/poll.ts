import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { RateLimited, Unreachable } from '../../protocol/errors.ts'
import type { ChannelDeps } from '../adapter.ts'
import type { TwitterApi } from './api.ts'
import type { Parsed } from './parse.ts'
import { type DmEventPage, dmEventsSchema, isAfter, newestOf, parsePage } from './parse-dm-event.ts'
import { mentionInbound, mentionV2 } from './parse-mention.ts'
import { postV2Schema } from './payload.ts'
import { refusalOf } from './refusal.ts'

/** X allows fifteen looks a quarter of an hour; a little less, for the clocks. */
export const EVERY_MS = 62_000
/** What came while the server was away is read back to what is known, fifteen pages of a hundred a quarter of an hour; longer than this would keep mentions waiting. */
const MOST_BACK_MS = 3_600_000
const CALL_MS = 20_000
const PAGE = '100'

const mentionsSchema = z.object({ data: z.array(z.unknown()).default([]).catch([]) })

export interface Poll {
  start(): void
  close(): Promise<void>
}

/**
 * Asks X each minute for what came, for a server that X can't reach. What lay there before the first look is not read. How far it was read is kept in the
 * store, after the messages.
 */
export function createPoll(
  options: { userId: string; everyMs?: number; mostBackMs?: number },
  deps: Pick<ChannelDeps, 'clock' | 'log' | 'memory'>,
  api: TwitterApi,
  keep: (parsed: Parsed) => Promise<void>,
): Poll {
  const { userId, everyMs = EVERY_MS, mostBackMs = MOST_BACK_MS } = options
  const closing = new AbortController()
  const startedMs = deps.clock()
  let running: Promise<void> | undefined

  async function get(endpoint: 'dmEvents' | 'mentions', path: string): Promise<unknown> {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(CALL_MS)])
    const answer = await api.call({ endpoint, method: 'GET', path, signal })
    if (answer.status !== 200) throw refusalOf(answer)
    return answer.json
  }

  async function readPage(token: string | undefined): Promise<DmEventPage> {
    const query = new URLSearchParams({
      'dm_event.fields': 'id,text,event_type,created_at,sender_id,dm_conversation_id,attachments,entities',
      expansions: 'sender_id,attachments.media_keys',
      'user.fields': 'name',
      'media.fields': 'url,type,variants',
      event_types: 'MessageCreate',
      max_results: PAGE,
      ...(token === undefined ? {} : { pagination_token: token }),
    })
    const page = dmEventsSchema.safeParse(await get('dmEvents', `/2/dm_events?${query}`))
    if (!page.success) throw new Unreachable('twitter answered for messages with something unknown')
    return page.data
  }

  /** Waits where X asks for it; undefined when that would take too long. */
  async function readInTime(token: string, untilMs: number): Promise<DmEventPage | undefined> {
    for (;;) {
      try {
        return await readPage(token)
      } catch (error) {
        if (!(error instanceof RateLimited)) throw error
        if (deps.clock() + error.retryAfterMs > untilMs) return undefined
        await pause(error.retryAfterMs, undefined, { signal: closing.signal })
      }
    }
  }

  async function readMessages(): Promise<void> {
    const cursor = await deps.memory.get('poll.messages')
    const pages = [await readPage(undefined)]
    const newest = newestOf(pages[0] as DmEventPage)
    if (cursor === undefined) {
      await deps.memory.set('poll.messages', newest ?? '0')
      return
    }
    if (newest === undefined || !isAfter(newest, cursor)) return
    // Newest first: back to what is known, then told from the oldest on.
    const until = deps.clock() + mostBackMs
    for (let last = pages[0] as DmEventPage; ; pages.push(last)) {
      const token = last.meta.next_token
      if (token === undefined || last.data.some(event => isKnown(event, cursor))) break
      const before = await readInTime(token, until)
      if (before === undefined) {
        deps.log.warn(
          { channel: 'twitter', read: pages.length * Number(PAGE) },
          'X holds more messages from while the server was away than could be read in time: the oldest are left out',
        )
        break
      }
      last = before
    }
    for (const page of pages.toReversed()) await keep(parsePage(page, cursor, userId, startedMs))
    await deps.memory.set('poll.messages', newest)
  }

  async function readMentions(): Promise<void> {
    const cursor = await deps.memory.get('poll.mentions')
    const query = new URLSearchParams({
      'tweet.fields': 'author_id,conversation_id,created_at,lang,referenced_tweets',
      max_results: cursor === undefined ? '5' : PAGE,
      ...(cursor === undefined || cursor === '0' ? {} : { since_id: cursor }),
    })
    const found = mentionsSchema.safeParse(await get('mentions', `/2/users/${userId}/mentions?${query}`)).data
    const posts = (found?.data ?? []).flatMap(post => postV2Schema.safeParse(post).data ?? [])
    const ids = posts.map(({ id }) => id).filter(id => /^\d+$/.test(id))
    const newest = ids.reduce((one, id) => (isAfter(id, one) ? id : one), cursor ?? '0')
    if (cursor !== undefined) {
      const inbound = posts.flatMap(post => {
        const mention = mentionV2(post, userId)
        return mention === undefined ? [] : [mentionInbound(mention, userId)]
      })
      await keep({ inbound: inbound.toReversed(), own: [], receipts: [], revoked: false, ignored: [] })
    }
    if (newest !== cursor) await deps.memory.set('poll.mentions', newest)
  }

  async function attempt(read: () => Promise<void>): Promise<void> {
    try {
      await read()
    } catch (error) {
      if (closing.signal.aborted || error instanceof RateLimited) return
      const { code, message } = error as { code?: unknown; message: string }
      const reason = typeof code === 'string' && code.startsWith('channel.') ? message : undefined
      deps.log.warn({ channel: 'twitter', code, reason }, 'X was not read; it is tried again in a minute')
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await attempt(readMessages)
      await attempt(readMentions)
      await pause(everyMs, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  return {
    start() {
      running ??= run()
    },
    async close() {
      closing.abort()
      await running
    },
  }
}

/** There the way back ends. An event that can't be read tells nothing of those before it. */
function isKnown(event: unknown, cursor: string): boolean {
  const id = z.object({ id: z.string().regex(/^\d+$/) }).safeParse(event).data?.id
  return id !== undefined && !isAfter(id, cursor)
}
