import { isMap, isScalar, isSeq, type Node } from 'yaml'
import type { Fault } from '../protocol/errors.ts'
import {
  checkMarkup,
  openYaml,
  type PlacedPhrase,
  phraseKey,
  phraseList,
  type Reading,
} from './phrase-list.ts'
import type { IntentExamples } from './understander.ts'

/** A question of `faq/<lang>.yaml` with its answers; its intent is `faq.<key>`. */
export interface FaqEntry {
  key: string
  questions: readonly string[]
  /** Near misses that are something else. */
  not: readonly string[]
  /** At least one; several are wordings of the same. */
  answers: readonly string[]
  /** Answers for a register or channel, by the suffix of their key: `_formal`, `@email`, `_formal@email`. */
  variants: Readonly<Record<string, readonly string[]>>
}

const INTENT_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/
const FAQ_KEY = /^[a-z][a-z0-9_]*$/
const ANSWER_KEY = /^answer((?:_[a-z]+)?(?:@[a-z][a-z-]*)?)$/

/**
 * Reads the text of one `intents/<lang>.yaml`: intent → list of phrases, or `{phrases, not}`. All faults at once, sorted by place;
 * what is well formed is given even so. The intent `oos` holds examples of what the bot should not take. Never throws.
 */
export function readIntents(text: string, file: string): { examples: IntentExamples[]; faults: Fault[] } {
  const reading = openYaml(text, file)
  const examples: IntentExamples[] = []
  const seen = new Map<string, string>()
  for (const { key, keyNode, value } of reading.pairs) {
    if (!INTENT_NAME.test(key)) {
      reading.fault(
        keyNode,
        `"${key}" is no name of an intent: small letters, digits and _, in parts with dots, like order.status`,
      )
      continue
    }
    examples.push(readIntent(reading, key, keyNode, value, seen))
  }
  return { examples, faults: sorted(reading.faults) }
}

function readIntent(
  reading: Reading,
  intent: string,
  keyNode: Node,
  value: Node | null,
  seen: Map<string, string>,
): IntentExamples {
  if (!isMap(value)) {
    checkMarkup(reading, value)
    return { intent, phrases: distinct(reading, intent, phraseList(reading, value, intent), seen), not: [] }
  }
  let phrases: PlacedPhrase[] = []
  let not: PlacedPhrase[] = []
  for (const { key, keyNode: innerKey, value: inner } of fields(value)) {
    if (key === 'phrases') {
      checkMarkup(reading, inner)
      phrases = phraseList(reading, inner, intent)
    } else if (key === 'not') not = phraseList(reading, inner, `${intent}, not`)
    else reading.fault(innerKey, `${intent} has no "${key}"; allowed are phrases and not`)
  }
  if (!value.has('phrases'))
    reading.fault(keyNode, `${intent} has no phrases; write some that customers say, one a line after "- "`)
  return { intent, phrases: distinct(reading, intent, phrases, seen), not: not.map(phrase => phrase.text) }
}

/**
 * Reads the text of one `faq/<lang>.yaml`: key → `{questions, answer, not?, answer_formal?, answer@email?}`; an answer is a text or a
 * list of wordings. All faults at once, sorted by place. Never throws.
 */
export function readFaq(text: string, file: string): { entries: FaqEntry[]; faults: Fault[] } {
  const reading = openYaml(text, file)
  const entries: FaqEntry[] = []
  const seen = new Map<string, string>()
  for (const { key, keyNode, value } of reading.pairs) {
    if (!FAQ_KEY.test(key))
      reading.fault(keyNode, `"${key}" is no key of a question: small letters, digits and _, like gift_wrap`)
    else if (!isMap(value)) reading.fault(value ?? keyNode, `${key} must have questions and answer`)
    else {
      entries.push(readEntry(reading, key, keyNode, value, seen))
    }
  }
  return { entries, faults: sorted(reading.faults) }
}

function readEntry(
  reading: Reading,
  key: string,
  keyNode: Node,
  value: Node,
  seen: Map<string, string>,
): FaqEntry {
  const entry = { key, questions: [] as string[], not: [] as string[], answers: [] as string[] }
  const variants: Record<string, string[]> = {}
  for (const { key: name, keyNode: nameNode, value: inner } of fields(value)) {
    const answer = ANSWER_KEY.exec(name)
    if (name === 'questions') {
      checkMarkup(reading, inner)
      entry.questions = distinct(reading, key, phraseList(reading, inner, key), seen)
    } else if (name === 'not')
      entry.not = phraseList(reading, inner, `${key}, not`).map(phrase => phrase.text)
    else if (!answer)
      reading.fault(
        nameNode,
        `${key} has no "${name}"; allowed are questions, answer, not, and answers like answer_formal or answer@email`,
      )
    else if (answer[1]) variants[answer[1]] = answerList(reading, inner, key)
    else entry.answers = answerList(reading, inner, key)
  }
  if (!hasKey(value, 'questions'))
    reading.fault(keyNode, `${key} has no questions; write some that customers ask`)
  if (!hasKey(value, 'answer')) reading.fault(keyNode, `${key} has no answer`)
  return { ...entry, variants }
}

/** Answers may be long and hold anything, so only their shape is checked. */
function answerList(reading: Reading, node: Node | null, key: string): string[] {
  const items: unknown[] = isSeq(node) ? node.items : [node]
  const answers: string[] = []
  for (const item of items)
    if (isScalar(item) && typeof item.value === 'string' && item.value.trim() !== '')
      answers.push(item.value.trim())
    else
      reading.fault(
        (item as Node | null) ?? node,
        `the answer of ${key} must be a text or a list of texts; put it in quotes when it holds ": " or begins with { or [`,
      )
  return answers
}

const hasKey = (node: Node, key: string): boolean => isMap(node) && node.has(key)

const fields = (node: Node): { key: string; keyNode: Node; value: Node | null }[] =>
  isMap(node)
    ? node.items.map(pair => ({
        key: isScalar(pair.key) ? String(pair.key.value) : '',
        keyNode: pair.key as Node,
        value: pair.value as Node | null,
      }))
    : []

/** Warns of a phrase that stands twice: it teaches nothing, or, in two intents, that both are right, which is rarely meant. */
function distinct(
  reading: Reading,
  name: string,
  phrases: readonly PlacedPhrase[],
  seen: Map<string, string>,
): string[] {
  for (const { text, node } of phrases) {
    const key = phraseKey(text)
    const other = seen.get(key)
    if (other === name) reading.fault(node, `${name} has "${text}" twice`, 'warning')
    else if (other && key !== '')
      reading.fault(
        node,
        `"${text}" stands in ${other} too; the bot can't tell the two apart by it`,
        'warning',
      )
    else seen.set(key, name)
  }
  return phrases.map(phrase => phrase.text)
}

const sorted = (faults: Fault[]): Fault[] => faults.sort((a, b) => a.line - b.line || a.col - b.col)
