import { z } from 'zod'

/*
 * What we read of Meta's webhooks for pages and Instagram accounts. A field of another shape than documented counts as missing, an element of a list that
 * can't be read is dropped, and unknown fields are ignored.
 * @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events (read 2026-11)
 */

const clean = (text: string) => text.replaceAll('\u0000', '').toWellFormed()

/** The beginning of a text, never half a character of two units. Default: what a value of protocol/channel-event.ts may hold. */
export const shorten = (text: string, chars = 4096): string => clean(text.slice(0, chars))

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)
const text = maybe(z.string().transform(clean))
/** A title or the like: cut at what an activity's name may hold. */
const title = maybe(z.string().transform(value => shorten(value, 1024)))
const url = maybe(
  z
    .string()
    .max(8192)
    .regex(/^https?:\/\/\S+$/i)
    .transform(clean),
)
/** Ids are letters, digits and signs; numbers in some old samples. */
const idText = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^[\x21-\x7e]{1,512}$/))
const id = maybe(idText)
const flag = z.boolean().catch(false)

/** Milliseconds since 1970. Some events bear seconds, which no time of this century is as small as. */
const time = maybe(
  z
    .union([z.string(), z.number()])
    .transform(Number)
    .pipe(z.number().positive().max(8.64e15))
    .transform(value => Math.round(value < 1e11 ? value * 1000 : value)),
)

/** At most `most` of those elements that can be read. */
const list = <T extends z.ZodType>(schema: T, most: number) =>
  z
    .array(z.unknown())
    .catch([])
    .transform(items =>
      items.slice(0, most).flatMap((item): z.output<T>[] => {
        const parsed = schema.safeParse(item)
        return parsed.success ? [parsed.data] : []
      }),
    )

const party = maybe(z.object({ id, user_ref: id }))

const productSchema = z.object({ id, retailer_id: id, title, subtitle: title, image_url: url })

const attachmentSchema = z.object({
  type: z.string().max(64).transform(clean).catch('unknown'),
  title,
  url,
  payload: z
    .object({
      url,
      title,
      sticker_id: id,
      coordinates: maybe(z.object({ lat: z.number(), long: z.number() })),
      product: maybe(z.object({ elements: list(productSchema, 20) })),
    })
    .catch({
      url: undefined,
      title: undefined,
      sticker_id: undefined,
      coordinates: undefined,
      product: undefined,
    }),
})
export type AttachmentPayload = z.output<typeof attachmentSchema>

const referralSchema = z.object({
  ref: title,
  source: title,
  type: title,
  ad_id: id,
  referer_uri: url,
  ads_context_data: maybe(z.object({ ad_title: title })),
})
export type ReferralPayload = z.output<typeof referralSchema>

const messageSchema = z.object({
  mid: id,
  text,
  quick_reply: maybe(z.object({ payload: text })),
  reply_to: maybe(z.object({ mid: id, story: maybe(z.object({ id, url })) })),
  attachments: list(attachmentSchema, 50),
  referral: maybe(referralSchema),
  is_echo: flag,
  is_self: flag,
  app_id: id,
  metadata: text,
  is_deleted: flag,
  is_unsupported: flag,
})
export type MessagePayload = z.output<typeof messageSchema>

const controlSchema = z.object({
  new_owner_app_id: id,
  previous_owner_app_id: id,
  requested_owner_app_id: id,
})

/** One event of `messaging[]`, `standby[]` or `changes[].value`. Which of its fields is there tells its kind. */
const eventSchema = z.looseObject({
  sender: party,
  recipient: party,
  timestamp: time,
  message: maybe(messageSchema),
  postback: maybe(z.object({ mid: id, title, payload: text, referral: maybe(referralSchema) })),
  referral: maybe(referralSchema),
  optin: maybe(z.object({ ref: title, type: title, payload: title })),
  delivery: maybe(z.object({ mids: list(idText, 1000), watermark: time })),
  read: maybe(z.object({ mid: id, watermark: time })),
  reaction: maybe(z.object({ mid: id, action: title, reaction: title, emoji: title })),
  message_edit: maybe(z.object({ mid: id, text, num_edit: maybe(z.coerce.number().int()) })),
  pass_thread_control: maybe(controlSchema),
  take_thread_control: maybe(controlSchema),
  request_thread_control: maybe(controlSchema),
  policy_enforcement: maybe(z.object({ action: title, reason: text })),
})
export type EventPayload = z.output<typeof eventSchema>

const changeSchema = z.object({ field: z.string().max(64), value: eventSchema })

const entrySchema = z.object({
  id,
  time,
  messaging: list(eventSchema, 1000),
  standby: list(eventSchema, 1000),
  changes: list(changeSchema, 1000),
})
export type EntryPayload = z.output<typeof entrySchema>

const webhookSchema = z.object({ object: z.string().max(64), entry: list(entrySchema, 1000) })

/** The body of a webhook; undefined when it is no JSON or none of Meta's. */
export function readWebhook(body: Uint8Array): z.output<typeof webhookSchema> | undefined {
  try {
    return webhookSchema.parse(JSON.parse(Buffer.from(body).toString('utf8')))
  } catch {
    return undefined
  }
}
