import { z } from 'zod'

/*
 * What we read of the package's objects (1.34): everything that we can do without is dropped when it is not as documented, since WhatsApp Web changes
 * without notice.
 * @see https://docs.wwebjs.dev/Message.html (read 2026-11)
 */

const clean = (text: string) => text.replaceAll('\u0000', '').toWellFormed()
const text = z.string().transform(clean)
const optionalText = text
  .nullish()
  .catch(undefined)
  .transform(value => value ?? undefined)
const id = z.object({ _serialized: z.string().min(1).max(256) })
/** Some objects have a chat's id as text, some as an object. */
const chatId = z.union([z.string(), id.transform(one => one._serialized)]).pipe(z.string().max(64))

/** Seconds since 1970. */
const seconds = z.number().positive().max(8e12).optional().catch(undefined)

const coordinate = z.coerce.number()

export const messageSchema = z.object({
  id,
  from: chatId,
  to: chatId,
  fromMe: z.boolean().default(false).catch(false),
  type: z.string().max(64).default('unknown').catch('unknown'),
  body: text.default('').catch(''),
  timestamp: seconds,
  hasMedia: z.boolean().default(false).catch(false),
  isStatus: z.boolean().default(false).catch(false),
  location: z
    .object({
      latitude: coordinate,
      longitude: coordinate,
      name: optionalText,
      address: optionalText,
      description: optionalText,
    })
    .nullish()
    .catch(undefined),
  vCards: z.array(text).max(50).default([]).catch([]),
  selectedButtonId: optionalText,
  selectedRowId: optionalText,
  protocolMessageKey: id.nullish().catch(undefined),
  notifyName: optionalText,
  mimetype: optionalText,
  filename: optionalText,
})
export type WebMessageData = z.infer<typeof messageSchema>

export const ackSchema = z.number().int()

export const reactionSchema = z.object({
  id,
  msgId: id,
  senderId: chatId,
  reaction: optionalText,
  timestamp: seconds,
})

export const callSchema = z.object({
  id: z.string().min(1).max(256),
  from: chatId,
  fromMe: z.boolean().default(false).catch(false),
  isGroup: z.boolean().default(false).catch(false),
  timestamp: seconds,
})
