import { type PlainMedia, plainMedia } from './media.ts'
import { optionalJson, plainText } from './sql.ts'
import type { NewMessage } from './store.ts'

/** A message as both engines store it: its column texts plain, its activity as JSON. */
export type PlainMessage = Omit<NewMessage, 'activity' | 'aliases' | 'passing' | 'address' | 'media'> & {
  payload: string
  /** Keys that the thread may be known by, each once, its own first. */
  keys: readonly string[]
  /** Of those, what may pass to another person. */
  passing: readonly string[]
  address: string | null
  media: readonly PlainMedia[]
}

const NO_KEYS: readonly string[] = []
const NO_MEDIA: readonly PlainMedia[] = []

/** Further keys of one message: more are no platform's. */
const MOST_ALIASES = 64

export const plainMessage = ({
  activity,
  aliases,
  passing,
  address,
  media,
  ...message
}: NewMessage): PlainMessage => ({
  ...message,
  channel: plainText(message.channel),
  account: plainText(message.account),
  threadKey: plainText(message.threadKey),
  keys: keysOf(message.threadKey, aliases),
  passing: passing?.map(plainText) ?? NO_KEYS,
  address: optionalJson(address),
  media: media?.map(one => plainMedia(one, message.receivedAt)) ?? NO_MEDIA,
  platformId: plainText(message.platformId),
  payload: JSON.stringify(activity),
})

function keysOf(threadKey: string, aliases: readonly string[] = []): readonly string[] {
  const own = plainText(threadKey)
  if (aliases.length === 0) return [own]
  return [...new Set([own, ...aliases.slice(0, MOST_ALIASES).map(plainText)])]
}

/** One text for a key that its thread may be known by. */
export const threadName = ({ channel, account }: PlainMessage, key: string): string =>
  JSON.stringify([channel, account, key])

/** One text for what is unique about a message. */
export const platformName = (message: PlainMessage): string =>
  JSON.stringify([message.channel, message.account, message.platformId])
