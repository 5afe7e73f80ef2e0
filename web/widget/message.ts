import type { Card } from './card.ts'
import { cardOf } from './card.ts'
import { safeImage, safeLink, withoutBidi } from './links.ts'
import type { WireAction, WireActivity, WireAttachment } from './wire.ts'

/** Who said it, as it is shown: `agent` is a person, `system` a notice. */
export type Speaker = 'customer' | 'bot' | 'agent' | 'system'

/** How far a message of the customer's is. */
export type Delivery = 'sending' | 'sent' | 'failed'

/** A file in a message: `url` is checked, undefined when there is nothing safe to open. */
export interface FileView {
  kind: 'image' | 'file'
  name: string
  url: string | undefined
}

/** One message as the log shows it. */
export interface Message {
  /** Stays the same from the moment of sending to the echo, so that the bubble is not drawn anew. */
  key: string
  id: string | undefined
  speaker: Speaker
  name: string | undefined
  text: string
  /** False for what a customer typed: shown as typed, links aside. */
  markdown: boolean
  /** Milliseconds since 1970. */
  at: number
  files: FileView[]
  cards: Card[]
  choices: WireAction[]
  delivery: Delivery | undefined
  /** Why a failed message may not be sent as it is; undefined: just try again. */
  problem: 'refused' | undefined
}

/** Who speaks: the server's own word first, then Bot Framework's role, then the user id. */
export function speakerOf(activity: WireActivity, me: string | undefined): Speaker {
  const said = activity.speaker ?? activity.from.role
  if (said === 'customer' || said === 'user') return 'customer'
  if (said === 'agent' || said === 'system') return said
  if (said === undefined && me !== undefined && activity.from.id === me) return 'customer'
  return 'bot'
}

function fileOf({ contentType, contentUrl, name }: WireAttachment): FileView {
  const image = /^image\/(png|jpe?g|gif|webp|avif)$/i.test(contentType)
  const shown = withoutBidi(name ?? '').trim()
  const url = image ? safeImage(contentUrl) : safeLink(contentUrl)
  return { kind: image && url !== undefined ? 'image' : 'file', name: shown, url }
}

/** A message activity as the log shows it; undefined when it has nothing to show. */
export function messageOf(
  activity: WireActivity,
  me: string | undefined,
  receivedAt: number,
): Message | undefined {
  const speaker = speakerOf(activity, me)
  const cards: Card[] = []
  const files: FileView[] = []
  for (const attachment of activity.attachments) {
    const card = cardOf(attachment)
    if (card) cards.push(card)
    else files.push(fileOf(attachment))
  }
  const { text, actions } = activity
  if (text === '' && cards.length + files.length + actions.length === 0) return undefined
  return {
    key: activity.clientId ?? activity.id,
    id: activity.id,
    speaker,
    name: activity.from.name,
    text,
    markdown: speaker !== 'customer' && !activity.plain,
    at: activity.at ?? receivedAt,
    files,
    cards,
    choices: actions.map(action => ({ ...action, title: withoutBidi(action.title) })),
    delivery: speaker === 'customer' ? 'sent' : undefined,
    problem: undefined,
  }
}
