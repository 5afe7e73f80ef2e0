import { z } from 'zod'
import { activitySchema, attachmentSchema } from '../activity.ts'
import { HANDOFF_REASONS } from '../conversation.ts'
import { earlierConversationSchema, guessSchema, orderCardSchema } from './package-parts.ts'

export const HANDOFF_STATUSES = ['waiting', 'offered', 'active', 'on_hold', 'returned', 'resolved'] as const
/** Where an agent works. `api`: a program of the shop's own, which has no presence. */
export const DESKS = ['console', 'slack', 'api'] as const
export type DeskName = (typeof DESKS)[number]
export const handoffStatusSchema = z.enum(HANDOFF_STATUSES)
export const prioritySchema = z.enum(['low', 'normal', 'high', 'urgent'])

const jsonObject = z.record(z.string(), z.json())

/** One row of `GET /api/v1/handoffs`. Times are ISO 8601. */
export const handoffSummarySchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  status: handoffStatusSchema,
  reason: z.enum(HANDOFF_REASONS),
  priority: prioritySchema,
  team: z.string().optional(),
  skill: z.string().optional(),
  agentId: z.string().optional(),
  agentName: z.string().optional(),
  channel: z.string(),
  language: z.string().optional(),
  customerId: z.string().optional(),
  customerName: z.string().optional(),
  /** What it is about, in one line, in the language that was asked for. */
  summary: z.string(),
  createdAt: z.string(),
  updatedAt: z.string().optional(),
  deadlineAt: z.string(),
  overdue: z.boolean(),
  /** Of `offered`: until when its agent may take it. */
  offeredUntil: z.string().optional(),
  /** Since when the customer has no answer; absent while none is owed. */
  waitingSince: z.string().optional(),
  /** The last thing that was said, shortened to a line. */
  lastMessage: z
    .object({ at: z.string(), speaker: z.enum(['customer', 'bot', 'agent', 'system']), text: z.string() })
    .optional(),
})
export type HandoffSummary = z.infer<typeof handoffSummarySchema>

export const transcriptEntrySchema = z.object({
  id: z.string(),
  at: z.string(),
  speaker: z.enum(['customer', 'bot', 'agent', 'system']),
  author: z.string().optional(),
  text: z.string().optional(),
  activity: activitySchema,
  intent: z.string().optional(),
  /** The language that it is in, as far as that was understood. */
  language: z.string().optional(),
  /**
   * The same in another language: what a customer or the bot said in that of the reader; of an agent's answer that was translated for the customer, what they wrote. `wanted`
   * while it is being made; `error` why there is none.
   */
  translation: z
    .object({
      language: z.string(),
      status: z.enum(['done', 'wanted', 'failed']),
      text: z.string().optional(),
      /** Who translated: `libretranslate`. */
      by: z.string().optional(),
      error: z.string().optional(),
    })
    .optional(),
  /** Files that it brought (`media:<id>` in the activity): `url` of what is stored, for seven days; `error` why one is not taken, or not yet. */
  media: z
    .array(
      z.object({
        id: z.string(),
        status: z.enum(['wanted', 'stored', 'refused']),
        contentType: z.string().optional(),
        name: z.string().optional(),
        size: z.number().optional(),
        url: z.string().optional(),
        error: z.string().optional(),
      }),
    )
    .optional(),
  /** Of what was said to the customer: how far it came, as far as the platform tells. */
  delivery: z
    .object({
      status: z.enum(['waiting', 'parked', 'cancelled', 'sent', 'delivered', 'read', 'failed']),
      at: z.string(),
      /** Why it waits, is parked or failed: `code: sentence`. */
      error: z.string().optional(),
    })
    .optional(),
})

export type TranscriptEntry = z.infer<typeof transcriptEntrySchema>

/** Entries of a transcript in a package, the newest; older ones by `GET /api/v1/handoffs/:id/transcript?cursor=`. */
export const TRANSCRIPT_PAGE = 50

/**
 * The context package (`GET /api/v1/handoffs/:id?language=`): all that an agent needs to answer without asking again. Every `title` and the summary are in `language`, else in
 * that of the account, else of the browser, else English. Personal data is masked for who does not need it, card numbers for everybody: docs/desk.md.
 */
export const contextPackageSchema = z.object({
  /** Raised when a field changes its meaning. */
  version: z.literal(1),
  ...handoffSummarySchema.shape,
  customer: z.object({
    id: z.string(),
    name: z.string().optional(),
    channel: z.string(),
    language: z.string().optional(),
    country: z.string().optional(),
    timeZone: z.string().optional(),
    /** `14:05`, in the customer's time zone, when the package was made. */
    localTime: z.string().optional(),
    verified: z.boolean(),
    returning: z.boolean(),
    /** Newest first, at most ten. */
    earlier: z.array(earlierConversationSchema).optional(),
  }),
  reasonTitle: z.string().optional(),
  /** The language of titles and summary. */
  titleLanguage: z.string().optional(),
  intent: z
    .object({
      name: z.string(),
      title: z.string().optional(),
      confidence: z.number(),
      /** Runners-up; the intent itself may be the first. */
      alternatives: z.array(guessSchema),
    })
    .optional(),
  sentiment: z
    .object({
      label: z.string(),
      title: z.string().optional(),
      score: z.number(),
      trend: z.enum(['better', 'worse', 'steady']),
    })
    .optional(),
  slots: jsonObject,
  order: jsonObject.optional(),
  orderCard: orderCardSchema.optional(),
  tried: z.array(
    z.object({
      at: z.string(),
      kind: z.enum(['dialog', 'answer', 'action']),
      name: z.string(),
      title: z.string().optional(),
      outcome: z.string().optional(),
      error: z.string().optional(),
    }),
  ),
  /** The newest, oldest first. */
  transcript: z.array(transcriptEntrySchema),
  /** There are older entries: the cursor of their page. */
  transcriptCursor: z.string().optional(),
  suggestedReplies: z.array(z.string()),
  /** The same with where each is from: an answer of the FAQ, or what agents answered to such a message. */
  suggestions: z.array(z.object({ text: z.string(), from: z.enum(['faq', 'agents']) })).optional(),
  causeTitle: z.string().optional(),
  cause: z.string().optional(),
  note: z.string().optional(),
})
export type ContextPackage = z.infer<typeof contextPackageSchema>

/** `GET /api/v1/handoffs/:id/transcript?cursor=`: what was said before, oldest first; `nextCursor` leads further back. */
export const transcriptPageSchema = z.object({
  items: z.array(transcriptEntrySchema),
  nextCursor: z.string().optional(),
})
export type TranscriptPage = z.infer<typeof transcriptPageSchema>

/** What was known when the conversation was handed over, as stored with it. */
export const handoffFactsSchema = z.object({
  situation: z.object({
    language: z.string().optional(),
    intent: contextPackageSchema.shape.intent,
    sentiment: z.array(z.object({ label: z.string(), score: z.number() })).default([]),
    slots: jsonObject.default({}),
    order: jsonObject.optional(),
    tried: contextPackageSchema.shape.tried.default([]),
    misses: z.number().default(0),
  }),
  customer: z.object({
    name: z.string().optional(),
    country: z.string().optional(),
    verified: z.boolean().default(false),
    returning: z.boolean().default(false),
  }),
  timeZone: z.string().optional(),
  /** The dialog's or the engine's word to the agent. */
  note: z.string().optional(),
  suggestedReplies: z.array(z.string()).default([]),
  /** What the customer said last before it. */
  said: z.string().optional(),
})
export type HandoffFacts = z.infer<typeof handoffFactsSchema>

/** A gap of a canned reply, `{{order.eta}}`: it must never reach a customer. */
const GAP = /\{\{[^{}]*\}\}/

/** The first gap that a text still has. */
export const gapIn = (text: string): string | undefined => GAP.exec(text)?.[0]

/** Bodies of `POST /api/v1/handoffs/:id/<verb>`. */
export const replySchema = z
  .strictObject({
    text: z.string().trim().min(1).max(16_000).optional(),
    attachments: z.array(attachmentSchema).max(10).optional(),
    /** A `name` of `GET …/templates`: what goes is that alone, where a free answer may not. */
    template: z.string().min(1).max(200).optional(),
    /** The text is translated into the customer's language first, and marked so; `?language=` tells the text's own. Refused when that fails: nothing is sent then. */
    translate: z.boolean().optional(),
  })
  .refine(
    body => body.template === undefined || (body.text === undefined && body.attachments === undefined),
    { message: 'a template goes alone, without text and attachments' },
  )
  .refine(
    body => body.text !== undefined || (body.attachments?.length ?? 0) > 0 || body.template !== undefined,
    {
      message: 'needs text, attachments or template',
    },
  )
  .refine(body => body.text === undefined || gapIn(body.text) === undefined, {
    path: ['text'],
    error: ({ input }) =>
      `still has the gap ${gapIn((input as { text: string }).text)}: fill it in, or take it out`,
  })
export const noteSchema = z.strictObject({ text: z.string().trim().min(1).max(16_000) })
/** `takeOver`: also from the agent who has it. */
export const claimSchema = z.strictObject({ takeOver: z.boolean().optional() })
/** An agent (id or e-mail), `team:<name>`, `language:<tag>`; a plain name is looked up in that order. */
export const transferSchema = z.strictObject({ to: z.string().min(1).max(200) })
export const returnSchema = z.strictObject({ slots: jsonObject.optional() })
export const resolveSchema = z.strictObject({
  cause: z.string().trim().min(1).max(200),
  note: z.string().trim().max(16_000).optional(),
})

/** Answer of `reply`, `note`, `return` and `resolve`: kept, to be done in the conversation's order. */
export const acceptedSchema = z.object({
  /** What is said becomes an entry of the transcript with this id, behind which `:0` stands. */
  id: z.string(),
})

/** Who did it. `supervisor`: may act on what another agent has. `desk`: where, by default in the console. */
const actor = {
  handoffId: z.string(),
  agentId: z.string(),
  author: z.string(),
  supervisor: z.boolean().optional(),
  desk: z.enum(DESKS).optional(),
}

/** The payload of an inbox row of kind `agent`: what a person at the desk did. */
export const agentRowSchema = z.discriminatedUnion('verb', [
  z.object({
    verb: z.literal('reply'),
    ...actor,
    ...replySchema.shape,
    /** The template as the channel takes it. */
    approved: jsonObject.optional(),
    /** A translation may be longer than what an agent may write. */
    text: z.string().min(1).optional(),
    /** What the agent wrote, where `text` is a translation of it. */
    translated: z.object({ language: z.string(), text: z.string(), by: z.string() }).optional(),
  }),
  z.object({
    verb: z.literal('note'),
    ...actor,
    text: z.string(),
    /** An earlier note (its entry) that reads so from now on, or was taken back. */
    changes: z.object({ entryId: z.string(), deleted: z.boolean() }).optional(),
  }),
  z.object({
    verb: z.literal('return'),
    ...actor,
    slots: jsonObject,
  }),
  z.object({
    verb: z.literal('resolve'),
    ...actor,
    cause: z.string(),
    note: z.string().optional(),
  }),
])
export type AgentRow = z.infer<typeof agentRowSchema>
