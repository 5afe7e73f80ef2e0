import { z } from 'zod'
import { OutcomeUnknown, Refused } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import type { ChannelDeps, Receipt, SendOptions } from '../adapter.ts'
import type { OwnSends } from '../own-sends.ts'
import type { MentionAnswers } from './answer-mention.ts'
import type { TwitterApi } from './api.ts'
import { mentionedIn } from './parse-mention.ts'
import { refusalOf } from './refusal.ts'
import { type Payload, payloadSchema } from './render.ts'
import { uploadMedia } from './upload-media.ts'

const sentSchema = z.object({ data: z.object({ dm_event_id: z.string().min(1) }) })

export interface SendDeps {
  /** How long X may take to tell of what was sent. */
  proofMs: number
  api: TwitterApi
  ownSends: OwnSends
  mentions: MentionAnswers
  readMedia: ChannelDeps['readMedia']
}

/**
 * Sends a direct message, or the one answer to a public post.
 * @throws RateLimited | Unreachable | Refused | OutcomeUnknown
 */
export async function send(payload: Json, options: SendOptions, deps: SendDeps): Promise<Receipt> {
  const parsed = payloadSchema.safeParse(payload)
  if (!parsed.success) throw new Refused('twitter: the payload is none of ours', { cause: parsed.error })
  const postId = mentionedIn(options.threadKey)
  switch (parsed.data.kind) {
    case 'message':
      return sendMessage(parsed.data, options, deps)
    case 'post':
      if (postId === undefined) throw new Refused('twitter: an answer to a post, on a thread of messages')
      return deps.mentions.answer({ postId, text: parsed.data.text, signal: options.signal })
    case 'notHere':
      throw new Refused('twitter: a public post is answered on X itself, not from the desk')
  }
}

/** @see https://docs.x.com/x-api/direct-messages/manage/integrate (read 2026-11): no unknown fields, one attachment */
async function sendMessage(
  { text, media }: Extract<Payload, { kind: 'message' }>,
  { threadKey, idempotencyKey, signal }: SendOptions,
  deps: SendDeps,
): Promise<Receipt> {
  const mediaId = media && (await upload(media, signal, deps))
  const json = {
    ...(text === undefined ? {} : { text }),
    ...(mediaId === undefined ? {} : { attachments: [{ media_id: mediaId }] }),
  }
  const sending = deps.ownSends.begin({ to: threadKey, text: text ?? '', part: idempotencyKey })
  try {
    const path = `/2/dm_conversations/with/${encodeURIComponent(threadKey)}/messages`
    const answer = await deps.api.call({ endpoint: 'dm', path, json, proofMs: deps.proofMs, signal })
    if (answer.status < 200 || answer.status > 299) throw refusalOf(answer)
    const sent = sentSchema.safeParse(answer.json)
    if (!sent.success) throw new OutcomeUnknown('twitter took a message without giving its id')
    sending.sent(sent.data.data.dm_event_id)
    return { platformId: sent.data.data.dm_event_id }
  } catch (error) {
    if (error instanceof OutcomeUnknown) sending.unknown()
    else sending.failed()
    throw error
  }
}

async function upload(
  { contentUrl, contentType }: NonNullable<Extract<Payload, { kind: 'message' }>['media']>,
  signal: AbortSignal,
  { readMedia, api }: SendDeps,
): Promise<string> {
  const file = await readMedia(contentUrl.slice('media:'.length))
  if (file === undefined) throw new Refused('twitter: the file is no longer kept')
  return uploadMedia(api, { bytes: file.bytes, contentType: file.contentType || contentType }, signal)
}
