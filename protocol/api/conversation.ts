import { z } from 'zod'
import { transcriptEntrySchema } from './handoff.ts'

/** A row of `GET /api/v1/conversations?q=&channel=&language=&cursor=`: newest first, `q` is looked for in what was said, names and order numbers. */
export const conversationHitSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  customerName: z.string().optional(),
  channel: z.string(),
  language: z.string().optional(),
  owner: z.enum(['bot', 'human']),
  status: z.enum(['open', 'closed']),
  openedAt: z.string(),
  lastActivityAt: z.string(),
  /** The newest hand-off of it. */
  handoffId: z.string().optional(),
  /** The line in which `q` was found, or the last one. */
  excerpt: z.string(),
})
export type ConversationHit = z.infer<typeof conversationHitSchema>

/** `GET /api/v1/conversations/:id?cursor=`: what was said, oldest first; a page is 200 entries. */
export const conversationViewSchema = z.object({
  conversation: conversationHitSchema,
  items: z.array(transcriptEntrySchema),
  nextCursor: z.string().optional(),
})
export type ConversationView = z.infer<typeof conversationViewSchema>
