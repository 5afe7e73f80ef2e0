import type { Understanding } from '../protocol/understanding.ts'

/** What the conversation knows that helps to read a message. All of it optional. */
export interface Hints {
  /** The conversation's language so far: the prior, so that "ok" and "10432" change nothing. */
  language?: string
  /** The channel's locale (`es-MX`) and the market (`ES`): weaker priors, and the phone region. */
  locale?: string
  market?: string
  /** Entity types that the open question asks for: after "Which postcode?" `28013` is a postcode. `offer`: choices stand under what was said last. */
  expects?: readonly string[]
  /** When the message came (ISO 8601) and the customer's time zone: "tomorrow" is a day only with them. Without `now` only dates with a year are read. */
  now?: string
  timeZone?: string
}

/** Text and hints in, `Understanding` out. Synchronous, pure, never throws; reads a bounded part of a long text. @see trainUnderstander */
export interface Understander {
  readonly languages: readonly string[]
  understand(text: string, hints?: Hints): Understanding
}

/** Example utterances of one intent in one language. */
export interface IntentExamples {
  /** `oos` holds examples of what is none of the bot's business. */
  intent: string
  /** As written: an entity may be marked, `where is [10432](order)?`; `readPhrase` strips the marks. */
  phrases: readonly string[]
  /** Near misses that are something else. */
  not: readonly string[]
}

/** All that an understander learns from: a bot's intents and the questions of its FAQ. */
export interface TrainingSource {
  /** The first is the default. */
  languages: readonly string[]
  /** By language. FAQ questions are in it too, as intent `faq.<key>`. */
  examples: Readonly<Record<string, readonly IntentExamples[]>>
  /** A regular expression for an order number without separators, from `bot.yaml`; spaces, dashes and `#` are forgiven. */
  orderNumber: string
  /** Countries of the bot's markets, for phones and postcodes. */
  countries: readonly string[]
  /** What the shop sells, by key: the names that customers may give it, in any language. */
  products?: Readonly<Record<string, readonly string[]>>
}
