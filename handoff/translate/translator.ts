/** A service that translates. Its texts hold no card numbers and no secrets: who calls it masks them before. */
export interface Translator {
  /** Who translated, as an agent reads it: `libretranslate`. */
  readonly name: string
  /**
   * The text in another language. `from` and `to`: BCP 47; without `from` the service finds out.
   * @throws RateLimited | Unreachable another time may do; Refused: never, as for a language that it has not
   */
  translate(
    text: string,
    options: { from?: string | undefined; to: string; signal: AbortSignal },
  ): Promise<{ text: string; from?: string }>
}

/** UTF-16 units; more is no message. */
export const MOST_TRANSLATED = 20_000
