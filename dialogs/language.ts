import { repair } from './begin-topic.ts'
import { hasCue } from './cues.ts'
import type { Message } from './message.ts'
import { remark } from './run.ts'
import { asksForText } from './state.ts'
import { registerOf, type Turn } from './turn-context.ts'

/** So sure must be that a message is in another language before the bot changes to it. */
const SURE = 0.75
/** The first message chooses the language rather than changes it. */
const SURE_AT_FIRST = 0.5
/** A greeting names its language by its one word, where nothing else tells of any. */
const SURE_BY_GREETING = 0.2
/** And so sure that it is in a language that the bot does not speak: to be told so wrongly is worse than to be asked again. */
const SURE_UNKNOWN = 0.9

/**
 * Changes to the language that the customer writes, at once and without asking, and tells it once; true when it changed. A name or an address may be in any language, so the
 * answer to a question for free text changes nothing.
 */
export function switchLanguage(turn: Turn, { understanding }: Message): boolean {
  const { language, languageConfidence } = understanding
  const { state, content, facts } = turn
  const first = state.messages <= 1
  const spoken = content.bot.languages.includes(language)
  if (!spoken || languageConfidence < sureness(turn, first, understanding)) return false
  if (language === turn.language || turn.language.startsWith(`${language}-`)) {
    state.language = turn.language
    return false
  }
  if (asksForText(state)) return false
  turn.language = language
  state.language = language
  turn.register = state.register ?? facts.register ?? registerOf(content, facts, language)
  if (!first && !state.told.includes(language)) {
    state.told.push(language)
    remark(turn, 'language-change')
  }
  return true
}

function sureness({ facts }: Turn, first: boolean, { intent, confidence }: Message['understanding']): number {
  if (!first) return SURE
  const unknown = facts.locale === undefined && facts.language === undefined
  return unknown && intent === 'greeting' && confidence >= 0.9 ? SURE_BY_GREETING : SURE_AT_FIRST
}

/**
 * Answers a message that was not understood and is surely in a language that the bot does not speak: tells which ones it does, once in a conversation, and puts the open
 * question again. True when it did; the next such message is a misunderstanding like any other, and leads to a person.
 */
export function tellLanguages(turn: Turn, { understanding }: Message): boolean {
  const { language, languageConfidence } = understanding
  const { content, state } = turn
  if (content.bot.languages.includes(language) || languageConfidence < SURE_UNKNOWN) return false
  if (!content.dialogs.has(UNKNOWN) || state.told.includes(UNKNOWN)) return false
  state.told.push(UNKNOWN)
  turn.extra.languages = content.bot.languages.map(ownName)
  repair(turn, UNKNOWN)
  return true
}

const UNKNOWN = 'language-unknown'

/** As its speakers call it: "español", so that who does not read the rest finds it. */
function ownName(language: string): string {
  return new Intl.DisplayNames(language, { type: 'language', fallback: 'code' }).of(language) ?? language
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
