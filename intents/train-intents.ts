import { OUT_OF_SCOPE } from '../protocol/understanding.ts'
import { calibrate } from './calibrate.ts'
import { numberColumns } from './columns.ts'
import { stemHash } from './features.ts'
import { type IntentModel, outsideOf } from './intent-model.ts'
import { knownPhrases } from './known-phrases.ts'
import { messageFeatures, rowMaker } from './rows.ts'
import type { Stemmer } from './stems.ts'
import type { Terms } from './terms.ts'
import { type Lesson, trainLinear, trials } from './trials.ts'
import { thin } from './weights.ts'

/** A training message, read: its terms, and the intents that it is, or the one that it is not. */
export interface Sample {
  language: string
  terms: Terms
  /** Empty: none of the bot's intents. */
  intents: readonly string[]
  /** A near miss: says only that it is not this one. */
  not?: string
  /** Made by us (an intent's name): trains, but is never a trial. */
  made?: boolean
}

/** Learns the intents of a bot from its phrases in all languages. Deterministic; `undefined` when there is nothing to learn. */
export function trainIntents(
  samples: readonly Sample[],
  stemmers: ReadonlyMap<string, Stemmer>,
): IntentModel | undefined {
  const wanted = [...new Set(samples.flatMap(sample => sample.intents))].sort()
  if (wanted.length === 0) return undefined
  const intents = samples.filter(isOutside).length < ENOUGH_OUTSIDE ? wanted : [...wanted, OUT_OF_SCOPE]
  const taught = samples.filter(({ not }) => not === undefined || intents.includes(not))
  const stems = taught.map(({ language, terms }) => {
    const stem = stemmers.get(language) ?? (word => word)
    return terms.words.map(word => stemHash(stem(word)))
  })
  const features = taught.map(({ terms, intents, not }, index) => {
    const hashes: number[] = []
    messageFeatures(terms, stems[index] ?? [], hash => hashes.push(hash))
    return { features: Uint32Array.from(hashes), label: [...intents, not ?? ''].join(' ') }
  })
  const columns = numberColumns(features, new Set(stems.flat()))
  const lessons = lessonsOf(taught, stems, intents, rowMaker(columns))
  const size = columns.keys.length
  const weights = thin(trainLinear(lessons, size, intents.length))
  const calibration = calibrate(trials(lessons, size, intents.length), outsideOf(intents))
  const phrases = knownPhrases(
    taught.flatMap(({ language, terms, made }, index) => {
      const { positive, only, marked } = lessons[index] as Lesson
      const classes = marked ? [] : positive
      return made
        ? []
        : [{ language, words: terms.words, positive: classes, ...(only !== undefined && { only }) }]
    }),
  )
  return { intents, columns, weights, calibration, phrases, vocabularies: vocabulariesOf(taught) }
}

/** From so many phrases on, what is out of scope is learnt as an intent is, beside being none of the others. */
const ENOUGH_OUTSIDE = 40

const isOutside = ({ intents, not }: Sample): boolean => intents.length === 0 && not === undefined

function lessonsOf(
  samples: readonly Sample[],
  stems: readonly (readonly number[])[],
  intents: readonly string[],
  rowOf: ReturnType<typeof rowMaker>,
): Lesson[] {
  const number = new Map(intents.map((intent, index) => [intent, index]))
  const outside = outsideOf(intents)
  return samples.map((sample, index) => {
    const { terms, not, made } = sample
    const marked = isOutside(sample)
    const named = sample.intents.map(intent => number.get(intent) ?? -1)
    const positive = marked && outside >= 0 ? [outside] : named
    return {
      ...rowOf(terms, stems[index] ?? []),
      positive,
      ...(marked && { marked }),
      ...(not !== undefined && { only: number.get(not) ?? -1 }),
      stems: stems[index] ?? [],
      trial: positive.length > 0 && !made,
    }
  })
}

function vocabulariesOf(samples: readonly Sample[]): Record<string, [string, number][]> {
  const vocabularies: Record<string, [string, number][]> = {}
  for (const [language, own] of Map.groupBy(samples, sample => sample.language)) {
    const counts = new Map<string, number>()
    for (const { terms } of own) for (const term of terms.words) counts.set(term, (counts.get(term) ?? 0) + 1)
    vocabularies[language] = [...counts]
      .filter(([term]) => /^\p{L}/u.test(term))
      .sort(([a], [b]) => (a < b ? -1 : 1))
  }
  return vocabularies
}
