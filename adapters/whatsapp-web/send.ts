import { setTimeout as pause } from 'node:timers/promises'
import { OutcomeUnknown, Refused, Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import type { ChannelDeps, Receipt, SendOptions } from '../adapter.ts'
import type { OwnSends } from '../own-sends.ts'
import type { Pace } from '../pace.ts'
import type { Link } from './link.ts'
import type { MessageToSend, Phone } from './phone.ts'
import type { Reading } from './reading.ts'
import { type Payload, payloadSchema } from './render.ts'

/** How long a message may take to be told of by the phone where the answer to the call did not come. */
const PROOF_WAIT_MS = 30_000

export interface SendDeps {
  link: Link
  reading: Pick<Reading, 'hasWritten'>
  ownSends: OwnSends
  pace: Pace
  readMedia: ChannelDeps['readMedia']
  /** How long a person would type that, milliseconds. */
  typingMs(text: string): number
}

/**
 * Types and sends like a person: one chat after the other, after some seconds of "typing…", and only to who wrote first.
 * @throws RateLimited | Unreachable | Refused | OutcomeUnknown
 */
export async function send(payload: Json, options: SendOptions, deps: SendDeps): Promise<Receipt> {
  const parsed = payloadSchema.safeParse(payload)
  if (!parsed.success) throw new Refused('whatsapp-web: the payload is none of ours', { cause: parsed.error })
  const { threadKey: chatId, signal } = options
  const { phone } = deps.link.phone(options.account)
  const content = parsed.data
  if (content.kind === 'typing') {
    await phone.call('typing', chatId).catch(() => {})
    return { platformId: 'typing' }
  }
  const message = await messageOf(content, chatId, deps)
  if (!(await reach(deps.reading.hasWritten(phone, chatId)))) {
    throw new Refused('whatsapp-web only answers who wrote first')
  }
  await deps.pace.take(options.account, signal)
  await phone.call('typing', chatId).catch(() => {})
  await reach(pause(deps.typingMs(content.text), undefined, { signal }))
  return sendNow(phone, message, options, deps.ownSends)
}

/** Before the message is handed over, nothing can have been sent. */
async function reach<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new Unreachable('whatsapp-web: the phone did not answer', { cause })
  }
}

async function messageOf(
  { text, media }: Extract<Payload, { kind: 'message' }>,
  chatId: string,
  { readMedia }: SendDeps,
): Promise<MessageToSend> {
  if (media === undefined) return { chatId, text }
  const file = await readMedia(media.contentUrl.slice('media:'.length))
  if (file === undefined) throw new Refused('whatsapp-web: the file is no longer kept')
  const { contentType } = file
  const name = media.name ?? file.name
  return {
    chatId,
    text,
    media: {
      contentType,
      base64: Buffer.from(file.bytes).toString('base64'),
      asVoice: contentType.startsWith('audio/ogg'),
      ...(name === undefined ? {} : { name }),
    },
  }
}

async function sendNow(
  phone: Phone,
  message: MessageToSend,
  { idempotencyKey, signal }: SendOptions,
  ownSends: OwnSends,
): Promise<Receipt> {
  const sending = ownSends.begin({ to: message.chatId, text: message.text, part: idempotencyKey })
  const late = Promise.withResolvers<never>()
  const onLate = () => late.reject(new Error('it took too long'))
  signal.addEventListener('abort', onLate, { once: true })
  if (signal.aborted) onLate()
  let platformId: string | undefined
  try {
    platformId = await Promise.race([phone.call('send', message), late.promise])
  } catch (cause) {
    sending.unknown()
    // Whether the page failed before or after it handed the message over is not told.
    throw new OutcomeUnknown('whatsapp-web: the phone did not say whether it was sent', {
      cause,
      waitMs: PROOF_WAIT_MS,
    })
  } finally {
    signal.removeEventListener('abort', onLate)
  }
  if (platformId === undefined) {
    sending.failed()
    throw new Refused('whatsapp-web: the phone knows no such chat')
  }
  sending.sent(platformId)
  return { platformId }
}
