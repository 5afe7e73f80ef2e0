import { createHash } from 'node:crypto'
import type { Activity } from '../../protocol/activity.ts'
import { CHANNEL_EVENTS } from '../../protocol/channel-event.ts'
import type { Inbound } from '../adapter.ts'
import { readAttachments } from './attachments.ts'
import type { Incoming } from './payload.ts'

/** An activity that was proved to come from Bot Framework, for the inbox. `at`: ISO 8601, of its arrival. Pure. */
export function parseIncoming(incoming: Incoming, at: string): Inbound[] {
  const { from, recipient } = incoming
  if (from === undefined || isOwn(incoming)) return isStart(incoming) ? started(incoming, at) : []
  const base = baseOf(incoming, at)
  const inbound = (
    activity: Partial<Activity> & { type: string },
    settle: boolean,
    key = keyOf(incoming),
  ): Inbound => ({
    ...base,
    platformId: platformId(incoming, key),
    activity: { ...base.activity, ...activity },
    settle,
  })
  const event = (name: string, value: unknown, key?: string) =>
    inbound({ type: 'event', name, value }, false, key)
  const { id = '', replyToId = '', text } = incoming
  switch (incoming.type) {
    case 'message':
      return [message(incoming, inbound)]
    case 'typing':
    case 'trace':
      return []
    case 'messageReaction':
      return reactions(incoming).map(({ emoji, key }) =>
        event(
          'reaction',
          { messageId: replyToId, ...(emoji === undefined ? {} : { emoji }) },
          `${keyOf(incoming)}:${key}`,
        ),
      )
    case 'messageUpdate':
      return [
        event(
          'edited',
          { messageId: id, ...(text === undefined ? {} : { text: text.slice(0, 4096) }) },
          `edited:${id}:${digest(incoming)}`,
        ),
      ]
    case 'messageDelete':
      return [event('deleted', { messageId: id }, `deleted:${id}`)]
    case 'event':
      return isStart(incoming) ? started(incoming, at) : incomingEvent(incoming, event)
    case 'invoke':
      return invoked(incoming, inbound)
    default:
      if (isStart(incoming)) return started(incoming, at)
      if (incoming.type === 'conversationUpdate') return []
      return [event('unsupported', { kind: kindOf(incoming, recipient?.id) })]
  }
}

type MakeInbound = (activity: Partial<Activity> & { type: string }, settle: boolean, key?: string) => Inbound
type MakeEvent = (name: string, value: unknown, key?: string) => Inbound

const kindOf = ({ type, action }: Incoming, _bot: string | undefined) =>
  action === undefined ? type : `${type} ${action}`

/** Ours, come back: Direct Line shows a bot its own messages. */
const isOwn = ({ from, recipient }: Incoming): boolean => from?.id === recipient?.id || from?.role === 'bot'

function baseOf(incoming: Incoming, at: string): Omit<Inbound, 'platformId' | 'settle'> {
  const { channelId, conversation, from, recipient, serviceUrl, locale, id } = incoming
  const isGroup = inGroup(incoming)
  return {
    account: `${channelId}/${recipient?.id ?? ''}`,
    // In a group each one has a conversation of their own with the bot: what one of them is asked, the others did not say.
    threadKey: isGroup ? `${conversation.id} ${from?.id ?? ''}` : conversation.id,
    kind: 'activity',
    address: {
      channelId,
      serviceUrl,
      conversation: {
        id: conversation.id,
        ...(conversation.isGroup === undefined ? {} : { isGroup: conversation.isGroup }),
        ...(conversation.conversationType === undefined
          ? {}
          : { conversationType: conversation.conversationType }),
        ...(conversation.tenantId === undefined ? {} : { tenantId: conversation.tenantId }),
      },
      bot: { id: recipient?.id ?? '', ...(recipient?.name === undefined ? {} : { name: recipient.name }) },
      user: { id: from?.id ?? '', ...(from?.name === undefined ? {} : { name: from.name }) },
      ...(locale === undefined ? {} : { locale }),
    },
    activity: {
      type: incoming.type,
      ...(id === undefined ? {} : { id }),
      timestamp: timeOf(incoming, at),
      channelId,
      conversation: { id: conversation.id },
      from: { id: from?.id ?? '', role: 'user', ...(from?.name === undefined ? {} : { name: from.name }) },
      ...(locale === undefined ? {} : { locale }),
    },
    ...customerOf(incoming),
  }
}

const inGroup = ({ conversation }: Incoming): boolean =>
  conversation.isGroup === true ||
  conversation.conversationType === 'groupChat' ||
  conversation.conversationType === 'channel'

function timeOf({ timestamp }: Incoming, at: string): string {
  const ms = timestamp === undefined ? Number.NaN : Date.parse(timestamp)
  return Number.isNaN(ms) ? at : new Date(ms).toISOString()
}

/** Unique in an account: a conversation counts its messages by itself. */
function platformId({ conversation }: Incoming, key: string): string {
  const id = `${conversation.id}:${key}`
  return id.length <= 250 ? id : `#${createHash('sha256').update(id).digest('hex')}`
}

/** Some channels send what happened without an id; delivered again it is the same, byte for byte. */
const keyOf = (incoming: Incoming): string => incoming.id || digest(incoming)
const digest = (incoming: Incoming): string =>
  createHash('sha256').update(JSON.stringify(incoming)).digest('hex').slice(0, 32)

const LANGUAGE_TAG = /^[a-z]{2,8}([-_][a-z0-9]{1,8})*$/i

function customerOf({ from, locale, entities }: Incoming): Pick<Inbound, 'customer'> {
  const country = entities?.find(({ type }) => type === 'clientInfo')?.country
  const customer = {
    ...(from?.name === undefined || /^(?:you|user|me|bot)$/i.test(from.name) ? {} : { name: from.name }),
    ...(locale !== undefined && LANGUAGE_TAG.test(locale) ? { locale } : {}),
    ...(typeof country === 'string' && /^[A-Z]{2}$/.test(country) ? { country } : {}),
  }
  return Object.keys(customer).length === 0 ? {} : { customer }
}

function message(incoming: Incoming, inbound: MakeInbound): Inbound {
  const { value } = incoming
  const place = placeOf(incoming)
  const text = wordsOf(incoming)
  const files = readAttachments(incoming)
  if (place !== undefined && text === '' && files.attachments.length === 0) {
    return inbound({ type: 'event', name: 'location', value: place }, false)
  }
  const isPressed = typeof value === 'object' && value !== null
  const made = inbound(
    {
      type: 'message',
      text,
      ...(isPressed ? { value } : {}),
      ...(files.attachments.length === 0 ? {} : { attachments: files.attachments }),
      ...(incoming.replyToId === undefined ? {} : { replyToId: incoming.replyToId }),
    },
    !isPressed,
  )
  return files.media.length === 0 ? made : { ...made, media: files.media }
}

/** Without "@bot", which only says that we are meant. */
function wordsOf({ text = '', entities = [], recipient }: Incoming): string {
  let words = text
  for (const entity of entities) {
    const mentioned = entity.mentioned as { id?: unknown } | undefined
    if (entity.type !== 'mention' || mentioned?.id !== recipient?.id) continue
    if (typeof entity.text === 'string' && entity.text !== '') words = words.replaceAll(entity.text, '')
  }
  return words.trim()
}

function placeOf({ entities = [] }: Incoming) {
  for (const entity of entities) {
    const isPlace = entity.type === 'Place'
    if (!isPlace && entity.type !== 'GeoCoordinates') continue
    const { latitude, longitude } = ((isPlace ? entity.geo : entity) ?? {}) as Record<string, unknown>
    const place = CHANNEL_EVENTS.location.safeParse({ ...entity, latitude, longitude }).data
    if (place !== undefined) return place
  }
  return undefined
}

/** Teams names its signs; others send the sign itself. */
const SIGNS: Record<string, string> = {
  like: '👍',
  heart: '❤️',
  laugh: '😆',
  surprised: '😮',
  sad: '😢',
  angry: '😡',
}

const reactions = ({ reactionsAdded = [], reactionsRemoved = [] }: Incoming) => [
  ...reactionsAdded.map(({ type }) => ({
    emoji: (SIGNS[type] ?? type) as string | undefined,
    key: `+${type}`,
  })),
  ...reactionsRemoved.map(({ type }) => ({ emoji: undefined, key: `-${type}` })),
]

/** Secrets of a sign-in are nobody's to keep; a name of our own events must also have their shape. */
function incomingEvent({ name = '', value }: Incoming, event: MakeEvent): Inbound[] {
  if (name === '' || name === 'tokens/response') return [event('unsupported', { kind: `event ${name}` })]
  if (!Object.hasOwn(CHANNEL_EVENTS, name)) return [event(name, value)]
  const known = CHANNEL_EVENTS[name as keyof typeof CHANNEL_EVENTS].safeParse(value)
  return [known.success ? event(name, known.data) : event('unsupported', { kind: `event ${name}` })]
}

/** A card's button that calls (`Action.Execute`, Teams' `task/submit`) brings its data inside; every other call is kept for the desk. */
function invoked(incoming: Incoming, inbound: MakeInbound): Inbound[] {
  const { name = '', value } = incoming
  const { action, data } = (value ?? {}) as { action?: { data?: unknown }; data?: unknown }
  const given = name === 'adaptiveCard/action' ? action?.data : data
  if (typeof given === 'object' && given !== null && 'choice' in given) {
    return [inbound({ type: 'message', text: '', value: given }, false)]
  }
  return [inbound({ type: 'event', name: 'unsupported', value: { kind: `invoke ${name}`.trim() } }, false)]
}

/** A person came: added to the conversation (the bot itself is added too, which means nothing), installed us for themselves, or opened Azure's Web Chat. */
const isStart = (incoming: Incoming): boolean => !inGroup(incoming) && comers(incoming).length > 0

function comers({ type, name, action, membersAdded = [], recipient, from }: Incoming) {
  const isOpened = type === 'event' && name === 'webchat/join'
  const isInstalled = (type === 'installationUpdate' || type === 'contactRelationUpdate') && action === 'add'
  if (isOpened || isInstalled) return from === undefined ? [] : [from]
  if (type !== 'conversationUpdate') return []
  return membersAdded.filter(({ id, role }) => id !== recipient?.id && role !== 'bot')
}

/** What the welcome answers: once a person and conversation, however often we are told. */
function started(incoming: Incoming, at: string): Inbound[] {
  return comers(incoming).map(member => {
    const base = baseOf({ ...incoming, from: member }, at)
    return {
      ...base,
      platformId: platformId(incoming, `start:${member.id}`),
      activity: {
        ...base.activity,
        type: 'conversationUpdate',
        membersAdded: [{ id: member.id, role: 'user' }],
      },
      settle: false,
    }
  })
}
