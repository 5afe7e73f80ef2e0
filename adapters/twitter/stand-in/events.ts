import { sign } from '../../signature.ts'
import type { Message, Post, World } from './world.ts'

/** Posts bodies to the bot's webhook as X does: signed, after the challenge. */
export interface Events {
  webhook(url: string): void
  /** Resolves to the status of the answer; 0 when none came, or when the webhook failed its challenge. */
  deliver(body: object): Promise<number>
}

const FORM = { encoding: 'base64', prefix: 'sha256=' } as const

export function createEvents(consumerSecret: string, url: string | undefined): Events {
  let webhookUrl = url
  let challenged: Promise<boolean> | undefined

  async function passesChallenge(at: string): Promise<boolean> {
    const token = `${Date.now()} +challenge`
    const response = await fetch(`${at}?${new URLSearchParams({ crc_token: token })}`, { redirect: 'manual' })
    if (response.status !== 200) return false
    const answer = (await response.json()) as { response_token?: unknown }
    return answer.response_token === sign(token, consumerSecret, FORM)
  }
  return {
    webhook(next) {
      webhookUrl = next
      challenged = undefined
    },
    async deliver(event) {
      // Without a webhook it lies there to be asked for.
      if (webhookUrl === undefined) return 200
      try {
        challenged ??= passesChallenge(webhookUrl)
        if (!(await challenged)) {
          challenged = undefined
          return 0
        }
        const body = JSON.stringify(event)
        const response = await fetch(webhookUrl, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-twitter-webhooks-signature': sign(body, consumerSecret, FORM),
          },
          body,
        })
        await response.body?.cancel()
        return response.status
      } catch {
        challenged = undefined
        return 0
      }
    },
  }
}

let uuid = 0

/** The X Activity API's envelope. */
const activity = (world: World, event_type: string, payload: object) => ({
  data: { event_uuid: `-${Date.now()}${uuid++}`, filter: { user_id: world.userId }, event_type, payload },
})

const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A direct message as X tells of it; `attachment` as in its documentation. */
export function messageEvent(message: Message, world: World, name: string, attachment?: object): object {
  const isOwn = message.senderId === world.userId
  const customerId = isOwn ? message.recipientId : message.senderId
  return activity(world, isOwn ? 'dm.sent' : 'dm.received', {
    direct_message_events: [
      {
        type: 'message_create',
        id: message.id,
        created_timestamp: String(message.atMs),
        message_create: {
          target: { recipient_id: message.recipientId },
          sender_id: message.senderId,
          source_app_id: isOwn ? world.appId : '3033300',
          message_data: {
            text: escapeText(message.text),
            entities: { hashtags: [], symbols: [], user_mentions: [], urls: [] },
            ...(attachment === undefined ? {} : { attachment }),
          },
        },
      },
    ],
    users: {
      [customerId]: {
        data: { id: customerId, ...(name === '' ? {} : { name }), username: `user${customerId}` },
      },
    },
  })
}

export const readEvent = (readerId: string, lastMessageId: string, world: World): object =>
  activity(world, 'dm.read', {
    direct_message_mark_read_events: [
      {
        created_timestamp: String(Date.now()),
        sender_id: readerId,
        target: { recipient_id: world.userId },
        last_read_event_id: lastMessageId,
      },
    ],
  })

export const mentionEvent = (post: Post, world: World): object =>
  activity(world, 'post.mention.create', {
    id: post.id,
    text: post.text,
    author_id: post.authorId,
    created_at: post.createdAt,
    conversation_id: post.talk,
    edit_history_tweet_ids: [post.id],
    ...(post.lang === undefined ? {} : { lang: post.lang }),
  })
