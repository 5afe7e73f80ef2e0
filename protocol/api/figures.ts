import { z } from 'zod'

/*
 * `GET /api/v1/figures?from=&to=&timeZone=&channel=&language=` and, as CSV, `GET /api/v1/figures.csv`. Days are those of the asked `timeZone`; `to` is counted in.
 * docs/figures.md defines each figure.
 */

/** What is counted; each is defined in a sentence by `figures.about.<name>` of the console's texts. Times are medians, in seconds. */
export const FIGURES = [
  'conversations',
  'contained',
  'escalated',
  'firstResponse',
  'timeToResolution',
  'firstContactResolution',
  'csat',
  'open',
  'overdue',
] as const
export type Figure = (typeof FIGURES)[number]

/** Days that may be asked for at once. */
export const MOST_FIGURE_DAYS = 366

const day = z.iso
  .date({ error: 'must be a day such as 2026-03-29' })
  .refine(text => text >= '2000-01-01' && text < '2100-01-01', { error: 'must be a day of 2000 to 2099' })

/** The query. Without days: the last thirty, today included. */
export const figuresQuerySchema = z.object({
  from: day.optional(),
  to: day.optional(),
  /** IANA; UTC when left out. */
  timeZone: z.string().max(100).optional(),
  channel: z.string().max(100).optional(),
  /** `und`: those whose language isn't known. */
  language: z.string().max(100).optional(),
})
export type FiguresQuery = z.infer<typeof figuresQuerySchema>

/** A share is 0 to 1; `null` where there is nothing to count. */
const figuresOf = z.object({
  conversations: z.int(),
  /** Conversations that have ended: `contained` is a share of these. */
  ended: z.int(),
  contained: z.number().nullable(),
  escalated: z.number().nullable(),
  handoffs: z.int(),
  firstResponse: z.number().nullable(),
  timeToResolution: z.number().nullable(),
  /** Conversations that were resolved: `firstContactResolution` is a share of these. */
  resolved: z.int(),
  firstContactResolution: z.number().nullable(),
  csat: z.number().nullable(),
  /** Answers behind `csat`. */
  csatCount: z.int(),
})
export type FigureValues = z.infer<typeof figuresOf>

export const figuresSchema = z.object({
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  total: figuresOf.extend({ open: z.int(), overdue: z.int() }),
  /** Of hand-offs that began, the most frequent first. */
  reasons: z.array(z.object({ reason: z.string(), count: z.int() })),
  /** Of hand-offs that were resolved. */
  causes: z.array(z.object({ cause: z.string(), count: z.int() })),
  /** Answers to the surveys by grade; only grades that were given. */
  grades: z.array(z.object({ survey: z.enum(['csat', 'ces', 'nps']), grade: z.int(), count: z.int() })),
  byDay: z.array(z.object({ day: z.string(), ...figuresOf.shape })),
  byChannel: z.array(z.object({ channel: z.string(), ...figuresOf.shape })),
  byLanguage: z.array(z.object({ language: z.string(), ...figuresOf.shape })),
})
export type Figures = z.infer<typeof figuresSchema>
