import { z } from 'zod'
import type { StandInAnswer, StandInCall } from '../../stand-in-http.ts'
import { weightedLength } from '../weighted-length.ts'
import { pairOf } from './lists.ts'
import { badRequest, forbidden } from './problems.ts'
import type { Message, Post, World } from './world.ts'

/** No unknown fields, one attachment. */
const messageSchema = z.strictObject({
  text: z.string().min(1).max(10_000).optional(),
  attachments: z.tuple([z.strictObject({ media_id: z.string() })]).optional(),
})
const postSchema = z.strictObject({
  text: z.string().min(1),
  reply: z.strictObject({
    in_reply_to_tweet_id: z.string(),
    auto_populate_reply_metadata: z.boolean().optional(),
  }),
})

/** What X makes of a call that it takes: `take` puts it into the world, which a call that is lost after that still does. */
export type Taking = { answer: StandInAnswer } | { take(): StandInAnswer }

export function directMessage(
  call: StandInCall,
  recipientId: string,
  world: World,
  onSent: (message: Message) => void,
): Taking {
  const body = messageSchema.safeParse(jsonOf(call))
  if (!body.success) return { answer: badRequest(body.error.issues.map(issue => issue.message).join('; ')) }
  const { text = '', attachments } = body.data
  if (text === '' && attachments === undefined) return { answer: badRequest('text or attachments is needed') }
  if (!world.reachable.has(recipientId)) {
    return { answer: forbidden('You do not have permission to DM one or more participants.') }
  }
  const media = attachments && world.uploads.get(attachments[0].media_id)
  if (attachments && (!media?.ready || !media.category.startsWith('dm_'))) {
    return { answer: badRequest('Your media IDs are invalid.') }
  }
  return {
    take() {
      const message: Message = {
        id: world.nextId(),
        senderId: world.userId,
        recipientId,
        text,
        atMs: Date.now(),
      }
      world.messages.push(message)
      world.take({
        id: message.id,
        to: world.nameOf(recipientId),
        kind: media === undefined ? 'text' : media.category,
        text,
        options: optionsIn(text),
        at: message.atMs,
        body: jsonOf(call) as { [key: string]: string },
      })
      onSent(message)
      const dm_conversation_id = pairOf(world.userId, recipientId)
      return { status: 201, json: { data: { dm_conversation_id, dm_event_id: message.id } } }
    },
  }
}

/** Titles of the numbered lines that stand for buttons. */
export const optionsIn = (text: string): string[] =>
  [...text.matchAll(/^\d+\. (.+)$/gm)].map(match => match[1] as string)

export function publicReply(call: StandInCall, world: World): Taking {
  const body = postSchema.safeParse(jsonOf(call))
  if (!body.success) return { answer: badRequest(body.error.issues.map(issue => issue.message).join('; ')) }
  const { text, reply } = body.data
  const answered = world.posts.get(reply.in_reply_to_tweet_id)
  if (answered === undefined || !answered.names) {
    return {
      answer: forbidden('Reply to this conversation is not allowed: the author has not mentioned you.'),
    }
  }
  if (weightedLength(text) > 280) return { answer: forbidden('Your Tweet text is too long.') }
  const twice = [...world.posts.values()].some(
    post => post.authorId === world.userId && post.replyTo === answered.id && post.text === text,
  )
  if (twice) {
    return { answer: forbidden('You are not allowed to create a Tweet with duplicate content.') }
  }
  return {
    take() {
      const post: Post = {
        id: world.nextId(),
        authorId: world.userId,
        text,
        talk: answered.talk,
        replyTo: answered.id,
        names: false,
        createdAt: new Date().toISOString(),
      }
      world.posts.set(post.id, post)
      world.take({
        id: post.id,
        to: world.nameOf(answered.authorId),
        kind: 'post',
        text,
        options: [],
        at: Date.now(),
        body: jsonOf(call) as { [key: string]: string },
      })
      return { status: 201, json: { data: { id: post.id, text } } }
    },
  }
}

export function jsonOf({ body }: StandInCall): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
