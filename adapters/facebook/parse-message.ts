import type { Activity } from '../../protocol/activity.ts'
import type { Inbound } from '../adapter.ts'
import { choiceOfPayload } from '../choice-payload.ts'
import { type ReadAttachments, readAttachments } from './attachments.ts'
import { type EventContext, eventOf, frame, inboundOf } from './context.ts'
import { type EventPayload, type MessagePayload, type ReferralPayload, shorten } from './payload.ts'

/** The payload that our own profile gives to the "Get started" button, and that Meta's examples use. */
export const GET_STARTED = 'GET_STARTED'

/** Before the words that an entry of our own profile stands for: its title may be cut. */
export const SAYS = 'say:'

/** A message of the customer's, or of the shop's own people (an echo): what it says, and an event for each thing in it that is no message. */
export function readMessage(context: EventContext, message: MessagePayload): Inbound[] {
  const id = message.mid ?? `${context.customer}:${context.at}`
  if (message.is_deleted) {
    const deleted = eventOf(context, `${id}:deleted`, 'deleted', { messageId: id })
    return [message.is_echo ? ofTheShop(context, deleted) : deleted]
  }
  if (message.is_unsupported && !message.is_echo) {
    return [eventOf(context, id, 'unsupported', { kind: 'message' })]
  }
  const read = readAttachments(message.attachments)
  const text = [message.text, ...wordsBeside(message.text, read.words)].filter(Boolean).join('\n')
  // Whatever the shop's people sent, the bot must be silent then: an echo is one message, also where nothing of it can be read.
  if (message.is_echo) return [saidOf(context, id, message, text, read)]
  const referral = message.referral ? [referralOf(context, `${id}:referral`, message.referral)] : []
  const said = text === '' && read.attachments.length === 0 ? [] : [saidOf(context, id, message, text, read)]
  const events = read.events.map(({ name, value }, n) => eventOf(context, `${id}:${n}`, name, value))
  const found = [...referral, ...said, ...events]
  return found.length > 0 ? found : [eventOf(context, id, 'unsupported', { kind: 'message' })]
}

/** What attachments say, where the text does not say it already: a link's preview repeats the link. */
const wordsBeside = (text: string | undefined, words: readonly string[]): string[] =>
  words.filter(word => !text?.includes(word))

function saidOf(
  context: EventContext,
  id: string,
  message: MessagePayload,
  text: string,
  { attachments, media }: ReadAttachments,
): Inbound {
  const { quick_reply: pressed, reply_to: replyTo } = message
  const choice = choiceOfPayload(pressed?.payload)
  const story = replyTo?.story
  const activity = {
    ...frame(context, id),
    type: 'message',
    ...(text === '' ? {} : { text }),
    ...(choice === undefined ? {} : { value: choice }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(replyTo?.mid === undefined ? {} : { replyToId: replyTo.mid }),
    ...(story === undefined ? {} : { channelData: { story: withoutMissing(story) } }),
  }
  if (message.is_echo) return ofTheShop(context, inboundOf(context, activity, { media }))
  if (context.standby) return standbyOf(context, activity, { media })
  return inboundOf(context, activity, { media, settle: pressed === undefined })
}

/** The same, written by somebody of the shop to the customer. */
const ofTheShop = ({ account, customer }: EventContext, inbound: Inbound): Inbound => ({
  ...inbound,
  kind: 'echo',
  activity: { ...inbound.activity, from: { id: account, role: 'bot' }, recipient: { id: customer } },
})

/** Another app has the thread: what is said there is for the transcript, and no message to the engine. */
const standbyOf = (
  context: EventContext,
  { value: _choice, text, ...activity }: Activity & { id: string },
  rest: Pick<Inbound, 'media'>,
): Inbound => {
  const value = text === undefined ? {} : { text: shorten(text) }
  return inboundOf(context, { ...activity, id: activity.id, type: 'event', name: 'standby', value }, rest)
}

/** A pressed button, menu entry or opening question; "Get started" tells that a customer has come, as the web chat does. */
export function readPostback(
  context: EventContext,
  postback: NonNullable<EventPayload['postback']>,
): Inbound[] {
  const { mid, title, payload, referral } = postback
  const id = mid ?? `${context.customer}:${context.at}:${shorten(payload ?? title ?? '', 200)}`
  const came = referral ? [referralOf(context, `${id}:referral`, referral)] : []
  const base = frame(context, id)
  if (payload === GET_STARTED && !context.standby) {
    return [...came, inboundOf(context, { ...base, type: 'conversationUpdate', membersAdded: [base.from] })]
  }
  const choice = choiceOfPayload(payload)
  const says = payload?.startsWith(SAYS) ? payload.slice(SAYS.length) : undefined
  const text = says || title || (choice === undefined ? payload : undefined)
  if (text === undefined && choice === undefined) {
    return [...came, eventOf(context, id, 'unsupported', { kind: 'postback' })]
  }
  const activity = {
    ...base,
    type: 'message',
    ...(text === undefined ? {} : { text }),
    ...(choice === undefined ? {} : { value: choice }),
  }
  return [...came, context.standby ? standbyOf(context, activity, {}) : inboundOf(context, activity)]
}

/** How the customer came: an ad, an m.me link with our own `ref`. */
export function referralOf(context: EventContext, id: string, referral: ReferralPayload): Inbound {
  const { source, ref, referer_uri: url, ads_context_data: ad } = referral
  const value = { source, ref, url: url && shorten(url), title: ad?.ad_title }
  return eventOf(context, id, 'referral', withoutMissing(value))
}

const withoutMissing = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
