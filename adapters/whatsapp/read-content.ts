import type { Activity } from '../../protocol/activity.ts'
import {
  type ChannelEventName,
  type ChannelEventValue,
  locationSchema,
} from '../../protocol/channel-event.ts'
import type { Json } from '../../protocol/json.ts'
import type { MediaSource } from '../adapter.ts'
import { choiceOfPayload } from '../choice-payload.ts'
import {
  buttonSchema,
  contactCardsSchema,
  editSchema,
  interactiveSchema,
  type Message,
  mediaSchema,
  orderSchema,
  placeSchema,
  reactionFieldSchema,
  revokeSchema,
  textSchema,
  unsupportedFieldSchema,
} from './payload.ts'

/** What a message says, without who said it and when. */
export interface ReadContent {
  activity: Pick<Activity, 'type' | 'name' | 'text' | 'value' | 'attachments'>
  media?: readonly MediaSource[]
  /** More words may follow. */
  settle: boolean
  /** The customer said nothing to us. */
  opensWindow?: false
  /** For the desk: the platform's own details. */
  data?: Record<string, Json>
}

/** Reads the field that has the name of the message's type; undefined: it is not as documented. */
type Reader = (field: unknown) => ReadContent | undefined

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'] as const
const DEFAULT_TYPES: Record<(typeof MEDIA)[number], string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg',
  document: 'application/octet-stream',
  sticker: 'image/webp',
}

/** One a kind of message. */
const READERS: Readonly<Record<string, Reader>> = {
  text: field => {
    const text = textSchema.safeParse(field).data
    return text && words(text.body)
  },
  image: field => file(field, 'image'),
  video: field => file(field, 'video'),
  audio: field => file(field, 'audio'),
  document: field => file(field, 'document'),
  sticker: field => file(field, 'sticker'),
  button: field => {
    const button = buttonSchema.safeParse(field).data
    return button && pressed(button.payload, button.text ?? '')
  },
  interactive: readInteractive,
  location: field => {
    const place = locationSchema.safeParse(placeSchema.safeParse(field).data).data
    return place && event('location', place)
  },
  contacts: readContacts,
  reaction: field => {
    const reaction = reactionFieldSchema.safeParse(field).data
    if (!reaction) return undefined
    const { message_id: messageId, emoji } = reaction
    return event('reaction', { messageId, ...(emoji ? { emoji } : {}) })
  },
  order: readOrder,
  edit: field => {
    const edit = editSchema.safeParse(field).data
    if (!edit) return undefined
    const text = edit.message && textOf(edit.message)
    return event('edited', { messageId: edit.original_message_id, ...(text === undefined ? {} : { text }) })
  },
  revoke: field => {
    const revoke = revokeSchema.safeParse(field).data
    return revoke && event('deleted', { messageId: revoke.original_message_id })
  },
}

/** What a message says as an activity's fields; what we don't read is kept as the event `unsupported`, for the desk. Never throws. `raw` is the message as it came. */
export function readContent(message: Message, raw: Readonly<Record<string, unknown>>): ReadContent {
  const kind = message.type ?? 'unknown'
  // A person's order is nothing to talk about in front of a group.
  if (message.group_id !== undefined) return unheard(`group ${kind}`)
  if (kind === 'system') return unheard(`system ${message.system?.type ?? ''}`.trim())
  const read = Object.hasOwn(READERS, kind) ? READERS[kind]?.(raw[kind]) : undefined
  return (
    read ??
    event('unsupported', { kind: unsupportedFieldSchema.safeParse(raw.unsupported).data?.type ?? kind })
  )
}

const unheard = (kind: string): ReadContent => ({ ...event('unsupported', { kind }), opensWindow: false })

/** The words of a message, wherever its kind keeps them. */
const textOf = (raw: Readonly<Record<string, unknown>>): string | undefined =>
  textSchema.safeParse(raw.text).data?.body ??
  MEDIA.map(kind => mediaSchema.safeParse(raw[kind]).data?.caption).find(caption => caption !== undefined)

function readContacts(field: unknown): ReadContent | undefined {
  const cards = contactCardsSchema.safeParse(field).data
  if (!cards || !Array.isArray(field)) return undefined
  const contacts = cards.slice(0, 50).map(({ name, phones, emails }) => ({
    ...(name?.formatted_name === undefined ? {} : { name: name.formatted_name }),
    phones: phones.slice(0, 20).map(({ phone }) => phone),
    emails: emails.slice(0, 20).map(({ email }) => email),
  }))
  return event('contacts', { contacts })
}

function readOrder(field: unknown): ReadContent | undefined {
  const order = orderSchema.safeParse(field).data
  if (!order) return undefined
  const items = order.product_items.slice(0, 100).map(item => ({
    product: item.product_retailer_id,
    quantity: item.quantity,
    ...(item.item_price === undefined ? {} : { price: item.item_price }),
    ...(item.currency === undefined ? {} : { currency: item.currency }),
  }))
  return event('basket', { ...(order.text ? { note: order.text } : {}), items })
}

const words = (text: string): ReadContent => ({ activity: { type: 'message', text }, settle: true })

/** A pressed button or row; one that we did not make (another tool's template) counts by its title. */
function pressed(payload: string | undefined, text: string): ReadContent {
  const value = choiceOfPayload(payload)
  return { activity: { type: 'message', text, ...(value === undefined ? {} : { value }) }, settle: false }
}

function readInteractive(field: unknown): ReadContent | undefined {
  const interactive = interactiveSchema.safeParse(field).data
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

function file(field: unknown, kind: (typeof MEDIA)[number]): ReadContent | undefined {
  const media = mediaSchema.safeParse(field).data
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
