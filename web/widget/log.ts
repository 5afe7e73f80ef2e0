import { type Delivery, type Message, messageOf, speakerOf } from './message.ts'
import type { WireActivity } from './wire.ts'

/** What has been said, and who is typing; replaced as a whole at every change, never changed in place. */
export interface Log {
  /** The server's, in its order, then the customer's that are still on their way. */
  messages: readonly Message[]
  /** Who types, until when (milliseconds since 1970). */
  typing: { name: string | undefined; speaker: 'bot' | 'agent'; until: number } | undefined
  /** The server ended the conversation: nothing more can be said in it. */
  ended: boolean
}

export const EMPTY_LOG: Log = { messages: [], typing: undefined, ended: false }

/** A typing sign that no message follows. The server repeats it while it lasts. */
const TYPING_MS = 12_000

const unconfirmed = ({ delivery, id }: Message) => delivery !== undefined && id === undefined
/** What failed keeps its place, and the conversation goes on below it. */
const onItsWay = (message: Message) => unconfirmed(message) && message.delivery !== 'failed'

function place(messages: readonly Message[], message: Message): Message[] {
  const others = messages.filter(other => other.key !== message.key)
  const firstPending = others.findIndex(onItsWay)
  const at = firstPending === -1 ? others.length : firstPending
  return [...others.slice(0, at), message, ...others.slice(at)]
}

/** Adds what the stream brought. An activity that came before changes nothing: reconnects replay. */
export function addActivity(log: Log, activity: WireActivity, me: string | undefined, now: number): Log {
  if (activity.type === 'endOfConversation') return { ...log, ended: true, typing: undefined }
  const speaker = speakerOf(activity, me)
  if (activity.type === 'typing') {
    if (speaker === 'customer' || speaker === 'system') return log
    return { ...log, typing: { name: activity.from.name, speaker, until: now + TYPING_MS } }
  }
  if (activity.type !== 'message') return log
  if (activity.id !== '' && log.messages.some(message => message.id === activity.id)) return log
  const message = messageOf(activity, me, now)
  if (!message) return log
  const mine = log.messages.find(other => other.key === message.key)
  // What was typed here is kept as it was shown; the echo only adds the server's id and time.
  const shown = mine && speaker === 'customer' ? { ...message, text: mine.text || message.text } : message
  return {
    ...log,
    messages: place(log.messages, shown),
    typing: speaker === 'customer' ? log.typing : undefined,
  }
}

/** Adds what the customer has just sent. */
export function addPending(log: Log, message: Message): Log {
  return { ...log, messages: [...log.messages, message] }
}

/** Marks how far a message is; one that the echo has confirmed stays confirmed, one that is tried again is the newest. */
export function markDelivery(
  log: Log,
  key: string,
  delivery: Delivery,
  problem: Message['problem'] = undefined,
): Log {
  const message = log.messages.find(other => other.key === key)
  if (!message || !unconfirmed(message)) return log
  const marked = { ...message, delivery, problem }
  const again = message.delivery === 'failed' && delivery === 'sending'
  const messages = again
    ? [...log.messages.filter(other => other !== message), marked]
    : log.messages.map(other => (other === message ? marked : other))
  return { ...log, messages }
}

/** Forgets a typing sign that is over. */
export function settleTyping(log: Log, now: number): Log {
  return log.typing && log.typing.until <= now ? { ...log, typing: undefined } : log
}

/** The choices that can still be pressed: those of the last message, when it is not the customer's. */
export function openChoices(log: Log): Message | undefined {
  const last = log.messages.findLast(message => message.speaker !== 'system')
  return last && last.speaker !== 'customer' && last.choices.length > 0 ? last : undefined
}

/**
 * How many messages of the shop's came after the last one that was seen; 0 when that one is not in the log, since
 * everything here may then have been read on another day.
 */
export function countUnread(log: Log, seenKey: string | undefined): number {
  const seen = log.messages.findIndex(message => message.key === seenKey)
  if (seen === -1) return 0
  return log.messages.slice(seen + 1).filter(({ speaker }) => speaker === 'bot' || speaker === 'agent').length
}
