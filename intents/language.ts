import { addEvidence, type LanguageTable } from './language-table.ts'
import type { Hints } from './understander.ts'
import type { Word } from './words.ts'

/** What language a message is in. */
export interface LanguageGuess {
  language: string
  /** From the text alone, 0 to 1: how sure; low when the text says nothing ("ok", "10432"). */
  confidence: number
  /** All that are spoken in it, when there are several. */
  languages?: string[]
}

export type DetectLanguage = (words: readonly Word[], hints: Hints) => LanguageGuess

/** How strongly, in nats, the conversation's language, the channel's locale and the market speak for a language. */
const PRIOR = { language: 2.2, locale: 1.2, market: 0.8, first: 0.2 }

const BEYOND_LATIN = /[\u0370-\u1fff\u3040-\uffff]/

/** Scripts that name their language, or the few that share it. */
const SCRIPTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, ['ja']],
  [/\p{Script=Hangul}/gu, ['ko']],
  [/\p{Script=Han}/gu, ['zh', 'ja']],
  [/\p{Script=Arabic}/gu, ['ar', 'fa', 'ur']],
  [/\p{Script=Hebrew}/gu, ['he', 'yi']],
  [/\p{Script=Greek}/gu, ['el']],
  [/\p{Script=Cyrillic}/gu, ['ru', 'uk', 'bg', 'sr', 'mk', 'be', 'kk']],
  [/\p{Script=Thai}/gu, ['th']],
  [/\p{Script=Devanagari}/gu, ['hi', 'mr', 'ne']],
  [/\p{Script=Bengali}/gu, ['bn']],
  [/\p{Script=Tamil}/gu, ['ta']],
  [/\p{Script=Georgian}/gu, ['ka']],
  [/\p{Script=Armenian}/gu, ['hy']],
]

/**
 * Tells languages apart: by script where that is enough, else by groups of letters, weighed against the conversation so far. A text that says
 * nothing leaves the conversation's language; a clear one changes it at once.
 */
export function languageDetector(table: LanguageTable, spoken: readonly string[]): DetectLanguage {
  const bases = table.languages.map(baseOf)
  return (words, hints) => {
    const letters = words.filter(word => word.kind === 'word')
    const prior = priorOf(table.languages, hints, spoken)
    const script = byScript(letters, bases)
    if (script.foreign !== undefined) return { language: script.foreign, confidence: 0.95 }
    const evidence = new Float64Array(table.languages.length)
    const each = letters.map(word => evidenceOf(table, word, script.possible))
    for (const one of each) for (const [index, value] of one.entries()) evidence[index]! += value
    const alone = probabilities(evidence)
    const confidence = letters.length === 0 ? 0 : largest(alone)
    const together = probabilities(evidence.map((value, index) => value + (prior[index] ?? 0)))
    const language =
      table.languages[together.indexOf(largest(together))] ?? hints.language ?? spoken[0] ?? 'en'
    const languages = mixed(table, letters, each)
    return {
      language,
      confidence: honest(confidence, table.languages.length),
      ...(languages && { languages }),
    }
  }
}

/** "No information" is 1/n for n languages; on that scale it is 0. */
const honest = (probability: number, count: number): number =>
  count < 2 ? probability : Math.min(1, Math.max(0, (probability - 1 / count) / (1 - 1 / count)))

const baseOf = (language: string): string => language.split('-')[0] ?? language

function priorOf(languages: readonly string[], hints: Hints, spoken: readonly string[]): number[] {
  const market = hints.market && languageOfCountry(hints.market)
  return languages.map(language => {
    const is = (other: string | undefined): boolean =>
      other !== undefined && baseOf(other) === baseOf(language)
    return (
      (is(hints.language) ? PRIOR.language : 0) +
      (is(hints.locale) ? PRIOR.locale : 0) +
      (is(market) ? PRIOR.market : 0) +
      (language === spoken[0] ? PRIOR.first : 0)
    )
  })
}

const countries = new Map<string, string | undefined>()
function languageOfCountry(country: string): string | undefined {
  if (!/^[A-Z]{2}$/.test(country)) return undefined
  if (!countries.has(country)) countries.set(country, new Intl.Locale(`und-${country}`).maximize().language)
  return countries.get(country)
}

/**
 * `possible`: the languages whose script the first letters have (all of them for Latin). `foreign`: a script that none of ours is written in
 * names its language, so that the bot can say what it speaks.
 */
function byScript(
  words: readonly Word[],
  bases: readonly string[],
): { possible?: readonly boolean[]; foreign?: string } {
  const text = words
    .slice(0, 40)
    .map(word => word.plain)
    .join('')
  if (text === '' || !BEYOND_LATIN.test(text)) return {}
  let found: { candidates: readonly string[]; count: number } | undefined
  for (const [pattern, candidates] of SCRIPTS) {
    const count = text.match(pattern)?.length ?? 0
    // Kana among Han characters is Japanese even where Han are more.
    if (count * 2 > text.length || (count > 0 && candidates[0] === 'ja')) {
      found = { candidates, count }
      break
    }
  }
  if (!found) return {}
  const { candidates } = found
  const possible = bases.map(base => candidates.includes(base))
  return possible.includes(true) ? { possible } : { foreign: candidates[0] ?? 'und' }
}

function evidenceOf(
  table: LanguageTable,
  word: Word,
  possible: readonly boolean[] | undefined,
): Float64Array {
  const evidence = new Float64Array(table.languages.length)
  addEvidence(table, word.plain, evidence)
  const most = largest(evidence)
  // No word alone may decide by more than this: a name or a brand is no language.
  for (let index = 0; index < evidence.length; index++)
    evidence[index] =
      possible && !possible[index]
        ? -MOST_OF_A_WORD * 2
        : Math.max(-MOST_OF_A_WORD, (evidence[index] ?? 0) - most)
  return evidence
}

const MOST_OF_A_WORD = 6

function probabilities(logs: Float64Array): Float64Array {
  const most = largest(logs)
  const all = logs.map(value => Math.exp(value - most))
  const sum = all.reduce((total, value) => total + value, 0)
  return all.map(value => value / sum)
}

const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)

/** Two languages, when words in a row speak clearly for one and others, in a row too, for the other. */
function mixed(
  table: LanguageTable,
  words: readonly Word[],
  each: readonly Float64Array[],
): string[] | undefined {
  if (words.length < 4) return undefined
  const found = new Set<string>()
  for (let from = 0; from < words.length; ) {
    let to = from + 1
    while (to < words.length && !words[to]?.fresh) to++
    if (to - from >= 2) {
      const sum = new Float64Array(table.languages.length)
      for (const one of each.slice(from, to)) for (const [index, value] of one.entries()) sum[index]! += value
      const shares = probabilities(sum)
      const best = shares.indexOf(largest(shares))
      if ((shares[best] ?? 0) > 0.97) found.add(table.languages[best] ?? '')
    }
    from = to
  }
  return found.size > 1 ? [...found] : undefined
}
