import { z } from 'zod'
import { CAUSES } from '../protocol/api/desk.ts'
import { HANDOFF_REASONS } from '../protocol/conversation.ts'
import { duration, priority } from './step-fields.ts'

/* How a desk shares its work out: the part of desk.yaml that is not about people. */

const amount = z.string().regex(/^\d{1,9}(\.\d{1,2})?$/, { error: 'must be an amount such as 200 or 49.90' })
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be a currency of three capital letters, as EUR' })

const prioritySchema = z
  .strictObject({
    reason: z
      .partialRecord(z.enum(HANDOFF_REASONS), priority)
      .default({ negative: 'high', internal: 'high' })
      .meta({ description: 'By the reason of the hand-off' }),
    sentiment: z
      .partialRecord(z.enum(['angry', 'unhappy', 'neutral', 'pleased']), priority)
      .default({ angry: 'high' })
      .meta({ description: "By the mood of the customer's last message" }),
    streak: z
      .record(z.string().regex(/^[1-5]$/, { error: 'must be a number of messages, 1 to 5' }), priority)
      .default({ 3: 'urgent' })
      .meta({ description: 'After so many angry or unhappy messages in a row' }),
    waiting: z
      .record(
        z.string().regex(/^[1-9]\d{0,5}(s|m|h|d)$/, { error: 'must be a time such as 10m or 1h' }),
        priority,
      )
      .default({ '10m': 'high', '1h': 'urgent' })
      .meta({ description: 'After so long without an answer, counted within the hours of the team' }),
    order: z
      .record(currency, z.record(amount, priority))
      .default({ EUR: { 200: 'high' }, GBP: { 200: 'high' }, USD: { 200: 'high' }, RON: { 1000: 'high' } })
      .meta({ description: 'From this value of the order on: { EUR: { 200: high, 1000: urgent } }' }),
  })
  .meta({
    description: 'What makes a hand-off more urgent; what is named replaces the usual values of its kind',
  })

/** Of `desk.yaml`, beside its teams. */
export const deskSettings = {
  capacity: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .meta({ description: 'Hand-offs that an agent may have before no more are offered' }),
  offer: duration
    .refine(ms => ms <= 30 * 60_000, 'expected at most 30m: the customer waits meanwhile')
    .prefault('60s')
    .meta({ description: 'How long an agent may think before it is offered to the next' }),
  priority: prioritySchema.prefault({}),
  causes: z
    .array(
      z.string().regex(/^[a-z][a-z0-9_]*$/, {
        error: 'must be a word of small letters, digits and _, as wrong_item',
      }),
    )
    .min(1)
    .refine(causes => new Set(causes).size === causes.length, { error: 'names a cause twice' })
    .default([...CAUSES])
    .meta({
      description:
        'What an agent may give as the cause when a conversation is resolved, in this order; a cause of your own has its words in the text `cause.<cause>`',
    }),
}

const settingsSchema = z.object(deskSettings)

/** As read, in the form that the desk works with. */
export const settingsOf = ({
  capacity,
  offer,
  priority: written,
  causes,
}: z.output<typeof settingsSchema>) => ({
  capacity,
  offerMs: offer,
  /** What may be the cause when a conversation is resolved. */
  causes: causes as readonly string[],
  priority: {
    reason: written.reason,
    sentiment: written.sentiment,
    streak: Object.entries(written.streak).map(([count, to]) => ({ count: Number(count), priority: to })),
    waiting: Object.entries(written.waiting).map(([after, to]) => ({
      afterMs: duration.parse(after),
      priority: to,
    })),
    order: Object.entries(written.order).flatMap(([of, steps]) =>
      Object.entries(steps).map(([from, to]) => ({ currency: of, from: Number(from), priority: to })),
    ),
  },
})

/** How a desk shares its work out. */
export type DeskSettings = ReturnType<typeof settingsOf>

/** Of a bot without a desk.yaml. */
export const USUAL_DESK_SETTINGS: DeskSettings = settingsOf(settingsSchema.parse({}))
