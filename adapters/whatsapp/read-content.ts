import type { Activity } from '../../protocol/activity.ts'
import {
  type ChannelEventName,
  type ChannelEventValue,
  locationSchema,
} from '../../protocol/channel-event.ts'
import type { Json } from '../../protocol/json.ts'
import type { MediaSource } from '../adapter.ts'
import { choiceOfPayload } from '../choice-payload.ts'
import type { Content, Message } from './payload.ts'

/** What a message says, without who said it and when. */
export interface ReadContent {
  activity: Pick<Activity, 'type' | 'name' | 'text' | 'value' | 'attachments'>
  media?: readonly MediaSource[]
  /** More words may follow. */
  settle: boolean
  /** For the desk: the platform's own details. */
  data?: Record<string, Json>
}

type Reader = (message: Message) => ReadContent | undefined

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'] as const
const DEFAULT_TYPES: Record<(typeof MEDIA)[number], string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg',
  document: 'application/octet-stream',
  sticker: 'image/webp',
}

/** One reader a kind of message; undefined: it is not as documented. */
const READERS: Readonly<Record<string, Reader>> = {
  text: ({ text }) => text && words(text.body),
  image: message => file(message, 'image'),
  video: message => file(message, 'video'),
  audio: message => file(message, 'audio'),
  document: message => file(message, 'document'),
  sticker: message => file(message, 'sticker'),
  button: ({ button }) => button && pressed(button.payload, button.text ?? ''),
  interactive: readInteractive,
  location: ({ location }) => {
    const place = locationSchema.safeParse(location).data
    return place && event('location', place)
  },
  contacts: ({ contacts }) =>
    contacts &&
    event('contacts', {
      contacts: contacts.slice(0, 50).map(({ name, phones, emails }) => ({
        ...(name?.formatted_name === undefined ? {} : { name: name.formatted_name }),
        phones: phones.slice(0, 20).map(({ phone }) => phone),
        emails: emails.slice(0, 20).map(({ email }) => email),
      })),
    }),
  reaction: ({ reaction }) =>
    reaction &&
    event('reaction', {
      messageId: reaction.message_id,
      ...(reaction.emoji ? { emoji: reaction.emoji } : {}),
    }),
  order: ({ order }) =>
    order &&
    event('basket', {
      ...(order.text ? { note: order.text } : {}),
      items: order.product_items
        .slice(0, 100)
        .map(({ product_retailer_id, quantity, item_price, currency }) => ({
          product: product_retailer_id,
          quantity,
          ...(item_price === undefined ? {} : { price: item_price }),
          ...(currency === undefined ? {} : { currency }),
        })),
    }),
  edit: ({ edit }) => {
    if (!edit) return undefined
    const text = edit.message && textOf(edit.message)
    return event('edited', { messageId: edit.original_message_id, ...(text === undefined ? {} : { text }) })
  },
  revoke: ({ revoke }) => revoke && event('deleted', { messageId: revoke.original_message_id }),
  system: ({ system }) => event('unsupported', { kind: `system ${system?.type ?? ''}`.trim() }),
}

/** What a message says as an activity's fields; what we don't read is kept as the event `unsupported`, for the desk. Never throws. */
export function readContent(message: Message): ReadContent {
  const kind = message.type ?? 'unknown'
  // A person's order is nothing to talk about in front of a group.
  if (message.group_id !== undefined) return event('unsupported', { kind: `group ${kind}` })
  const read = Object.hasOwn(READERS, kind) ? READERS[kind]?.(message) : undefined
  return read ?? event('unsupported', { kind: message.unsupported?.type ?? kind })
}

/** The words of a message, wherever its kind keeps them. */
const textOf = (content: Content): string | undefined =>
  content.text?.body ?? MEDIA.map(kind => content[kind]?.caption).find(caption => caption !== undefined)

const words = (text: string): ReadContent => ({ activity: { type: 'message', text }, settle: true })

/** A pressed button or row; one that we did not make (another tool's template) counts by its title. */
function pressed(payload: string | undefined, text: string): ReadContent {
  const value = choiceOfPayload(payload)
  return { activity: { type: 'message', text, ...(value === undefined ? {} : { value }) }, settle: false }
}

function readInteractive({ interactive }: Message): ReadContent | undefined {
  const reply = interactive?.button_reply ?? interactive?.list_reply
  if (reply) return pressed(reply.id, reply.title ?? '')
  const form = interactive?.nfm_reply
  return form && readForm(form.body, form.response_json)
}

/** The answers of a form (a "flow"): as words, a line each, for the bot and the desk. */
function readForm(body: string | undefined, responseJson: string | undefined): ReadContent {
  let answers: unknown
  try {
    answers = JSON.parse(responseJson ?? '')
  } catch {}
  const lines =
    typeof answers === 'object' && answers !== null && !Array.isArray(answers)
      ? Object.entries(answers)
          .filter(
            ([name, answer]) => name !== 'flow_token' && /^(string|number|boolean)$/.test(typeof answer),
          )
          .map(([name, answer]) => `${name}: ${answer}`)
      : []
  const text = lines.join('\n').replaceAll('\u0000', '').toWellFormed()
  return {
    activity: { type: 'message', text: text === '' ? (body ?? '') : text },
    settle: false,
    data: { form: true },
  }
}

function file(message: Message, kind: (typeof MEDIA)[number]): ReadContent | undefined {
  const media = message[kind]
  if (!media) return undefined
  const { id, caption, filename } = media
  const claimed = media.mime_type?.trim()
  const contentType = (claimed === undefined || claimed === '' ? DEFAULT_TYPES[kind] : claimed).slice(0, 255)
  const name = filename === undefined || filename === '' ? {} : { name: filename }
  return {
    activity: {
      type: 'message',
      ...(caption === undefined || caption === '' ? {} : { text: caption }),
      attachments: [{ contentType, contentUrl: 'media:0', ...name }],
    },
    media: [{ ref: { id }, contentType, ...name }],
    settle: true,
    ...(kind === 'sticker' ? { data: { sticker: true } } : {}),
    ...(media.voice === true ? { data: { voice: true } } : {}),
  }
}

function event<Name extends ChannelEventName>(name: Name, value: ChannelEventValue<Name>): ReadContent {
  return { activity: { type: 'event', name, value }, settle: false }
}
