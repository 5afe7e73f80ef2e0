import { type Activity, type Attachment, choiceValueSchema } from '../protocol/activity.ts'
import { nothingUnderstood, type Understanding } from '../protocol/understanding.ts'
import { plainWords } from './cues.ts'

/** Longer texts are no message to a shop's assistant; an e-mail is well under it. UTF-16 units. */
const MOST_CHARS = 10_000

/** Why a message says nothing that can be understood. */
export type Unreadable = 'image' | 'audio' | 'video' | 'file' | 'location' | 'emoji' | 'empty' | 'long'

/** What the customer sent, in one bubble or several: the words, what was pressed, what was attached. */
export interface Message {
  text: string
  /** As bare words; see `plainWords`. */
  words: string
  /** The id of the choice that was pressed. */
  choice?: string
  attachments: readonly Attachment[]
  understanding: Understanding
  unreadable?: Unreadable
}

/** The message in these activities; undefined when none of them says anything (typing, a reaction, an unknown event). */
export function readMessage(
  activities: readonly Activity[],
  language: string,
  understanding: Understanding = nothingUnderstood(language),
): Message | undefined {
  const messages = activities.filter(isMessage)
  if (messages.length === 0) return undefined
  const text = messages.flatMap(({ text }) => text?.trim() || []).join('\n')
  const attachments = messages.flatMap(message => message.attachments ?? [])
  const choice = messages.flatMap(({ value }) => choiceOf(value) ?? []).at(-1)
  const located = messages.some(({ type }) => type === 'event')
  const words = text.length > MOST_CHARS ? '' : plainWords(text)
  const unreadable = choice === undefined ? whyUnreadable(text, words, attachments, located) : undefined
  return {
    text,
    words,
    ...(choice !== undefined && { choice }),
    attachments,
    understanding,
    ...(unreadable !== undefined && { unreadable }),
  }
}

/** A location is an event that a customer sends on purpose; every other event is none of the dialog's. */
const isMessage = ({ type, name }: Activity): boolean =>
  type === 'message' || (type === 'event' && name === 'location')

const choiceOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : choiceValueSchema.safeParse(value).data?.choice

function whyUnreadable(
  text: string,
  words: string,
  attachments: readonly Attachment[],
  located: boolean,
): Unreadable | undefined {
  if (text.length > MOST_CHARS) return 'long'
  if (/[\p{L}\p{N}]/u.test(words)) return undefined
  if (attachments[0] !== undefined) return kindOf(attachments[0])
  if (located) return 'location'
  return /\p{Extended_Pictographic}/u.test(text) ? 'emoji' : 'empty'
}

function kindOf({ contentType }: Attachment): Unreadable {
  const [kind] = contentType.split('/')
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file'
}
