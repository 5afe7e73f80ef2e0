import { z } from 'zod'
import { OutcomeUnknown, Refused, Unreachable } from '../../protocol/errors.ts'
import type { Receipt } from '../adapter.ts'
import type { TwitterApi } from './api.ts'
import { isDuplicate, refusalOf } from './refusal.ts'

const postedSchema = z.object({ data: z.object({ id: z.string().min(1) }) })
const timelineSchema = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        referenced_tweets: z.array(z.object({ type: z.string(), id: z.string() })).optional(),
      }),
    )
    .default([]),
})

/** Answers public posts, each once. */
export interface MentionAnswers {
  /** @throws RateLimited | Unreachable | Refused | OutcomeUnknown */
  answer(post: { postId: string; text: string; signal: AbortSignal }): Promise<Receipt>
}

/**
 * What our account has posted since is X's own word on whether a post has its answer: it is asked before each, so that neither a crash in the middle of a
 * send nor a second row makes a second answer, and a person of the shop who was quicker is enough.
 * @param userId our account
 */
export function createMentionAnswers(api: TwitterApi, userId: string): MentionAnswers {
  /** Two rows for one post at the same time would both find it unanswered. */
  const underWay = new Map<string, Promise<Receipt>>()

  async function answered(postId: string, signal: AbortSignal): Promise<Receipt | undefined> {
    const query = new URLSearchParams({
      since_id: postId,
      max_results: '100',
      'tweet.fields': 'referenced_tweets',
    })
    const path = `/2/users/${userId}/tweets?${query}`
    const found = await api.call({ endpoint: 'timeline', method: 'GET', path, signal })
    if (found.status !== 200) throw refusalOf(found)
    const timeline = timelineSchema.safeParse(found.json)
    if (!timeline.success) throw new Unreachable('twitter answered for our own posts with something unknown')
    const ours = timeline.data.data.find(({ referenced_tweets = [] }) =>
      referenced_tweets.some(({ type, id }) => type === 'replied_to' && id === postId),
    )
    return ours && { platformId: ours.id }
  }

  async function post(postId: string, text: string, signal: AbortSignal): Promise<Receipt> {
    const before = await answered(postId, signal)
    if (before !== undefined) return before
    const json = { text, reply: { in_reply_to_tweet_id: postId } }
    const answer = await api.call({ endpoint: 'post', path: '/2/tweets', json, signal })
    if (answer.status >= 200 && answer.status <= 299) {
      const posted = postedSchema.safeParse(answer.json)
      if (posted.success) return { platformId: posted.data.data.id }
      throw new OutcomeUnknown('twitter took an answer to a post without giving its id')
    }
    if (isDuplicate(answer)) {
      const after = await answered(postId, signal)
      if (after !== undefined) return after
      throw new Refused('twitter takes no second post of the same words')
    }
    throw refusalOf(answer)
  }

  return {
    async answer({ postId, text, signal }) {
      const other = underWay.get(postId)
      // However that one ended: what X says afterwards counts.
      if (other !== undefined) await other.catch(() => {})
      const mine = post(postId, text, signal)
      underWay.set(postId, mine)
      try {
        return await mine
      } finally {
        if (underWay.get(postId) === mine) underWay.delete(postId)
      }
    },
  }
}
