import { z } from 'zod'
import type { JsonObject } from '../../protocol/json.ts'

const jsonObject = z.custom<JsonObject>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
)

/** What `render` makes and `send` takes: a sign, or a message as the Send API writes it, without its recipient. */
export const facebookPayloadSchema = z.union([
  z.object({ action: z.enum(['typing_on']) }),
  z.object({
    message: jsonObject,
    /** A file of ours that has no address which Meta could load: it is uploaded first. */
    upload: z
      .object({
        id: z.string(),
        type: z.enum(['image', 'audio', 'video', 'file']),
        contentType: z.string(),
        name: z.string().optional(),
      })
      .optional(),
    tag: z.enum(['HUMAN_AGENT']).optional(),
  }),
])
export type MessageToSend = Extract<z.output<typeof facebookPayloadSchema>, { message: JsonObject }>
