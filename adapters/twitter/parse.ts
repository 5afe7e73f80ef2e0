import { isoTime } from '../../protocol/clock.ts'
import type { Inbound, Receipted } from '../adapter.ts'
import { messageText } from './message-text.ts'
import { mentionInbound, mentionV1, mentionV2 } from './parse-mention.ts'
import { inboundOf, messageInbound } from './parse-message.ts'
import {
  activityEnvelopeSchema,
  chatEventSchema,
  type DirectMessage,
  directMessageSchema,
  postV1Schema,
  postV2Schema,
  readEventSchema,
  type Users,
  unknownMessageSchema,
  userIdSchema,
  usersSchema,
} from './payload.ts'

/** A message that our own account sent, by this program or by a person in X's own app. */
export interface OwnMessage {
  id: string
  account: string
  recipientId: string
  appId: string | undefined
  text: string
  /** What it is when a person sent it. */
  echo: readonly Inbound[]
}

/** What a webhook brought. */
export interface Parsed {
  inbound: Inbound[]
  own: OwnMessage[]
  receipts: Receipted[]
  /** The account took the app's right away: nothing comes or goes from now on. */
  revoked: boolean
  /** A replay that the operator asked for has ended so. */
  replay?: string
  /** Kinds of events that nothing is made of. */
  ignored: string[]
}

type Fields = Readonly<Record<string, unknown>>

/** Events of the platform that are of no use to anybody here: typing, likes, follows, blocks, mutes, deletions, and the counterparts of what we send. */
const KNOWN_USELESS =
  /^(for_user_id|users|apps|user_has_blocked|direct_message_indicate_typing_events|tweet_delete_events|favorite_events|follow_events|unfollow_events|block_events|mute_events)$/

/**
 * Reads one webhook's body, whichever of the two envelopes it has; never throws. `userId`: our account. An app has one webhook for all accounts that it is
 * subscribed for: what is another's is ignored, since our token could only answer it in our name.
 */
export function parse(body: Uint8Array, userId: string): Parsed {
  const parsed: Parsed = { inbound: [], own: [], receipts: [], revoked: false, ignored: [] }
  const json = readJson(body)
  if (json === undefined) return parsed
  const envelope = activityEnvelopeSchema.safeParse(json.data).data
  const named = envelope?.filter?.user_id ?? userIdSchema.safeParse(json.for_user_id).data ?? userId
  if (named !== userId) parsed.ignored.push('of another account')
  else if (envelope !== undefined) parseActivity(envelope, userId, parsed)
  else if (isFields(json.replay_job_status)) parsed.replay = String(json.replay_job_status.job_state ?? '')
  else parseAccountActivity(json, userId, parsed)
  // One body may hold several messages of a talk; nothing says that they stand in order.
  parsed.inbound.sort((one, other) => timeOf(one).localeCompare(timeOf(other)))
  return parsed
}

const timeOf = ({ activity }: Inbound): string => activity.timestamp ?? ''

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readJson(body: Uint8Array): Fields | undefined {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body))
    return isFields(json) ? json : undefined
  } catch {
    return undefined
  }
}

function parseAccountActivity(json: Fields, account: string, parsed: Parsed): void {
  parseMessages(json, account, parsed)
  for (const event of list(json.direct_message_mark_read_events)) addRead(event, account, parsed)
  for (const event of list(json.tweet_create_events)) {
    const post = postV1Schema.safeParse(event).data
    const mention = post && mentionV1(post, account)
    if (mention && json.user_has_blocked !== true) parsed.inbound.push(mentionInbound(mention, account))
  }
  if (isFields(json.user_event) && 'revoke' in json.user_event) parsed.revoked = true
  for (const name of Object.keys(json)) {
    if (!KNOWN_USELESS.test(name) && !READ.has(name)) parsed.ignored.push(name.slice(0, 64))
  }
}
const READ = new Set([
  'direct_message_events',
  'direct_message_mark_read_events',
  'tweet_create_events',
  'user_event',
])

/** XAA: one event a body. Its direct messages are AAA's objects. */
function parseActivity(
  { event_type, payload, event_uuid }: ReturnType<typeof activityEnvelopeSchema.parse>,
  account: string,
  parsed: Parsed,
): void {
  switch (event_type) {
    case 'dm.received':
    case 'dm.sent':
      parseMessages(payload, account, parsed)
      break
    case 'dm.read':
      // Whether the event stands bare or in AAA's list is not documented: both are read.
      for (const event of [...list(payload.direct_message_mark_read_events), payload]) {
        addRead(event, account, parsed)
      }
      break
    case 'post.mention.create': {
      const post = postV2Schema.safeParse(payload).data
      const mention = post && mentionV2(post, account)
      if (mention) parsed.inbound.push(mentionInbound(mention, account))
      break
    }
    case 'oauth.revoke':
      parsed.revoked = true
      break
    case 'chat.received': {
      const chat = chatEventSchema.safeParse(payload).data
      if (chat !== undefined && chat.sender_id !== account) {
        addUnsupported(event_type, chat.id, chat.sender_id, chat.created_at_msec, account, parsed)
      }
      break
    }
    case 'dm.indicate_typing':
    case 'chat.sent':
    case 'post.reply.create':
    case 'post.quote.create':
    case 'post.delete':
      break
    default: {
      parsed.ignored.push(event_type.slice(0, 64))
      const sender = userIdSchema.safeParse(payload.sender_id).data
      // A new kind of message: somebody wrote, and the desk should know.
      if (sender !== undefined && sender !== account && event_uuid !== undefined) {
        addUnsupported(event_type, event_uuid, sender, undefined, account, parsed)
      }
    }
  }
}

function parseMessages(fields: Fields, account: string, parsed: Parsed): void {
  const users = usersSchema.parse(fields.users)
  for (const event of list(fields.direct_message_events)) {
    const message = directMessageSchema.safeParse(event).data
    if (message !== undefined) addMessage(message, account, users, parsed)
    else {
      const unknown = unknownMessageSchema.safeParse(event).data
      if (unknown !== undefined && unknown.sender_id !== account) {
        const { type, id, sender_id, created_timestamp } = unknown
        addUnsupported(type, id, sender_id, created_timestamp, account, parsed)
      } else parsed.ignored.push('direct_message_events')
    }
  }
}

function addMessage(message: DirectMessage, account: string, users: Users, parsed: Parsed): void {
  const { sender_id, target, source_app_id } = message.message_create
  if (sender_id === account) {
    const recipientId = target.recipient_id
    // A message to ourselves is nobody's.
    if (recipientId === account) return
    const echo = messageInbound(message, { account, customerId: recipientId, kind: 'echo', users })
    const text = messageText(message)
    parsed.own.push({ id: message.id, account, recipientId, appId: source_app_id, text, echo })
  } else {
    parsed.inbound.push(
      ...messageInbound(message, { account, customerId: sender_id, kind: 'activity', users }),
    )
  }
}

function addRead(event: unknown, account: string, parsed: Parsed): void {
  const read = readEventSchema.safeParse(event).data
  if (read?.created_timestamp === undefined || read.sender_id === account) return
  parsed.receipts.push({
    account,
    threadKey: read.sender_id,
    status: 'read',
    upTo: isoTime(read.created_timestamp),
  })
}

function addUnsupported(
  kind: string,
  id: string,
  customerId: string,
  atMs: number | undefined,
  account: string,
  parsed: Parsed,
): void {
  const activity = { type: 'event', name: 'unsupported', value: { kind } }
  parsed.inbound.push(inboundOf(id, atMs, activity, { account, customerId, kind: 'activity', users: {} }))
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
