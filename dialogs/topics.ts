import type { Content } from './content.ts'
import { plainWords } from './cues.ts'
import type { Frame, State } from './state.ts'
import type { Guess, Turn } from './turn-context.ts'

/** Something to talk about: a dialog, or a question of the FAQ. */
export type Topic = { kind: 'dialog'; name: string } | { kind: 'faq'; key: string }

/** Dialogs of courtesy: they interrupt a question without a word about going back to it. */
const COURTESIES: ReadonlySet<string> = new Set([
  'welcome',
  'greeting',
  'thanks',
  'goodbye',
  'affirm',
  'deny',
  'help',
])

export const isCourtesy = (topic: Topic): boolean => topic.kind === 'dialog' && COURTESIES.has(topic.name)

/** What an intent begins, or a dialog's own name; undefined when the bot has nothing to it. */
export function topicOf(content: Content, name: string): Topic | undefined {
  const dialog = content.triggers.get(name)
  if (dialog !== undefined && content.dialogs.has(dialog)) return { kind: 'dialog', name: dialog }
  const key = name.startsWith('faq.') ? name.slice(4) : ''
  if (content.faqs.has(key)) return { kind: 'faq', key }
  return content.dialogs.has(name) ? { kind: 'dialog', name } : undefined
}

/** The dialogs that the conversation is in: the open one and those that began it. */
export function openDialogs(state: State): Frame[] {
  const open: Frame[] = []
  for (const frame of state.frames.toReversed()) {
    open.push(frame)
    if (frame.why !== 'child') break
  }
  return open
}

/** "Did you mean: hello?" helps nobody. */
const NO_GUESS: ReadonlySet<string> = new Set(['greeting', 'goodbye', 'thanks', 'affirm', 'deny'])

/** The most likely intents that the bot can do something about, as choices: with `atLeast` this confidence, at most three. */
export function guessesOf(
  turn: Turn,
  alternatives: readonly { intent: string; confidence: number }[],
  atLeast: number,
): Guess[] {
  return alternatives
    .filter(({ intent, confidence }) => {
      const topic = topicOf(turn.content, intent)
      return (
        confidence >= atLeast && !NO_GUESS.has(intent) && topic !== undefined && !isOpen(turn.state, topic)
      )
    })
    .flatMap(({ intent }) => {
      const title = titleOf(turn, intent)
      return title === undefined ? [] : [{ title, begin: intent }]
    })
    .slice(0, 3)
}

/** The conversation is about that already. */
export const isOpen = (state: State, topic: Topic): boolean =>
  topic.kind === 'dialog' && openDialogs(state).some(({ dialog }) => dialog === topic.name)

/** How a choice names an intent: the text `intents.<name>`, else the first thing that customers say for it. */
function titleOf({ content, language, register }: Turn, intent: string): string | undefined {
  const text = content.texts.text(`intents.${intent}`, { language, register })
  if (text !== undefined) return text
  const phrase = content.training.examples[language]?.find(example => example.intent === intent)?.phrases[0]
  return phrase === undefined ? undefined : `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}`
}

/** The intent that has exactly these words as an example: what a pressed title means without understanding. */
export function intentOfPhrase(content: Content, words: string): string | undefined {
  for (const examples of Object.values(content.training.examples)) {
    for (const { intent, phrases } of examples) {
      if (phrases.some(phrase => phrase.length < 200 && plainWords(phrase) === words)) return intent
    }
  }
  return undefined
}
