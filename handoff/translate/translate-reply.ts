import { baseOf } from '../../locales/language-tag.ts'
import { ConserjeError, RateLimited, Refused } from '../../protocol/errors.ts'
import type { DeskHandoff } from '../desk-store.ts'
import { mask, SECRETS_ONLY } from '../mask/mask.ts'
import type { Translator } from './translator.ts'

/** A reply in the customer's language with what the agent wrote; or why there is none, in a sentence for the agent. */
export type TranslatedReply =
  | { text: string; translated?: { language: string; text: string; by: string } }
  | { refusal: string; status: 422 | 503; retryAfterMs?: number }

export type TranslateReply = (
  handoff: DeskHandoff,
  reply: { text: string; language: string },
) => Promise<TranslatedReply>

/** An agent waits for it. */
const TIMEOUT_MS = 15_000
/** Shorter texts may be the same in two languages: OK, 10432. Letters. */
const SAME_BY_CHANCE = 20

/**
 * Translates before anything is stored: when it fails nothing is sent, and the agent chooses to send it as it is or to try again. A customer never gets another language than the
 * agent meant. `mark` tells the customer, in their language, that it was translated.
 */
export function createTranslateReply({
  translator,
  mark,
}: {
  translator: Translator | undefined
  mark(handoff: DeskHandoff, text: string): Promise<string>
}): TranslateReply {
  return async (handoff, { text, language }) => {
    const to = handoff.language
    if (translator === undefined) return refuse('no translator is configured (TRANSLATE_URL)')
    if (to === undefined) return refuse("the customer's language is not known yet")
    if (baseOf(to) === baseOf(language)) return { text }
    if (mask(text, SECRETS_ONLY) !== text) {
      return refuse('the text holds a card number or a secret, which is given to no translator: take it out')
    }
    try {
      const found = await translator.translate(text, {
        from: language,
        to,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (isUnchanged(text, found.text)) return refuse('the translator gave the text back as it was')
      return {
        text: await mark(handoff, found.text),
        translated: { language, text, by: translator.name },
      }
    } catch (error) {
      return refusalOf(error)
    }
  }
}

const refuse = (why: string, status: 422 | 503 = 422): TranslatedReply => ({
  status,
  refusal: `translate: ${why}; nothing was sent`,
})

const isUnchanged = (text: string, translated: string): boolean =>
  text.trim() === translated.trim() && text.replaceAll(/\P{L}/gu, '').length > SAME_BY_CHANCE

/** @throws what is no fault of the translator's */
function refusalOf(error: unknown): TranslatedReply {
  if (!(error instanceof ConserjeError)) throw error
  if (error instanceof Refused) return refuse(error.message)
  const later = refuse(`${error.message}. Send it as it is, or try again`, 503)
  return error instanceof RateLimited ? { ...later, retryAfterMs: error.retryAfterMs } : later
}
