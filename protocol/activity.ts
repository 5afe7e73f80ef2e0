import { z } from 'zod'

/** Bytes of one activity as JSON that we accept; Direct Line's own limit is 256 K characters. */
export const MAX_ACTIVITY_CHARS = 262_144

/**
 * NUL and lone surrogates are not storable on every engine and mean nothing in a message: they are dropped or
 * replaced at the door. Other control characters are kept, since some customers' names and texts hold them.
 */
const cleanString = z.string().transform(text => text.replaceAll('\u0000', '').toWellFormed())
const shortString = z
  .string()
  .max(1024)
  .transform(text => text.replaceAll('\u0000', '').toWellFormed())

export const accountSchema = z.looseObject({
  id: shortString.default(''),
  name: shortString.optional(),
  role: shortString.optional(),
})

export const cardActionSchema = z.looseObject({
  type: z.string().max(64),
  title: cleanString.default(''),
  value: z.unknown().optional(),
  text: cleanString.optional(),
  displayText: cleanString.optional(),
  image: z.string().optional(),
})

export const attachmentSchema = z.looseObject({
  contentType: z.string().max(255),
  contentUrl: z.string().max(MAX_ACTIVITY_CHARS).optional(),
  content: z.unknown().optional(),
  name: shortString.optional(),
})

/**
 * A message or event in either direction: a subset of the Bot Framework Activity with its own field names; unknown
 * fields pass through. Times are ISO 8601.
 * @see https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
 */
export const activitySchema = z.looseObject({
  type: z.string().min(1).max(64),
  id: shortString.optional(),
  timestamp: z.string().max(64).optional(),
  channelId: z.string().max(64).optional(),
  conversation: z.looseObject({ id: shortString }).optional(),
  from: accountSchema.optional(),
  recipient: accountSchema.optional(),
  locale: z.string().max(64).optional(),
  /** UTF-16, as typed. */
  text: cleanString
    .nullish()
    .transform(text => text ?? undefined)
    .optional(),
  textFormat: z.string().max(32).optional(),
  name: shortString.optional(),
  attachments: z.array(attachmentSchema).max(100).optional(),
  attachmentLayout: z.string().max(32).optional(),
  entities: z
    .array(z.looseObject({ type: z.string().max(255) }))
    .max(200)
    .optional(),
  suggestedActions: z.looseObject({ actions: z.array(cardActionSchema).max(100) }).optional(),
  inputHint: z.string().max(32).optional(),
  value: z.unknown().optional(),
  replyToId: shortString.optional(),
  channelData: z.unknown().optional(),
  membersAdded: z.array(accountSchema).max(100).optional(),
  membersRemoved: z.array(accountSchema).max(100).optional(),
})

export type Activity = z.infer<typeof activitySchema>
export type Attachment = z.infer<typeof attachmentSchema>
export type CardAction = z.infer<typeof cardActionSchema>

/** Who said something: `system` is a notice of ours in the transcript (a hand-off, a survey), not a message. */
export type Speaker = 'customer' | 'bot' | 'agent' | 'system'

/** The content type of an order card and of every other card that we make. */
export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'

/**
 * The value of a pressed choice, as an outgoing `postBack` action carries it and as it comes back in
 * `activity.value` (or, from a list or button reply, in `activity.value` set by the adapter's parse).
 */
export const choiceValueSchema = z.object({ choice: z.string() })
export type ChoiceValue = z.infer<typeof choiceValueSchema>
