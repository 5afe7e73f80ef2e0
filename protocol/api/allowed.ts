import { z } from 'zod'

/**
 * `GET /api/v1/handoffs/:id/templates`: what the channel still lets an agent send to this customer, to be seen before typing. `open`: a free answer goes now. `windowEndsAt`: until when;
 * absent where the channel has no window. `templates`: what may go once it is closed, by the name that `reply` takes as `template`; `text` as the customer will read it.
 */
export const allowedSchema = z.object({
  open: z.boolean(),
  windowEndsAt: z.string().optional(),
  templates: z.array(
    z.object({ name: z.string(), language: z.string().optional(), text: z.string().optional() }),
  ),
  /** Of one message; a longer text goes as several. */
  textChars: z.int().optional(),
  /** The channel takes files; false: they go as links. */
  files: z.boolean().optional(),
})
export type Allowed = z.infer<typeof allowedSchema>
