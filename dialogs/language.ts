import { hasCue } from './cues.ts'
import type { Message } from './message.ts'
import { remark } from './run.ts'
import { questionOf } from './state.ts'
import type { Turn } from './turn-context.ts'

/** So sure must be that a message is in another language before the bot changes to it. */
const SURE = 0.75
/** The first message chooses the language rather than changes it. */
const SURE_AT_FIRST = 0.5

/**
 * Changes to the language that the customer writes, at once and without asking, and tells it once; true when it changed. A name or an address may be in any language, so the
 * answer to a question for free text changes nothing.
 */
export function switchLanguage(turn: Turn, { understanding }: Message): boolean {
  const { language, languageConfidence } = understanding
  const { state, content } = turn
  const first = state.messages <= 1
  const spoken = content.bot.languages.includes(language)
  if (!spoken || languageConfidence < (first ? SURE_AT_FIRST : SURE)) return false
  if (language === turn.language || turn.language.startsWith(`${language}-`)) {
    state.language = turn.language
    return false
  }
  if (questionOf(state)?.expects.includes('text')) return false
  turn.language = language
  state.language = language
  if (!first && !state.told.includes(language)) {
    state.told.push(language)
    remark(turn, 'language-change')
  }
  return true
}

/** Who writes "usted" is answered so; a form once chosen stays until the customer chooses the other. */
export function switchRegister(turn: Turn, { words, understanding }: Message): void {
  const { content, state } = turn
  const { language: written, languageConfidence } = understanding
  const language =
    languageConfidence >= SURE_AT_FIRST && content.bot.languages.includes(written) ? written : turn.language
  const register = hasCue(content.texts, language, 'formal', words)
    ? 'formal'
    : hasCue(content.texts, language, 'informal', words)
      ? 'informal'
      : undefined
  if (register === undefined) return
  turn.register = register
  state.register = register
}
