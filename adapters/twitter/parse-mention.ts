import { isoTime } from '../../protocol/clock.ts'
import type { Inbound } from '../adapter.ts'
import type { PostV1, PostV2 } from './payload.ts'

/** What begins the key of a mention's thread; those of direct messages are a customer's number. */
const PREFIX = 'mention:'

/** The post that a thread is the answer to; undefined for a thread of direct messages. */
export const mentionedIn = (threadKey: string): string | undefined =>
  threadKey.startsWith(PREFIX) ? threadKey.slice(PREFIX.length) : undefined

/** A public post that names our account. */
export interface Mention {
  postId: string
  authorId: string
  /** The posts that belong together; undefined where the platform does not tell. */
  talk: string | undefined
  atMs: number | undefined
  lang: string | undefined
}

export function mentionV1(post: PostV1, account: string): Mention | undefined {
  const named = [post.entities?.user_mentions, post.extended_tweet?.entities.user_mentions]
    .flat()
    .some(user => user?.id_str === account)
  if (!named || post.user.id_str === account || post.retweeted_status) return undefined
  const atMs = post.timestamp_ms ?? timeOf(post.created_at)
  // An answer names only the post before it; which talk that belongs to is not said, so answers of a day count as one.
  const talk = post.in_reply_to_status_id_str ? undefined : post.id_str
  return { postId: post.id_str, authorId: post.user.id_str, talk, atMs, lang: post.lang }
}

export function mentionV2(post: PostV2, account: string): Mention | undefined {
  if (post.author_id === account) return undefined
  if (post.referenced_tweets?.some(one => one?.type === 'retweeted')) return undefined
  const { id, author_id, conversation_id, lang, created_at } = post
  return { postId: id, authorId: author_id, talk: conversation_id ?? id, atMs: timeOf(created_at), lang }
}

/**
 * A mention is a thread of its own, and somebody joining it: the bot's welcome is the only thing that the engine says to that, and `render` puts the one
 * fixed sentence in its place. What was posted is not handed on, so no dialog can begin in public.
 *
 * The inbox takes one a key: an author is answered once a talk and day, however often the post is delivered or they post again.
 */
export function mentionInbound({ postId, authorId, talk, atMs, lang }: Mention, account: string): Inbound {
  const at = isoTime(atMs ?? snowflakeTime(postId) ?? 0)
  const author = { id: authorId, role: 'user' }
  const locale = languageTag(lang)
  return {
    account,
    threadKey: PREFIX + postId,
    platformId: `${PREFIX}${authorId}:${talk ?? 'answers'}:${at.slice(0, 10)}`,
    kind: 'activity',
    activity: {
      type: 'conversationUpdate',
      id: postId,
      channelId: 'twitter',
      timestamp: at,
      from: author,
      membersAdded: [author],
      ...(locale === undefined ? {} : { locale }),
    },
    settle: false,
    ...(locale === undefined ? {} : { customer: { locale } }),
  }
}

function timeOf(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? undefined : ms
}

/** X's ids hold the milliseconds since its own epoch. @see https://docs.x.com/x-api/fundamentals/x-ids */
function snowflakeTime(id: string): number | undefined {
  if (!/^\d{15,20}$/.test(id)) return undefined
  return Number(BigInt(id) >> 22n) + 1_288_834_974_657
}

/** X writes Indonesian and Hebrew as they were called before 1989, and `und`, `qme`, `zxx` and the like for what it can't tell. */
function languageTag(lang: string | undefined): string | undefined {
  const renamed = { in: 'id', iw: 'he' }[lang ?? ''] ?? lang
  if (renamed === undefined || /^(und|zxx|q\w\w)$/i.test(renamed)) return undefined
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(renamed) ? renamed : undefined
}
