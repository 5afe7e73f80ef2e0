import type { Culture } from '../locales/culture.ts'
import { normalise } from './normalise.ts'
import { timePhrases } from './time-phrases.ts'
import { isUnspaced, type Word, wordsOf } from './words.ts'

/** What a word or phrase of a culture pack is for. */
export type Tag =
  | 'answer'
  | 'ordinal'
  | 'number'
  | 'joiner'
  | 'negation'
  | 'negation.after'
  | 'correction'
  | 'conjunction'
  | 'angry'
  | 'unhappy'
  | 'pleased'
  | 'insult'
  | 'threat'
  | 'mild'
  | 'urgent'
  | 'calm'
  | 'need'
  | 'or'
  | 'all'
  | 'none'
  | 'introduction'
  | 'money'
  | 'cent'
  | `time.${string}`
  | 'cue.order'
  | 'cue.postcode'
  | 'cue.phone'
  | 'cue.choice'
  | 'cue.email'
  | `concept.${string}`

/** A phrase of the pack found in a message: words `from` to `to` (exclusive). */
export interface Match {
  tag: Tag
  /** `yes`, `no`, `maybe`; the number; `last`; a currency; days from today and the like; else empty. A concept's name stands in its tag. */
  value: string
  from: number
  to: number
}

interface Entry {
  tag: Tag
  value: string
  /** All its words; one that ends in `*` matches what begins so. */
  words: readonly string[]
}

/** A culture pack made ready for reading. */
export interface Lexicon {
  readonly culture: Culture
  /** Every word of the pack, plain: never "repaired" into something else. */
  readonly known: ReadonlySet<string>
  /** Those that name others (shops, banks, services): no words of the language, and nothing that a customer meant by another word. */
  readonly names: ReadonlySet<string>
  /** Its small words, plain. */
  readonly functionWords: ReadonlySet<string>
  readonly abbreviations: ReadonlyMap<string, readonly string[]>
  /** What may be written together with a word, plain, the longest first. */
  readonly affixes: readonly string[]
  /** Last words by which a question is known without its mark. */
  readonly questionEndings: ReadonlySet<string>
  /** By first word. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>
  /** By the beginning of the first word, for words with `*`. */
  readonly prefixes: ReadonlyMap<string, readonly Entry[]>
}

const plainWords = (phrase: string): string[] => wordsOf(normalise(phrase).text).map(word => word.plain)

/** The concept that holds others' names. */
const NAMES = 'concept.other'

/** Compiles a culture pack; about 1 ms. */
export function compileLexicon(culture: Culture): Lexicon {
  const entries = new Map<string, Entry[]>()
  const prefixes = new Map<string, Entry[]>()
  const known = new Set<string>()
  const meaning = new Set<string>()
  const add = (tag: Tag, phrases: readonly string[], value = ''): void => {
    for (const phrase of phrases) {
      const open = phrase.endsWith('*')
      const words = plainWords(phrase)
      const last = words.length - 1
      for (const word of words) known.add(word)
      if (tag !== NAMES) for (const word of words) meaning.add(word)
      if (last < 0) continue
      if (open) words[last] += '*'
      const first = words[0] ?? ''
      const table = first.endsWith('*') ? prefixes : entries
      const key = first.replace(/\*$/, '')
      const list = table.get(key)
      if (list) list.push({ tag, value, words })
      else table.set(key, [{ tag, value, words }])
    }
  }
  for (const [value, phrases] of Object.entries(culture.answers)) add('answer', phrases, value)
  for (const [value, phrases] of Object.entries(culture.ordinals)) add('ordinal', phrases, value)
  for (const [value, phrases] of Object.entries(culture.numbers)) add('number', phrases, value)
  add('joiner', culture.numberJoiners)
  add('negation', culture.negation)
  add('correction', culture.correction)
  add('conjunction', culture.conjunctions)
  add('negation.after', culture.negationAfter ?? [])
  const { angry, unhappy, pleased, insults, threats, neutral } = culture.sentiment
  add('angry', angry)
  add('unhappy', unhappy)
  add('pleased', pleased)
  add('insult', insults)
  add('threat', threats)
  add('mild', neutral ?? [])
  add('urgent', culture.urgency)
  add('calm', culture.calm ?? [])
  add('need', culture.needs ?? [])
  const { or, all, none } = culture.choices ?? {}
  add('or', or ?? [])
  add('all', all ?? [])
  add('none', none ?? [])
  add('introduction', culture.introductions ?? [])
  for (const [currency, phrases] of Object.entries(culture.money ?? {})) add('money', phrases, currency)
  for (const [currency, phrases] of Object.entries(culture.cents ?? {})) add('cent', phrases, currency)
  for (const { tag, value, phrases } of timePhrases(culture)) add(`time.${tag}`, phrases, value)
  for (const [cue, phrases] of Object.entries(culture.cues)) add(`cue.${cue}` as Tag, phrases ?? [])
  for (const [concept, phrases] of Object.entries(culture.concepts ?? {})) add(`concept.${concept}`, phrases)
  const functionWords = new Set(culture.functionWords.flatMap(plainWords))
  for (const word of functionWords) {
    known.add(word)
    meaning.add(word)
  }
  const abbreviations = new Map(
    Object.entries(culture.abbreviations).map(
      ([short, long]) => [plainWords(short).join(''), plainWords(long)] as const,
    ),
  )
  const affixes = (culture.prefixes ?? [])
    .flatMap(plainWords)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  const questionEndings = new Set((culture.questionEndings ?? []).flatMap(plainWords))
  const names = known.difference(meaning)
  return { culture, known, names, functionWords, abbreviations, affixes, questionEndings, entries, prefixes }
}

const SHORTEST_PREFIX = 3
/** No beginning of the packs is longer; a word without end is not tried to its end. */
const LONGEST_PREFIX = 24
/** Fewer letters are no word after an affix. */
const SHORTEST_STEM = 2

/** All phrases of the pack in a message, by place; of one tag the longest, without overlap. */
export function matchesOf(lexicon: Lexicon, words: readonly Word[]): Match[] {
  const found: Match[] = []
  const until = new Map<Tag, number>()
  for (let from = 0; from < words.length; from++) {
    const best = new Map<Tag, Match>()
    for (const entry of candidatesFor(lexicon, words[from]?.plain ?? '')) {
      if ((until.get(entry.tag) ?? 0) > from || !fits(entry, words, from)) continue
      const to = from + entry.words.length
      if (to > (best.get(entry.tag)?.to ?? 0))
        best.set(entry.tag, { tag: entry.tag, value: entry.value, from, to })
    }
    for (const match of best.values()) {
      until.set(match.tag, match.to)
      found.push(match)
    }
  }
  return found
}

/** Also without what is written together with the word: وعشرون is "and twenty". */
function candidatesFor(lexicon: Lexicon, word: string): readonly Entry[] {
  const found = candidates(lexicon, word)
  if (found.length > 0) return found
  for (const affix of lexicon.affixes) {
    if (word.length < affix.length + SHORTEST_STEM || !word.startsWith(affix)) continue
    const rest = candidates(lexicon, word.slice(affix.length))
    if (rest.length > 0) return rest
  }
  return found
}

/** Also without doubled letters: `nooo` is read as `noo`, and means `no`. */
function candidates(lexicon: Lexicon, word: string): readonly Entry[] {
  const exact = lexicon.entries.get(word) ?? []
  let all = exact
  const longest = Math.min(word.length, LONGEST_PREFIX)
  for (let length = SHORTEST_PREFIX; length <= longest; length++) {
    const open = lexicon.prefixes.get(word.slice(0, length))
    if (open) all = [...all, ...open]
  }
  if (all.length > 0) return all
  const single = squeeze(word)
  return single === word ? all : (lexicon.entries.get(single) ?? all)
}

/** `holaa` → `hola`. */
export const squeeze = (word: string): string =>
  /(\p{L})\1/u.test(word) ? word.replace(/(\p{L})\1+/gu, '$1') : word

function fits(entry: Entry, words: readonly Word[], from: number): boolean {
  for (let at = 1; at < entry.words.length; at++) {
    const expected = entry.words[at] ?? ''
    const word = words[from + at]?.plain ?? ''
    if (expected.endsWith('*') ? !word.startsWith(expected.slice(0, -1)) : word !== expected) return false
  }
  return true
}

/**
 * True when a negation stands at most two words before `at`, in the same breath, or, with `end` given, one of those that follow what they deny
 * at most two words (four letters of an unspaced script) after it.
 */
export function isNegated(
  matches: readonly Match[],
  words: readonly Word[],
  at: number,
  end?: number,
): boolean {
  return matches.some(match => {
    if (match.tag === 'negation')
      return match.to <= at && at - match.to <= 2 && !breaks(words, match.to, at) && !isChoice(match, words)
    if (match.tag !== 'negation.after' || end === undefined || match.from < end) return false
    const reach = isUnspaced(words[match.from]?.text ?? '') ? 4 : 2
    return match.from - end <= reach && !breaks(words, end, match.from)
  })
}

/** A mark stands before one of the words `from` to `to`, both included. */
function breaks(words: readonly Word[], from: number, to: number): boolean {
  for (let between = from; between <= to; between++) if (words[between]?.fresh) return true
  return false
}

/** 能不能, 是不是, 有没有: the Chinese way to ask yes or no denies nothing. */
export const isChoice = ({ from }: Match, words: readonly Word[]): boolean => {
  const before = words[from - 1]?.plain
  return before !== undefined && before === words[from + 1]?.plain && isUnspaced(before)
}
