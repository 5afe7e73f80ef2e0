import { z } from 'zod'
import { duration } from '../../dialogs/step-fields.ts'
import { languageSchema } from '../../locales/market.ts'
import { HANDOFF_REASONS } from '../../protocol/conversation.ts'

const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)])
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const textByLanguage = z.record(z.string(), oneOrMore(z.string()))

/** What may stand in a story: the customer's side (customer, sends, after, call, desk) and what must come of it (the rest). */
export const STORY_KINDS = {
  customer: z
    .strictObject({ customer: z.union([z.string(), textByLanguage, z.array(z.string()).min(1)]) })
    .meta({
      description:
        'What the customer writes: a text, a text by language, bubbles as a list, or the key of a choice that is pressed',
    }),
  sends: z
    .strictObject({
      sends: z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/, 'expected a content type like image/jpeg'),
    })
    .meta({ description: 'The customer sends a file without words: image/jpeg, audio/ogg' }),
  after: z
    .strictObject({ after: duration })
    .meta({ description: 'So much time passes: 2h; timers fall due' }),
  call: z
    .strictObject({
      call: z.string(),
      with: z
        .record(z.string(), z.json())
        .exactOptional()
        .meta({ description: 'What it must be called with, among else' }),
      returns: z.json().exactOptional().meta({ description: 'Stands in for its answer' }),
      branch: z.string().exactOptional().meta({ description: 'It answers this branch: not_found' }),
      error: z.string().exactOptional().meta({ description: 'It fails, with this reason' }),
      timeout: z.literal(true).exactOptional().meta({ description: 'It never answers' }),
    })
    .refine(({ branch, error, timeout }) => [branch, error, timeout].filter(Boolean).length < 2, {
      error: 'a call ends in one way: branch, error or timeout',
    })
    .meta({
      description:
        'The bot calls this action; without returns, branch, error or timeout it runs on the demo data',
    }),
  desk: z
    .strictObject({
      desk: z.enum(['returned', 'resolved']),
      slots: z.record(z.string(), z.json()).exactOptional(),
    })
    .meta({ description: 'An agent gives the conversation back to the bot, or resolves it' }),
  bot: z
    .strictObject({
      bot: z.union([
        z.null(),
        oneOrMore(z.string()),
        z.strictObject({
          text: z.string().exactOptional().meta({ description: 'The text key' }),
          says: z
            .union([z.string(), z.record(z.string(), z.string())])
            .exactOptional()
            .meta({ description: 'Words in it, perhaps by language' }),
          choices: z.array(z.string()).exactOptional().meta({ description: 'The text keys of its choices' }),
          not: z.string().exactOptional().meta({ description: 'A text key that it must not say' }),
        }),
      ]),
    })
    .meta({ description: 'The bot says this text (by key); nothing (`bot:`) when it must be silent' }),
  understood: z.strictObject({ understood: z.record(z.string(), oneOrMore(scalar)) }).meta({
    description:
      'intent, language, sentiment, urgent, and entities by type: { intent: order.status, order: "10432" }',
  }),
  handoff: z
    .strictObject({
      handoff: z.union([
        z.enum(HANDOFF_REASONS),
        z.literal(false),
        z.strictObject({
          reason: z.enum(HANDOFF_REASONS).exactOptional(),
          priority: z.enum(['low', 'normal', 'high', 'urgent']).exactOptional(),
          team: z.string().exactOptional(),
        }),
      ]),
    })
    .meta({ description: 'A person takes over, for this reason; false: nobody has' }),
  slots: z
    .strictObject({ slots: z.record(z.string(), z.json()) })
    .meta({ description: 'Slots hold these values' }),
  dialog: z
    .strictObject({ dialog: z.string() })
    .meta({ description: 'The last turn went through this dialog' }),
  event: z
    .strictObject({ event: z.string() })
    .meta({ description: 'The last turn recorded this business event' }),
  language: z
    .strictObject({ language: z.string() })
    .meta({ description: 'The conversation is in this language' }),
} as const

export type StoryKind = keyof typeof STORY_KINDS
export type StoryStep = { [K in StoryKind]: { kind: K } & z.infer<(typeof STORY_KINDS)[K]> }[StoryKind]

const customerSchema = z.strictObject({
  name: z.string().exactOptional(),
  phone: z.string().exactOptional().meta({ description: 'E.164, in quotes: "+34600111222"' }),
  verified: z.boolean().default(false).meta({ description: 'The channel vouches for the phone' }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected a country of two capital letters, as ES')
    .exactOptional(),
  returning: z.boolean().default(false),
})

/** One entry of a file in `tests/`, without its story, whose steps their own kinds check. */
export const testSchema = z.strictObject({
  test: z.string().min(1).meta({ description: 'What this conversation shows, in a sentence' }),
  on: z
    .strictObject({
      channel: oneOrMore(z.string()).default('webchat'),
      language: oneOrMore(languageSchema).exactOptional(),
    })
    .prefault({})
    .meta({
      description: 'Channels and languages: the story runs in each combination. All languages when left out',
    }),
  now: z.iso
    .datetime({ offset: true, error: 'must be a time such as 2026-03-02T10:00:00Z' })
    .default('2026-03-02T10:00:00Z'),
  customer: customerSchema.prefault({}),
  desk: z
    .enum(['open', 'closed'])
    .exactOptional()
    .meta({ description: 'Whether agents are there; by the hours of desk.yaml when left out' }),
  story: z.array(z.unknown()).min(1),
})
