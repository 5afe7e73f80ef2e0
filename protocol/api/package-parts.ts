import { z } from 'zod'

/* Parts of the context package. Titles are in the reader's language. */

/** A runner-up. */
export const guessSchema = z.object({
  intent: z.string(),
  confidence: z.number(),
  title: z.string().optional(),
})

/** A conversation that the customer had before, or has elsewhere. */
export const earlierConversationSchema = z.object({
  id: z.string(),
  channel: z.string(),
  openedAt: z.string(),
  lastActivityAt: z.string(),
  /** The intent that it was about, and its words. */
  about: z.string().optional(),
  title: z.string().optional(),
  orderNumber: z.string().optional(),
  /** `bot`: closed without a person; `open`: not over yet. */
  ended: z.enum(['bot', 'resolved', 'returned', 'open']),
  /** What `resolve` gave, and its words. */
  cause: z.string().optional(),
  causeTitle: z.string().optional(),
  handoffId: z.string().optional(),
})
export type EarlierConversation = z.infer<typeof earlierConversationSchema>

/** An order as it is shown: what is known of it, in the order of reading. */
export const orderCardSchema = z.object({
  title: z.string(),
  facts: z.array(z.object({ title: z.string(), value: z.string() })),
  /** Where the parcel can be followed. */
  link: z.object({ title: z.string(), url: z.string() }).optional(),
})
export type OrderCard = z.infer<typeof orderCardSchema>
