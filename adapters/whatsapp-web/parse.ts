import { type Activity, activitySchema } from '../../protocol/activity.ts'
import type { DeliveryStatus } from '../../protocol/channel-event.ts'
import { CHANNEL_EVENTS, type ChannelEventName } from '../../protocol/channel-event.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { Inbound, MediaSource, Receipted } from '../adapter.ts'
import { choiceOfPayload } from '../choice-payload.ts'
import { ackSchema, callSchema, messageSchema, reactionSchema, type WebMessageData } from './payload.ts'
import type { PhoneEvent } from './phone.ts'
import { readCard } from './read-card.ts'
import { isPerson, phoneNumberOf } from './verify.ts'

/** What an event of the phone means for the house; nothing for most. */
export type Parsed =
  | { kind: 'inbound'; inbound: Inbound }
  /** Sent from our own account: by this program, or typed on the phone. */
  | { kind: 'own'; id: string; chatId: string; text: string; echo: Inbound }
  | { kind: 'receipt'; receipt: Receipted }

/** Reads one event; never throws. `account`: the linked phone. */
export function parse(event: PhoneEvent, account: string): Parsed | undefined {
  switch (event.kind) {
    case 'message':
      return messageOf(event.message, account, false)
    case 'own':
      return messageOf(event.message, account, true)
    case 'ack':
      return receiptOf(event, account)
    case 'edited':
      return editOf(event, account)
    case 'revoked':
      return revocationOf(event, account)
    case 'reaction':
      return reactionOf(event.reaction, account)
    case 'call':
      return callOf(event.call, account)
    default:
      return undefined
  }
}

function messageOf(given: unknown, account: string, isOwn: boolean): Parsed | undefined {
  const message = messageSchema.safeParse(given).data
  if (message === undefined || message.fromMe !== isOwn || message.isStatus) return undefined
  const chatId = isOwn ? message.to : message.from
  if (!isPerson(chatId) || chatId === account) return undefined
  const content = contentOf(message)
  if (content === undefined) return undefined
  const inbound: Inbound = {
    ...frame(message.id._serialized, chatId, message.timestamp, content.activity, account),
    ...(content.media === undefined ? {} : { media: [content.media] }),
  }
  if (isOwn) {
    const from = { id: account, role: 'bot' }
    const { customer: _theirs, ...rest } = inbound
    const echo: Inbound = { ...rest, kind: 'echo', activity: { ...inbound.activity, from } }
    return { kind: 'own', id: message.id._serialized, chatId, text: message.body, echo }
  }
  const isWords = content.activity.type === 'message' && content.activity.value === undefined
  const name = message.notifyName
  const customer = name === undefined || name === '' ? {} : { name: name.slice(0, 256) }
  const numbered = { ...customer, ...inbound.customer }
  return {
    kind: 'inbound',
    inbound: {
      ...inbound,
      settle: isWords,
      ...(Object.keys(numbered).length === 0 ? {} : { customer: numbered }),
    },
  }
}

/** Kinds that WhatsApp Web keeps for itself: notices in a chat, keys, what could not be decrypted yet (it comes again), what was taken back. */
const SILENT =
  /^(e2e_notification|notification|notification_template|protocol|ciphertext|revoked|gp2|broadcast_notification|call_log|debug|reaction|poll_vote|newsletter_notification|album)$/

const MEDIA: Readonly<Record<string, string>> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  ptt: 'audio/ogg',
  sticker: 'image/webp',
  document: 'application/octet-stream',
}

interface Content {
  activity: Activity
  media?: MediaSource
}

function contentOf(message: WebMessageData): Content | undefined {
  const { type, body, id } = message
  if (SILENT.test(type)) return undefined
  const claimed = MEDIA[type]
  if (claimed !== undefined) {
    const contentType = message.mimetype?.slice(0, 255) ?? claimed
    const name = message.filename === undefined ? {} : { name: message.filename.slice(0, 255) }
    const attachments = [{ contentType, contentUrl: 'media:0', ...name }]
    const media = { ref: { messageId: id._serialized }, contentType, ...name }
    return { activity: { type: 'message', text: body, attachments }, media }
  }
  switch (type) {
    case 'chat':
      return { activity: { type: 'message', text: body } }
    case 'location':
      return { activity: locationOf(message) }
    case 'vcard':
    case 'multi_vcard':
      return { activity: named('contacts', { contacts: message.vCards.map(readCard) }) }
    case 'buttons_response':
    case 'template_button_reply':
      return { activity: chosen(body, message.selectedButtonId) }
    case 'list_response':
      return { activity: chosen(body, message.selectedRowId) }
    default:
      return { activity: named('unsupported', { kind: type }) }
  }
}

function chosen(text: string, payload: string | undefined): Activity {
  const value = choiceOfPayload(payload)
  return { type: 'message', text, ...(value === undefined ? {} : { value }) }
}

function locationOf({ location }: WebMessageData): Activity {
  const { latitude, longitude, description } = location ?? {}
  const name = location?.name ?? description
  const { address } = location ?? {}
  return named('location', {
    latitude,
    longitude,
    ...(name === undefined ? {} : { name }),
    ...(address === undefined ? {} : { address }),
  })
}

/** An event of the house's; one whose value is not as it must be is told as unsupported. */
function named(name: ChannelEventName, value: unknown): Activity {
  const checked = CHANNEL_EVENTS[name].safeParse(value)
  return checked.success
    ? { type: 'event', name, value: checked.data }
    : { type: 'event', name: 'unsupported', value: { kind: name } }
}

function frame(
  platformId: string,
  chatId: string,
  seconds: number | undefined,
  activity: Activity,
  account: string,
): Inbound {
  const verifiedPhone = phoneNumberOf(chatId)
  return {
    account,
    threadKey: chatId,
    platformId,
    kind: 'activity',
    activity: activitySchema.parse({
      ...activity,
      id: platformId,
      channelId: 'whatsapp-web',
      ...(seconds === undefined ? {} : { timestamp: isoTime(seconds * 1000) }),
      from: { id: chatId, role: 'user' },
    }),
    settle: false,
    ...(verifiedPhone === undefined ? {} : { customer: { verifiedPhone } }),
  }
}

const eventInbound = (...args: Parameters<typeof frame>): Parsed => ({
  kind: 'inbound',
  inbound: frame(...args),
})

function editOf(
  { message, body }: Extract<PhoneEvent, { kind: 'edited' }>,
  account: string,
): Parsed | undefined {
  const edited = messageSchema.safeParse(message).data
  if (edited === undefined || edited.fromMe || !isPerson(edited.from)) return undefined
  const messageId = edited.id._serialized
  const text = typeof body === 'string' ? body : edited.body
  // One message may be edited again and again, and each edit once: what it says now makes the key.
  const key = `${messageId}:edited:${shortHash(text)}`
  return eventInbound(
    key,
    edited.from,
    undefined,
    named('edited', { messageId, text: text.slice(0, 4096) }),
    account,
  )
}

function revocationOf(
  { message, before }: Extract<PhoneEvent, { kind: 'revoked' }>,
  account: string,
): Parsed | undefined {
  const after = messageSchema.safeParse(message).data
  if (after === undefined || after.fromMe || !isPerson(after.from)) return undefined
  const original = messageSchema.safeParse(before).data?.id ?? after.protocolMessageKey ?? after.id
  const messageId = original._serialized
  return eventInbound(`${messageId}:deleted`, after.from, undefined, named('deleted', { messageId }), account)
}

function reactionOf(given: unknown, account: string): Parsed | undefined {
  const reaction = reactionSchema.safeParse(given).data
  if (reaction === undefined || !isPerson(reaction.senderId) || reaction.senderId === account)
    return undefined
  const { id, msgId, senderId, timestamp } = reaction
  const emoji = reaction.reaction === '' ? undefined : reaction.reaction?.slice(0, 64)
  const value = { messageId: msgId._serialized, ...(emoji === undefined ? {} : { emoji }) }
  const key = `${id._serialized}:${timestamp ?? 0}:${shortHash(emoji ?? '')}`
  return eventInbound(key, senderId, timestamp, named('reaction', value), account)
}

function callOf(given: unknown, account: string): Parsed | undefined {
  const call = callSchema.safeParse(given).data
  if (call === undefined || call.fromMe || call.isGroup || !isPerson(call.from)) return undefined
  return eventInbound(call.id, call.from, call.timestamp, named('unsupported', { kind: 'call' }), account)
}

/** The package's numbers. */
const STATUSES: Readonly<Record<number, DeliveryStatus>> = {
  [-1]: 'failed',
  1: 'sent',
  2: 'delivered',
  3: 'read',
  4: 'read',
}

function receiptOf(
  { message, ack }: Extract<PhoneEvent, { kind: 'ack' }>,
  account: string,
): Parsed | undefined {
  const sent = messageSchema.safeParse(message).data
  const status = STATUSES[ackSchema.safeParse(ack).data ?? 0]
  if (sent === undefined || !sent.fromMe || status === undefined || !isPerson(sent.to)) return undefined
  const error = status === 'failed' ? { error: 'WhatsApp Web could not send it' } : {}
  const platformIds = [sent.id._serialized]
  return { kind: 'receipt', receipt: { account, threadKey: sent.to, status, platformIds, ...error } }
}

/** FNV-1a, to tell contents apart within one message's events. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193)
  return (hash >>> 0).toString(36)
}
