import type { Message } from './message.ts'
import { keepLast } from './state.ts'
import { topicOf } from './topics.ts'
import type { Turn } from './turn-context.ts'

const SENTIMENTS = 5
const ALTERNATIVES = 5

/** What is kept of every message, also of those that a person answers. */
export function keepBooks({ state, content }: Turn, { understanding, words, choice }: Message): void {
  state.messages++
  for (const frame of state.frames) frame.calls = 0
  if (words === '' || choice !== undefined) return
  keepLast(state.sentiments, understanding.sentiment, SENTIMENTS)
  const { intent, confidence, alternatives } = understanding
  if (confidence < content.bot.understanding.ask || topicOf(content, intent) === undefined) return
  state.intent = { name: intent, confidence, alternatives: alternatives.slice(0, ALTERNATIVES) }
}
