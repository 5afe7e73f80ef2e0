import { z } from 'zod'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import type { Json, JsonObject } from '../../protocol/json.ts'
import type { ChannelDeps, Receipt, SendOptions } from '../adapter.ts'
import type { OwnSends } from '../own-sends.ts'
import type { Pace } from '../pace.ts'
import type { FacebookChannel, FacebookConfig } from './config.ts'
import { addressee, sendNoted } from './echoes.ts'
import { type Graph, usesInstagramLogin } from './graph.ts'
import { graphError } from './graph-error.ts'
import { ownKey } from './own-key.ts'
import { facebookPayloadSchema, type MessageToSend } from './send-payload.ts'

/** How long the echo that proves a message may take after a broken call: Meta's come within seconds. */
const ECHO_WAIT_MS = 30_000

export interface Sender {
  channel: FacebookChannel
  config: FacebookConfig
  deps: Pick<ChannelDeps, 'clock' | 'readMedia' | 'log'>
  graph: Graph
  /** By account: all calls, and those with sound or film. */
  paces: { all: Pace; film: Pace }
  ownSends: OwnSends
}

/**
 * One call of the Send API; a file without an address is uploaded before, which shows the customer nothing and may be repeated.
 * @throws RateLimited | Unreachable | Refused | OutcomeUnknown
 * @see https://developers.facebook.com/docs/messenger-platform/reference/send-api (read 2026-11)
 */
export async function send(payload: Json, options: SendOptions, sender: Sender): Promise<Receipt> {
  const parsed = facebookPayloadSchema.safeParse(payload)
  if (!parsed.success)
    throw new Refused(`${sender.channel}: the payload is none of ours`, { cause: parsed.error })
  if ('action' in parsed.data) return sendAction(parsed.data.action, options, sender)
  const message = parsed.data
  const content = message.upload ? await uploaded(message.upload, options, sender) : message.message
  // Words tell an echo before its id does; what has none is told by its id alone, and its key is no words.
  const text = typeof content.text === 'string' ? content.text : options.idempotencyKey
  const noted = { to: addressee(options), text, part: options.idempotencyKey }
  return sendNoted(noted, sender.ownSends, () => sendMessage(message, content, options, sender))
}

const answerSchema = z.object({ message_id: z.string().min(1) })

async function sendMessage(
  { tag }: MessageToSend,
  content: JsonObject,
  options: SendOptions,
  sender: Sender,
): Promise<Receipt> {
  const { channel, config, deps, graph } = sender
  await takePace(content, options, sender)
  // Whether Instagram Login takes a key of ours is not documented: its echoes are told by id and words.
  const hasKey = !usesInstagramLogin(config, channel)
  const answer = await graph({
    channel,
    account: options.account,
    edge: 'messages',
    body: {
      recipient: { id: options.threadKey },
      ...(tag === undefined ? { messaging_type: 'RESPONSE' } : { messaging_type: 'MESSAGE_TAG', tag }),
      message: hasKey ? { ...content, metadata: ownKey(options.idempotencyKey) } : content,
    },
    signal: options.signal,
    waitMs: ECHO_WAIT_MS,
  })
  const taken = answer.status < 300 ? answerSchema.safeParse(answer.json).data : undefined
  if (taken !== undefined) return { platformId: taken.message_id }
  const error = graphError(answer, {
    channel,
    nowMs: deps.clock(),
    tagged: tag !== undefined,
    waitMs: ECHO_WAIT_MS,
  })
  if (error instanceof RateLimited) sender.paces.all.hold(options.account, error.retryAfterMs)
  throw error
}

async function takePace(
  content: JsonObject,
  { account, signal }: SendOptions,
  { paces }: Sender,
): Promise<void> {
  const { type } = (content.attachment ?? {}) as { type?: unknown }
  if (type === 'audio' || type === 'video') await paces.film.take(account, signal)
  await paces.all.take(account, signal)
}

/** A sign that does not show is no loss, and must not hold back the message after it. */
async function sendAction(action: string, options: SendOptions, sender: Sender): Promise<Receipt> {
  const { channel, graph, deps } = sender
  const { account, threadKey, idempotencyKey, signal } = options
  try {
    await sender.paces.all.take(account, signal)
    const body = { recipient: { id: threadKey }, sender_action: action }
    const { status } = await graph({ channel, account, edge: 'messages', body, signal })
    if (status >= 300) deps.log.debug({ channel, status, action }, 'a sign was not shown')
  } catch (error) {
    const { code = 'unknown' } = error as { code?: string }
    deps.log.debug({ channel, code, action }, 'a sign was not shown')
  }
  return { platformId: `${action}:${idempotencyKey}` }
}

const uploadSchema = z.object({ attachment_id: z.union([z.string(), z.number()]).transform(String) })

/** Gives Meta a file of ours. @see https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api (read 2026-11) */
async function uploaded(
  { id, type, contentType, name = type }: NonNullable<MessageToSend['upload']>,
  { account, signal }: SendOptions,
  { channel, deps, graph, paces }: Sender,
): Promise<JsonObject> {
  const file = await deps.readMedia(id)
  if (file === undefined) throw new Refused(`${channel}: the file of a message is no longer there`)
  const form = new FormData()
  form.set('message', JSON.stringify({ attachment: { type, payload: { is_reusable: false } } }))
  form.set(
    'filedata',
    new Blob([file.bytes as BlobPart], { type: file.contentType || contentType }),
    file.name ?? name,
  )
  await paces.all.take(account, signal)
  const query: Record<string, string> = channel === 'instagram' ? { platform: 'instagram' } : {}
  const answer = await graph({
    channel,
    account,
    edge: 'message_attachments',
    query,
    body: form,
    signal,
  }).catch(cause => {
    throw cause instanceof OutcomeUnknown
      ? new Unreachable(`${channel}: an upload did not end`, { cause })
      : cause
  })
  const taken = answer.status < 300 ? uploadSchema.safeParse(answer.json).data : undefined
  if (taken !== undefined) return { attachment: { type, payload: { attachment_id: taken.attachment_id } } }
  const error = graphError(answer, { channel, nowMs: deps.clock() })
  throw error instanceof OutcomeUnknown
    ? new Unreachable(`${channel}: an upload failed`, { cause: error })
    : error
}
