import { z } from 'zod'

/*
 * What Bot Framework's Activity has no field for: an activity of type `event`, whose `name` is one of these and whose `value` has the schema of that name.
 * All but `location` are for the transcript and the desk; the engine takes no turn for them.
 */

const text = z.string().max(4096)
const id = z.string().max(1024)

/** Where the customer is, or a place that they mean. Degrees. */
export const locationSchema = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: text.optional(),
  address: text.optional(),
  url: text.optional(),
})

/** A sign under a message of ours; without `emoji` it was taken back. `messageId` is the platform's id of the message. */
export const reactionSchema = z.object({ messageId: id, emoji: z.string().max(64).optional() })

/** The customer changed a message; `text` is what it says now. */
export const editedSchema = z.object({ messageId: id, text: text.optional() })

/** The customer took a message back. */
export const deletedSchema = z.object({ messageId: id })

export const contactsSchema = z.object({
  contacts: z
    .array(
      z.object({
        name: text.optional(),
        phones: z.array(text).max(20).default([]),
        emails: z.array(text).max(20).default([]),
      }),
    )
    .max(50),
})

/** A basket sent from a platform's catalogue. `price` as the platform wrote it, in units of `currency`. */
export const basketSchema = z.object({
  note: text.optional(),
  items: z
    .array(
      z.object({
        product: text,
        quantity: z.number(),
        price: z.number().optional(),
        currency: z.string().max(8).optional(),
      }),
    )
    .max(100),
})

/** How the customer came: an ad, a link with our own `ref`. */
export const referralSchema = z.object({
  source: text.optional(),
  ref: text.optional(),
  url: text.optional(),
  title: text.optional(),
})

/** What the customer wrote while another app of the shop has the thread: for the transcript, never answered. */
export const standbySchema = z.object({ text: text.optional() })

/** The thread went from one app of the shop to another. Apps are named by the platform's ids. */
export const controlSchema = z.object({
  action: z.enum(['passed', 'taken', 'requested']),
  app: text.optional(),
  previousApp: text.optional(),
})

/** Something that we do not read: kept for the desk. */
export const unsupportedSchema = z.object({ kind: text })

export const CHANNEL_EVENTS = {
  location: locationSchema,
  reaction: reactionSchema,
  edited: editedSchema,
  deleted: deletedSchema,
  contacts: contactsSchema,
  basket: basketSchema,
  referral: referralSchema,
  standby: standbySchema,
  control: controlSchema,
  unsupported: unsupportedSchema,
} as const
export type ChannelEventName = keyof typeof CHANNEL_EVENTS
export type ChannelEventValue<Name extends ChannelEventName> = z.input<(typeof CHANNEL_EVENTS)[Name]>

/** How far a message of ours came. It only moves forward; `failed` ends it unless a later receipt proves that it arrived. */
export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed'

/**
 * What a platform tells of messages that we sent: of one by our own key (`part`, `<outboxId>:<n>`, where the platform takes such a key), of some by the
 * platform's ids, or of all on the thread up to a time. At least one of the three.
 */
export interface DeliveryReport {
  status: DeliveryStatus
  part?: string
  platformIds?: readonly string[]
  /** ISO 8601. */
  upTo?: string
  /** Of `failed`: `code: sentence`, for the operator and the desk; no customer's words. */
  error?: string
  /** Of `failed`: the platform only takes a template now. */
  windowClosed?: boolean
}
