import { z } from 'zod'

/*
 * What we read of Meta's updates. Meta adds kinds and fields at any time, so nothing here refuses a whole update: a field of another form is taken as
 * missing, an item without an id is left out. Every id is one line of ASCII, every text storable and of bounded length.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages (read 2026-11)
 */

/** Longer than any text that a phone sends (65,536). UTF-16 units. */
const MAX_TEXT = 65_536

const clean = (text: string) => text.replaceAll('\u0000', '').toWellFormed()
/** One of another form is as good as missing. */
const field = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)

const id = z.string().regex(/^[\x21-\x7e]{1,512}$/)
const words = z.string().transform(text => clean(text).slice(0, MAX_TEXT).toWellFormed())
const short = z.string().transform(text => clean(text).slice(0, 1024).toWellFormed())
const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
])
const items = z.array(z.unknown()).catch([])

const errorSchema = z.object({ code: number, title: field(short), message: field(short) })
/** An array of what can be read of it. */
const listOf = <T extends z.ZodType>(schema: T) =>
  items.transform(list => list.flatMap(item => schema.safeParse(item).data ?? []) as z.infer<T>[])

/** What every message has, whatever it says; `system` tells of the sender too. */
export const messageSchema = z.object({
  id,
  type: field(short),
  timestamp: field(z.union([z.string(), z.number()])),
  from: field(id),
  from_user_id: field(id),
  from_parent_user_id: field(id),
  /** Of an echo: the customer. */
  to: field(id),
  to_user_id: field(id),
  group_id: field(id),
  context: field(
    z.object({
      id: field(id),
      forwarded: field(z.boolean()),
      frequently_forwarded: field(z.boolean()),
      referred_product: field(z.object({ product_retailer_id: field(short) })),
    }),
  ),
  referral: field(
    z.object({
      source_url: field(short),
      source_id: field(short),
      source_type: field(short),
      headline: field(short),
    }),
  ),
  system: field(
    z.object({ type: field(short), wa_id: field(id), user_id: field(id), previous_user_id: field(id) }),
  ),
})
export type Message = z.infer<typeof messageSchema>

export const mediaSchema = z.object({
  id,
  mime_type: field(short),
  caption: field(words),
  filename: field(short),
  voice: field(z.boolean()),
})

/** What a message says stands in the field that has the name of its type: each is read by its own schema, and only that. */
export const textSchema = z.object({ body: words })
export const placeSchema = z.object({
  latitude: number,
  longitude: number,
  name: field(short),
  address: field(short),
  url: field(short),
})
export const contactCardsSchema = listOf(
  z.object({
    name: field(z.object({ formatted_name: field(short) })),
    phones: listOf(z.object({ phone: short })),
    emails: listOf(z.object({ email: short })),
  }),
)
export const reactionFieldSchema = z.object({
  message_id: id,
  emoji: field(z.string().max(64).transform(clean)),
})
export const interactiveSchema = z.object({
  button_reply: field(z.object({ id: field(short), title: field(words) })),
  list_reply: field(z.object({ id: field(short), title: field(words) })),
  nfm_reply: field(z.object({ body: field(words), response_json: field(z.string().max(MAX_TEXT)) })),
})
export const buttonSchema = z.object({ payload: field(short), text: field(words) })
export const orderSchema = z.object({
  text: field(short),
  product_items: listOf(
    z.object({
      product_retailer_id: short,
      quantity: number,
      item_price: field(number),
      currency: field(z.string().regex(/^[A-Za-z]{1,8}$/)),
    }),
  ),
})
/** What it says now is a message again. */
export const editSchema = z.object({
  original_message_id: id,
  message: field(z.record(z.string(), z.unknown())),
})
export const revokeSchema = z.object({ original_message_id: id })
export const unsupportedFieldSchema = z.object({ type: field(short) })

export const statusSchema = z.object({
  id,
  status: z.string(),
  biz_opaque_callback_data: field(z.string().min(1).max(512)),
  errors: field(listOf(errorSchema)),
})
export type Status = z.infer<typeof statusSchema>

export const contactSchema = z.object({
  wa_id: field(id),
  user_id: field(id),
  parent_user_id: field(id),
  country_code: field(z.string().regex(/^[A-Z]{2}$/)),
  profile: field(z.object({ name: field(short) })),
})
export type Contact = z.infer<typeof contactSchema>

/** What `field: "messages"` and `"smb_message_echoes"` bring; messages and statuses are still to be read, one by one. */
export const valueSchema = z.object({
  metadata: z.object({ phone_number_id: id }),
  contacts: listOf(contactSchema),
  messages: items,
  message_echoes: items,
  statuses: items,
  errors: listOf(errorSchema),
})
export type Value = z.infer<typeof valueSchema>

export const envelopeSchema = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: listOf(z.object({ changes: listOf(z.object({ field: z.string().catch(''), value: z.unknown() })) })),
})
