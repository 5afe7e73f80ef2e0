import type { StandInAnswer, StandInCall } from '../../stand-in-http.ts'
import { badRequest } from './problems.ts'
import type { Post, World } from './world.ts'

/** Our posts after one, newest first. */
export function ownPosts({ query }: StandInCall, userId: string, world: World): StandInAnswer {
  if (userId !== world.userId) return badRequest('only the own account is known here')
  const since = BigInt(query.get('since_id') ?? '0')
  const own = newest(world, post => post.authorId === world.userId && BigInt(post.id) > since)
  return answer(
    own.slice(0, Number(query.get('max_results') ?? 10)).map(({ id, text, replyTo }) => ({
      id,
      text,
      ...(replyTo === undefined ? {} : { referenced_tweets: [{ type: 'replied_to', id: replyTo }] }),
    })),
  )
}

/** Posts that name our account, newest first. */
export function mentions({ query }: StandInCall, userId: string, world: World): StandInAnswer {
  const most = Number(query.get('max_results') ?? 10)
  if (userId !== world.userId) return badRequest('only the own account is known here')
  if (!(most >= 5 && most <= 100)) return badRequest('max_results must be between 5 and 100')
  const since = BigInt(query.get('since_id') ?? '0')
  return answer(
    newest(world, post => post.names && BigInt(post.id) > since)
      .slice(0, most)
      .map(({ id, text, authorId, talk, lang, createdAt }) => ({
        id,
        text,
        author_id: authorId,
        conversation_id: talk,
        created_at: createdAt,
        ...(lang === undefined ? {} : { lang }),
      })),
  )
}

/** All direct messages of our account, newest first, page by page. */
export function dmEvents({ query }: StandInCall, world: World): StandInAnswer {
  const most = Number(query.get('max_results') ?? 100)
  if (!(most >= 1 && most <= 100)) return badRequest('max_results must be between 1 and 100')
  const from = Number(query.get('pagination_token') ?? 0)
  const all = world.messages.toReversed()
  const next = from + most < all.length ? { next_token: String(from + most) } : {}
  const page = all.slice(from, from + most)
  const data = page.map(({ id, text, senderId, recipientId, atMs }) => ({
    id,
    event_type: 'MessageCreate',
    text,
    sender_id: senderId,
    created_at: new Date(atMs).toISOString(),
    dm_conversation_id: pairOf(senderId, recipientId),
  }))
  const senders = [...new Set(page.map(({ senderId }) => senderId))]
  const users = senders.map(id => ({ id, name: world.nameOf(id), username: `user${id}` }))
  return {
    status: 200,
    json: {
      ...(data.length === 0 ? {} : { data, includes: { users } }),
      meta: { result_count: data.length, ...next },
    },
  }
}

/** The id of the talk of two accounts. */
export const pairOf = (one: string, other: string): string =>
  [BigInt(one), BigInt(other)].sort((first, second) => (first < second ? -1 : 1)).join('-')

const newest = (world: World, keep: (post: Post) => boolean): Post[] =>
  [...world.posts.values()].filter(keep).reverse()

const answer = (data: object[]): StandInAnswer => ({
  status: 200,
  json: { ...(data.length === 0 ? {} : { data }), meta: { result_count: data.length } },
})
