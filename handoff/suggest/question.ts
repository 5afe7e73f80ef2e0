import { OUT_OF_SCOPE, type Understanding } from '../../protocol/understanding.ts'
import type { StoredEntry } from '../package/entry-of.ts'

/** What a customer asked, in the form in which questions are compared. */
export interface Question {
  entryId: string
  intent: string
  language: string
  /** Hashes of its words. */
  asked: readonly number[]
  /** By intent, as understanding had it: the classifier's own view of what is near. */
  guesses: Readonly<Record<string, number>>
}

/** Intents that ask nothing that an answer could be learned for. */
const SMALL_TALK: ReadonlySet<string> = new Set([
  ...[OUT_OF_SCOPE, 'human.request', 'greeting', 'goodbye', 'thanks', 'affirm', 'deny', 'help'],
])
/** Under it nobody knows what was asked. */
const LEAST = 0.3
/** Customers' messages that are looked back at: "hello?" follows the question. */
const LOOKED_BACK = 5
const MOST_WORDS = 60

/** The last thing that the customer asked, small talk passed by; undefined where nothing was understood. */
export function lastQuestion(entries: readonly StoredEntry[]): Question | undefined {
  const said = entries.filter(
    ({ speaker, understanding }) => speaker === 'customer' && understanding !== undefined,
  )
  return said
    .slice(-LOOKED_BACK)
    .reverse()
    .map(entry => questionOf(entry, entry.understanding as Understanding))
    .find(question => question !== undefined)
}

function questionOf(entry: StoredEntry, { alternatives, language }: Understanding): Question | undefined {
  const matters = alternatives.filter(({ intent }) => !SMALL_TALK.has(intent))
  const [best] = matters
  if (best === undefined || best.confidence < LEAST) return undefined
  return {
    entryId: entry.id,
    intent: best.intent,
    language,
    asked: wordsOf(entry.activity.text ?? ''),
    guesses: Object.fromEntries(matters.map(({ intent, confidence }) => [intent, confidence])),
  }
}

/** Words of three letters and more, without numbers; a script without spaces by pairs of signs. Hashed, so that what is kept tells of nobody. */
function wordsOf(text: string): number[] {
  const words = text
    .toLowerCase()
    .normalize('NFKC')
    .match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2}|(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}]{3,}/gu,
    )
  return [...new Set((words ?? []).slice(0, MOST_WORDS).map(hash))]
}

/** FNV-1a, 32 bits. */
function hash(word: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < word.length; at++) value = Math.imul(value ^ word.charCodeAt(at), 0x01000193)
  return value >>> 0
}

/** How alike two questions are, 0 to 1: what the classifier saw in them, their words, and the state of the order. */
export function likeness(
  one: Pick<Question, 'asked' | 'guesses'> & { orderStatus?: string | undefined },
  other: Pick<Question, 'asked' | 'guesses'> & { orderStatus?: string | undefined },
): number {
  const status = one.orderStatus === other.orderStatus ? 1 : 0
  return 0.5 * cosine(one.guesses, other.guesses) + 0.3 * overlap(one.asked, other.asked) + 0.2 * status
}

function cosine(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): number {
  const names = Object.keys(one).filter(name => Object.hasOwn(other, name))
  const dot = names.reduce((sum, name) => sum + (one[name] ?? 0) * (other[name] ?? 0), 0)
  const length = (of: Readonly<Record<string, number>>) => Math.hypot(...Object.values(of))
  const size = length(one) * length(other)
  return size === 0 ? 0 : Math.min(1, dot / size)
}

/** Of the shorter one's words, how many the other has. */
function overlap(one: readonly number[], other: readonly number[]): number {
  const shorter = Math.min(one.length, other.length)
  if (shorter === 0) return 0
  const words = new Set(one)
  return other.filter(word => words.has(word)).length / shorter
}
