import { baseOf } from '../../locales/language-tag.ts'
import type { Texts } from '../../locales/texts.ts'
import type { ContextPackage } from '../../protocol/api/handoff.ts'
import type { Clock } from '../../protocol/clock.ts'
import { type CustomerFrame, filledOrGap } from '../canned.ts'
import type { DeskHandoff } from '../desk-store.ts'
import type { StoredEntry } from '../package/entry-of.ts'
import { factsOf } from '../package/summarise.ts'
import type { Lesson } from './lessons.ts'
import { lastQuestion, likeness, type Question } from './question.ts'

type Suggestion = NonNullable<ContextPackage['suggestions']>[number]

export interface SuggestDeps {
  /** What agents answered to such questions before, newest first. */
  learned(intents: readonly string[], language: string): Promise<readonly Lesson[]>
  /** The bot's texts as they are now, with the version that they are of. */
  content(): { texts: Texts; version: string }
  /** How the bot would write to this customer. */
  frame(handoff: DeskHandoff): Promise<CustomerFrame>
  clock: Clock
}

const MOST = 4
const MOST_OF_FAQ = 2
/** Runners-up are suggested too: an agent chooses better than a threshold. */
const LEAST_OF_FAQ = 0.12
const LEAST_OF_GUESS = 0.15
/** Under it two questions are not alike: another matter, or other words and another state of the order. */
const ALIKE = 0.6
/** So alike, what a person answered goes before the FAQ. */
const THE_SAME = 0.85
const KEPT = 500
const KEPT_MS = 60_000

/**
 * What an agent may answer to what the customer asked last: answers of the FAQ, and of agents to such questions. No model: the same conversation and the same lessons give the same
 * suggestions. Kept for a minute for each question, since every look at the conversation asks for them.
 */
export function createSuggest({ learned, content, frame, clock }: SuggestDeps) {
  const kept = new Map<string, { found: Suggestion[]; untilMs: number }>()

  return async (handoff: DeskHandoff, entries: readonly StoredEntry[]): Promise<Suggestion[]> => {
    const question = lastQuestion(entries)
    if (question === undefined || handoff.status === 'resolved' || handoff.status === 'returned') return []
    const { texts, version } = content()
    const key = `${handoff.id}|${handoff.version}|${question.entryId}|${version}`
    const known = kept.get(key)
    if (known !== undefined && known.untilMs > clock()) return known.found
    const found = await suggestions(handoff, question, texts)
    kept.delete(key)
    kept.set(key, { found, untilMs: clock() + KEPT_MS })
    const [oldest] = kept.keys()
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
    return found
  }

  async function suggestions(handoff: DeskHandoff, question: Question, texts: Texts): Promise<Suggestion[]> {
    const customer = await frame(handoff)
    const language = baseOf(handoff.language ?? question.language)
    const guesses = Object.entries(question.guesses).sort((a, b) => b[1] - a[1])
    const intents = guesses.filter(([, sure]) => sure >= LEAST_OF_GUESS).map(([intent]) => intent)
    const answered = rankedLessons(question, handoff, await learned(intents, language)).map(
      ({ score, reply }) => ({ score, text: withValues(reply, customer.values), from: 'agents' as const }),
    )
    const faq = guesses
      .filter(([intent, sure]) => intent.startsWith('faq.') && sure >= LEAST_OF_FAQ)
      .slice(0, MOST_OF_FAQ)
      .flatMap(([intent]) => {
        const text = filledOrGap(texts, intent, customer)
        return text === undefined ? [] : [{ text, from: 'faq' as const }]
      })
    const same = answered.filter(({ score }) => score >= THE_SAME)
    const alike = answered.filter(({ score }) => score < THE_SAME)
    const all = [...same, ...faq, ...alike].map(({ text, from }): Suggestion => ({ text, from }))
    return all.filter((one, n) => all.findIndex(({ text }) => text === one.text) === n).slice(0, MOST)
  }
}

/** The most alike first; of equals what was answered more often, then newer. The same words count once. */
function rankedLessons(question: Question, handoff: DeskHandoff, lessons: readonly Lesson[]) {
  const { status } = factsOf(handoff).situation.order ?? {}
  const orderStatus = typeof status === 'string' ? status : undefined
  const byReply = new Map<string, { reply: string; score: number; count: number }>()
  for (const lesson of lessons) {
    const score = likeness({ ...question, orderStatus }, lesson)
    if (score < ALIKE) continue
    const known = byReply.get(lesson.reply)
    if (known === undefined) byReply.set(lesson.reply, { reply: lesson.reply, score, count: 1 })
    else {
      known.count++
      known.score = Math.max(known.score, score)
    }
  }
  return [...byReply.values()].sort((a, b) => b.score - a.score || b.count - a.count)
}

/** Gaps of what is known are filled; the others stay for the agent. */
const withValues = (reply: string, values: Record<string, unknown>): string =>
  reply.replaceAll(/\{\{([\w.]+)\}\}/g, (gap, path: string) => {
    let value: unknown = values
    for (const name of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return gap
      value = (value as Record<string, unknown>)[name]
    }
    return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : gap
  })
