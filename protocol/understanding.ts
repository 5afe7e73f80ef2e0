import { z } from 'zod'

/** The intent of a message that fits nothing the bot knows. */
export const OUT_OF_SCOPE = 'oos'

export const entitySchema = z.object({
  /** `order`, `email`, `phone`, `postcode`, `number`, `ordinal`, `choice`, `yesno`, `date`, … */
  type: z.string(),
  /** The normal form: `10432`, `ana@example.org`, `+34600111222`, `28013`, `3`. */
  value: z.string(),
  /** The words as written, and where: UTF-16 offsets into the original text, `end` exclusive. */
  text: z.string(),
  start: z.int().min(0),
  end: z.int().min(0),
})

export const sentimentSchema = z.object({
  label: z.enum(['angry', 'unhappy', 'neutral', 'pleased']),
  /** -1 (furious) to 1 (delighted). */
  score: z.number().min(-1).max(1),
})

/** What was understood of one message. */
export const understandingSchema = z.object({
  /** BCP 47. The best guess; equals the conversation's when the text says nothing about language. */
  language: z.string(),
  /** How sure the language is, 0 to 1, from the text alone: under about 0.5 the text says nothing ("ok", "10432"). */
  languageConfidence: z.number().min(0).max(1),
  /** More than one only when the message mixes languages. */
  languages: z.array(z.string()).optional(),
  intent: z.string(),
  /** Calibrated, 0 to 1; for `oos` how sure it is that nothing fits. */
  confidence: z.number().min(0).max(1),
  /** Best first, the intent itself included as the first unless it is `oos`. At most five. */
  alternatives: z.array(z.object({ intent: z.string(), confidence: z.number() })),
  /** Further intents of the same message. */
  also: z.array(z.string()).optional(),
  entities: z.array(entitySchema),
  sentiment: sentimentSchema,
  urgent: z.boolean(),
})

export type Entity = z.infer<typeof entitySchema>
export type Sentiment = z.infer<typeof sentimentSchema>
export type Understanding = z.infer<typeof understandingSchema>

/** Of a message that says nothing, in a language known otherwise. */
export const nothingUnderstood = (language: string): Understanding => ({
  language,
  languageConfidence: 0,
  intent: OUT_OF_SCOPE,
  confidence: 0,
  alternatives: [],
  entities: [],
  sentiment: { label: 'neutral', score: 0 },
  urgent: false,
})
