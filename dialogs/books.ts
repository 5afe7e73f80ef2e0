import type { Message } from './message.ts'
import { keepLast } from './state.ts'
import { isCourtesy, topicOf } from './topics.ts'
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
  const topic = topicOf(content, intent)
  if (confidence < content.bot.understanding.ask || topic === undefined) return
  // "A person, please" and "thanks" don't tell what it is about: what was asked before does.
  if (state.intent !== undefined && (isCourtesy(topic) || intent === 'human.request')) return
  state.intent = { name: intent, confidence, alternatives: alternatives.slice(0, ALTERNATIVES) }
}
