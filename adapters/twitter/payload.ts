import { z } from 'zod'

/*
 * What we read of X's webhooks: the older Account Activity API (AAA) and its successor, the X Activity API (XAA), whose `payload` holds the same objects
 * for direct messages and v2 posts for mentions. Everything that we can do without is dropped when it is malformed; unknown fields are ignored.
 * @see https://docs.x.com/x-api/account-activity and https://docs.x.com/x-api/activity (read 2026-11)
 */

const clean = (text: string) => text.replaceAll('\u0000', '').toWellFormed()
const text = z.string().transform(clean)
const optionalText = text.optional().catch(undefined)
const url = z.string().max(4096).optional().catch(undefined)

/** A number of a user or an app. X writes them as text; old samples as numbers. */
const userId = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,32}$/))
/** The id of a message, a post or an event: numbers, hyphens and the like. */
const id = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^[\w:.-]{1,128}$/))

/** Milliseconds since 1970; a value too small for that is in seconds. */
const epochMs = z
  .union([z.string(), z.number()])
  .transform(Number)
  .pipe(z.number().positive().max(8e15))
  .transform(value => (value < 1e11 ? value * 1000 : value))
  .optional()
  .catch(undefined)

const variantSchema = z.object({
  url: z.string().max(4096),
  content_type: z.string().max(255).optional().catch(undefined),
  bitrate: z.number().optional().catch(undefined),
})

/** A picture, a film or an animation in a message. */
const mediaSchema = z.object({
  /** The t.co link that stands for it in the text. */
  url,
  media_url_https: url,
  type: z.string().max(64).optional().catch(undefined),
  video_info: z
    .object({ variants: z.array(variantSchema).max(50) })
    .optional()
    .catch(undefined),
})
export type DmMedia = z.infer<typeof mediaSchema>

const coordinateSchema = z.object({
  coordinates: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
})
const placeSchema = z.object({
  place: z.object({ name: optionalText, full_name: optionalText }),
})
const locationSchema = z.object({
  shared_coordinate: coordinateSchema.optional().catch(undefined),
  shared_place: placeSchema.optional().catch(undefined),
})
export type DmLocation = z.infer<typeof locationSchema>

const linkSchema = z.object({ url: z.string().max(4096), expanded_url: z.string().max(4096) })

/** A direct message. */
export const directMessageSchema = z.object({
  id,
  created_timestamp: epochMs,
  message_create: z.object({
    target: z.object({ recipient_id: userId }),
    sender_id: userId,
    source_app_id: userId.optional().catch(undefined),
    message_data: z.object({
      text: text.default('').catch(''),
      entities: z
        .object({ urls: z.array(linkSchema.or(z.null()).catch(null)).max(200).catch([]) })
        .optional()
        .catch(undefined),
      attachment: z
        .object({
          type: z.string().max(64),
          media: mediaSchema.optional().catch(undefined),
          location: locationSchema.optional().catch(undefined),
          shared_coordinate: coordinateSchema.optional().catch(undefined),
        })
        .optional()
        .catch(undefined),
      quick_reply_response: z
        .object({ metadata: z.string().max(1024) })
        .optional()
        .catch(undefined),
    }),
  }),
})
export type DirectMessage = z.infer<typeof directMessageSchema>

/** Any direct message event of a kind that we don't know, as long as it says who it is from. */
export const unknownMessageSchema = z.object({
  id,
  type: z.string().max(64).default('unknown').catch('unknown'),
  sender_id: userId,
  created_timestamp: epochMs,
})

/** Somebody read our messages up to a time. */
export const readEventSchema = z.object({
  created_timestamp: epochMs,
  sender_id: userId,
  target: z.object({ recipient_id: userId }),
})

/** An end-to-end encrypted message, which only its own apps can read. */
export const chatEventSchema = z.object({ id, sender_id: userId, created_at_msec: epochMs })

const mentionedSchema = z.object({ id_str: userId }).or(z.null()).catch(null)

/** A post as AAA tells it (v1.1). */
export const postV1Schema = z.object({
  id_str: id,
  created_at: optionalText,
  timestamp_ms: epochMs,
  lang: z.string().max(32).optional().catch(undefined),
  user: z.object({ id_str: userId, name: optionalText }),
  in_reply_to_status_id_str: id.nullish().catch(undefined),
  entities: z
    .object({ user_mentions: z.array(mentionedSchema).catch([]) })
    .optional()
    .catch(undefined),
  extended_tweet: z
    .object({ entities: z.object({ user_mentions: z.array(mentionedSchema).catch([]) }) })
    .optional()
    .catch(undefined),
  retweeted_status: z.unknown().optional(),
})
export type PostV1 = z.infer<typeof postV1Schema>

/** A post as XAA tells it (v2). */
export const postV2Schema = z.object({
  id,
  author_id: userId,
  created_at: optionalText,
  conversation_id: id.optional().catch(undefined),
  lang: z.string().max(32).optional().catch(undefined),
  referenced_tweets: z
    .array(z.object({ type: z.string() }).or(z.null()).catch(null))
    .optional()
    .catch(undefined),
})
export type PostV2 = z.infer<typeof postV2Schema>

/** XAA's envelope. */
export const activityEnvelopeSchema = z.object({
  event_uuid: id.optional().catch(undefined),
  filter: z.object({ user_id: userId }).optional().catch(undefined),
  event_type: z.string().max(128),
  payload: z.record(z.string(), z.unknown()),
})

export const userIdSchema = userId

/** `users` of an envelope: AAA's v1.1 users, or XAA's `{data}` around v2 users. */
export const usersSchema = z
  .record(
    z.string(),
    z
      .object({
        name: optionalText,
        data: z.object({ name: optionalText }).optional().catch(undefined),
      })
      .catch({ name: undefined, data: undefined }),
  )
  .catch({})
export type Users = z.infer<typeof usersSchema>
