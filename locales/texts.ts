import type { Register } from '../protocol/conversation.ts'

/** Which words to choose for a key: language with its fallbacks, register, channel's own wording, plural by `count`. */
export interface TextRequest {
  language: string
  register?: Register
  channel?: string
  /** Values for `{{…}}`: nested objects are reached by path. */
  values?: Record<string, unknown>
  /** For money, dates and `relativeDay`. */
  timeZone?: string
  /** It may not be the reader's own: times are told with its name. */
  foreignZone?: boolean
  currency?: string
  /** ISO 8601: what `relativeDay` counts from. */
  now?: string
  /** Chooses one of several wordings; the same seed chooses the same. */
  seed?: string
}

/** What the bot says: i18next over a bot's `locales/` and `faq/` files and `bots/common`. Pure. */
export interface Texts {
  readonly languages: readonly string[]
  /** True when the key is there in this language or a fallback of it. */
  has(key: string, language?: string): boolean
  /** The text; a missing key gives undefined, never the key. */
  text(key: string, request: TextRequest): string | undefined
  /** Paths of the values that the text would be filled with, `order.number`; of a missing key none. */
  names(key: string, request: TextRequest): ReadonlySet<string>
  /** All leaf keys of one language, without context, plural and channel suffixes. */
  keys(language: string): ReadonlySet<string>
}
