import type { Attachment } from '../../protocol/activity.ts'
import type { MediaSource } from '../adapter.ts'
import { type AttachmentPayload, shorten } from './payload.ts'

/** What a message's attachments say: words, files, and events of their own (`name` of protocol/channel-event.ts, with its value). */
export interface ReadAttachments {
  words: string[]
  attachments: Attachment[]
  media: MediaSource[]
  events: { name: 'location' | 'referral' | 'unsupported'; value: object }[]
}

/** The thumbs-up of the keyboard in its three sizes. @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages */
const THUMBS_UP = new Set(['369239263222822', '369239343222814', '369239383222810'])

/** Kinds whose `url` is a file of the customer's, with the type that a desk may assume until it is sniffed. */
const FILES: Readonly<Record<string, string>> = {
  image: 'image/*',
  sticker: 'image/*',
  audio: 'audio/*',
  video: 'video/*',
  file: 'application/octet-stream',
}

/** Posts of Facebook and Instagram: shown there, and not ours to keep. */
const POSTS = new Set(['reel', 'ig_reel', 'post', 'ig_post', 'share'])

/** Reads all attachments of a message, in their order; a kind that is unknown is an event. */
export function readAttachments(payloads: readonly AttachmentPayload[]): ReadAttachments {
  const read: ReadAttachments = { words: [], attachments: [], media: [], events: [] }
  for (const payload of payloads) readOne(payload, read)
  return read
}

function readOne(attachment: AttachmentPayload, read: ReadAttachments): void {
  const { type, payload } = attachment
  const url = payload.url ?? attachment.url
  const name = payload.title ?? attachment.title
  if (type === 'like_heart') read.words.push('❤️')
  else if (THUMBS_UP.has(payload.sticker_id ?? '')) read.words.push('👍')
  else if (FILES[type] !== undefined && url !== undefined) addFile(FILES[type], url, name, read)
  else if (POSTS.has(type) && url !== undefined) addLink(url, name, read)
  else if (type === 'location' && payload.coordinates) {
    addLocation(payload.coordinates, name, url, read)
  } else if (type === 'story_mention') {
    // Stories vanish after a day, and Meta forbids keeping them: the link only.
    read.events.push({
      name: 'referral',
      value: { source: 'story_mention', ...(url === undefined ? {} : { url }) },
    })
  } else if (type === 'template' && payload.product) {
    const titles = payload.product.elements.flatMap(
      one => [one.title, one.subtitle].filter(Boolean).join(', ') || [],
    )
    read.words.push(...titles)
    for (const { image_url, title } of payload.product.elements)
      if (image_url) addLink(image_url, title, read)
  } else if (type === 'fallback' && (url ?? name) !== undefined) read.words.push(url ?? (name as string))
  else read.events.push({ name: 'unsupported', value: { kind: type } })
}

function addFile(contentType: string, url: string, name: string | undefined, read: ReadAttachments): void {
  read.attachments.push({
    contentType,
    contentUrl: `media:${read.media.length}`,
    ...(name === undefined ? {} : { name }),
  })
  read.media.push({ ref: { url }, ...(name === undefined ? {} : { name }) })
}

function addLink(url: string, name: string | undefined, read: ReadAttachments): void {
  read.attachments.push({
    contentType: 'text/html',
    contentUrl: url,
    ...(name === undefined ? {} : { name }),
  })
}

function addLocation(
  { lat, long }: { lat: number; long: number },
  name: string | undefined,
  url: string | undefined,
  read: ReadAttachments,
): void {
  const isPlace = Math.abs(lat) <= 90 && Math.abs(long) <= 180
  if (!isPlace) {
    read.events.push({ name: 'unsupported', value: { kind: 'location' } })
    return
  }
  const value = {
    latitude: lat,
    longitude: long,
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url: shorten(url) }),
  }
  read.events.push({ name: 'location', value })
}
