import { z } from 'zod'

/* `GET /api/v1/figures?from=&to=&channel=&language=` and, as CSV, `GET /api/v1/figures.csv`. Days are those of the asked `timeZone`; `to` is counted in. */

/** What is counted; each is defined in a sentence by `figures.<name>.about` of the console's texts. Times are medians, in seconds. */
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

/** A share is 0 to 1; `null` where there is nothing to count. */
const figuresOf = z.object({
  conversations: z.int(),
  contained: z.number().nullable(),
  escalated: z.number().nullable(),
  firstResponse: z.number().nullable(),
  timeToResolution: z.number().nullable(),
  firstContactResolution: z.number().nullable(),
  csat: z.number().nullable(),
  /** Answers behind `csat`. */
  csatCount: z.int(),
})
export type FigureValues = z.infer<typeof figuresOf>

export const figuresSchema = z.object({
  from: z.string(),
  to: z.string(),
  total: figuresOf.extend({ open: z.int(), overdue: z.int() }),
  reasons: z.array(z.object({ reason: z.string(), count: z.int() })),
  causes: z.array(z.object({ cause: z.string(), count: z.int() })),
  byDay: z.array(z.object({ day: z.string(), ...figuresOf.shape })),
  byChannel: z.array(z.object({ channel: z.string(), ...figuresOf.shape })),
  byLanguage: z.array(z.object({ language: z.string(), ...figuresOf.shape })),
})
export type Figures = z.infer<typeof figuresSchema>
