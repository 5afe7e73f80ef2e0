import { z } from 'zod'
import { languageSchema, marketSchema } from '../locales/market.ts'
import { HANDOFF_REASONS } from '../protocol/conversation.ts'
import { SURVEY_KINDS } from '../protocol/survey.ts'
import { channelsSchema } from './channel-settings.ts'
import { duration } from './step-fields.ts'

const share = z.number().min(0).max(1)

const ruleSchema = z.strictObject({
  when: z
    .string()
    .min(1)
    .meta({ description: "CEL over sentiment, order, slots, customer: sentiment.label == 'angry'" }),
  reason: z.enum(HANDOFF_REASONS).default('rule'),
  priority: z.enum(['low', 'normal', 'high', 'urgent']).default('normal'),
  team: z.string().min(1).exactOptional().meta({ description: 'A team of desk.yaml' }),
  skill: z
    .string()
    .min(1)
    .exactOptional()
    .meta({ description: 'What its agent should know: a skill of desk.yaml' }),
})

/** The text of a regular expression is checked by its own rule, which tells the column. */
const ordersSchema = z.looseObject({
  source: z
    .enum(['csv', 'sql', 'rest', 'shopify', 'woocommerce'])
    .meta({ description: 'Where orders come from' }),
  file: z
    .string()
    .min(1)
    .exactOptional()
    .meta({ description: "A CSV file, from the bot's folder: data/orders.csv" }),
  number: z
    .string()
    .min(1)
    .default('\\d{4,12}')
    .meta({ description: 'A regular expression for an order number; spaces, dashes and # are forgiven' }),
})

/** `bot.yaml` as a designer writes it, defaults filled in. */
export const botSchema = z
  .strictObject({
    bot: z
      .string()
      .min(1)
      .exactOptional()
      .meta({ description: "The bot's short name; the folder's when left out" }),
    name: z.string().min(1).meta({ description: 'The name that customers read' }),
    languages: z.array(languageSchema).min(1).meta({ description: 'The first is the default' }),
    markets: z
      .record(
        z.string().regex(/^[A-Z]{2}$/, { error: 'must be a country of two capital letters, as ES or RO' }),
        marketSchema,
      )
      .default({}),
    registers: z
      .record(languageSchema, z.enum(['formal', 'informal']))
      .default({})
      .meta({
        description: 'How customers are addressed in a language, where no market says it: fr: formal',
      }),
    orders: ordersSchema.exactOptional(),
    understanding: z
      .strictObject({
        accept: share.default(0.55).meta({ description: 'From this confidence on the bot acts' }),
        ask: share
          .default(0.3)
          .meta({ description: 'From here to `accept` it asks "did you mean"; below it did not understand' }),
      })
      .refine(({ accept, ask }) => ask <= accept, { error: 'ask must not be over accept', path: ['ask'] })
      .prefault({}),
    handoff: z
      .strictObject({
        afterMisses: z
          .int()
          .min(1)
          .max(10)
          .default(3)
          .meta({ description: 'Misunderstandings in a row before a person takes over' }),
        promise: duration.prefault('4h').meta({ description: "The agents' deadline" }),
        echoIdle: duration.prefault('12h').meta({
          description:
            "A person answered from the platform's own app: silence of theirs after which the bot goes on",
        }),
        agentNames: z.enum(['first', 'full', 'none']).default('first').meta({
          description: 'By which name customers know who answers them: the first word of it, all, or none',
        }),
        rules: z.array(ruleSchema).default([]),
      })
      .prefault({}),
    conversation: z
      .strictObject({
        idle: duration
          .prefault('24h')
          .meta({ description: 'Silence after which the next message opens a new conversation' }),
      })
      .prefault({}),
    survey: z
      .strictObject({
        kind: z.enum(SURVEY_KINDS).default('csat').meta({
          description: 'csat: how content, 1 to 5; ces: how easy, 1 to 7; nps: would recommend, 0 to 10',
        }),
        after: z
          .array(z.enum(['desk', 'bot']))
          .min(1)
          .default(['desk'])
          .meta({ description: 'desk: an agent has resolved it; bot: a dialog ended as resolved' }),
        expires: duration
          .prefault('1d')
          .refine(ms => ms <= 7 * 86_400_000, 'expected at most 7d')
          .meta({ description: 'How long an answer is waited for' }),
        quiet: duration.prefault('10m').meta({
          description: 'After the bot: so long nothing was said before it asks; a goodbye does at once',
        }),
      })
      .exactOptional()
      .meta({ description: 'One question after it: how it was. Nobody is asked when left out' }),
    channels: channelsSchema,
  })
  .meta({ title: 'bot.yaml', description: 'A bot: its languages, markets, orders and hand-off' })

export type BotFile = z.infer<typeof botSchema>
