import { OUT_OF_SCOPE } from '../protocol/understanding.ts'
import type { ReadEntities } from './entities/read-entities.ts'
import { phraseKey } from './phrase-list.ts'
import { readPhrase } from './phrases.ts'
import { openMessage, readingOf } from './reading.ts'
import { type Terms, termsOf } from './terms.ts'
import type { Tongue } from './tongue.ts'
import type { Sample } from './train-intents.ts'
import type { IntentExamples } from './understander.ts'

/** Training messages of a language: phrases (one that stands in two intents is both), near misses, and the intents' names. */
export function samplesOf(
  examples: readonly IntentExamples[],
  tongue: Tongue,
  readEntities: ReadEntities,
): Sample[] {
  const { language } = tongue
  const terms = (phrase: string): Terms => {
    const { text, entities: marked } = readPhrase(phrase)
    const reading = readingOf(openMessage(text), tongue.lexicon, {})
    return termsOf(reading, [...marked, ...readEntities(reading)])
  }
  const merged = new Map<string, { language: string; terms: Terms; intents: string[] }>()
  const near: Sample[] = []
  for (const { intent, phrases, not } of examples) {
    for (const phrase of phrases) {
      const key = phraseKey(phrase) || phrase
      const sample = merged.get(key) ?? { language, terms: terms(phrase), intents: [] }
      if (intent !== OUT_OF_SCOPE && !sample.intents.includes(intent)) sample.intents.push(intent)
      merged.set(key, sample)
    }
    for (const phrase of not) near.push({ language, terms: terms(phrase), intents: [], not: intent })
  }
  const names = [...new Set(examples.filter(({ phrases }) => phrases.length > 0).map(({ intent }) => intent))]
    .filter(intent => intent !== OUT_OF_SCOPE)
    .map(intent => ({
      language,
      terms: terms(intent.replace(/[._]+/g, ' ').replace(/^faq /, '')),
      intents: [intent],
      made: true,
    }))
  return [...merged.values(), ...near, ...names].filter(sample => sample.terms.words.length > 0)
}
