import { setImmediate } from 'node:timers/promises'
import type { ReadEntities } from './entities/read-entities.ts'
import { type LanguageWords, trainLanguages } from './language/own-table.ts'
import type { Model } from './model-file.ts'
import { readPhrase } from './phrases.ts'
import { openMessage } from './reading.ts'
import { samplesOf } from './samples.ts'
import type { Tongue } from './tongue.ts'
import { trainIntents } from './train-intents.ts'
import type { IntentExamples, TrainingSource } from './understander.ts'

/** Learns language by language, letting others run between. */
export async function learn(
  source: TrainingSource,
  tongues: readonly Tongue[],
  readEntities: ReadEntities,
): Promise<Omit<Model, 'cultures'>> {
  const words = new Map<string, LanguageWords>()
  const samples = []
  for (const tongue of tongues) {
    const examples = source.examples[tongue.language] ?? []
    words.set(tongue.language, wordsFor(examples, tongue))
    samples.push(...samplesOf(examples, tongue, readEntities))
    await setImmediate()
  }
  const stemmers = new Map(tongues.map(({ language, stem }) => [language, stem]))
  return { table: trainLanguages(words), intents: trainIntents(samples, stemmers) }
}

/** How much a word of the culture pack counts beside the bot's own: it stands for many phrases. */
const PACK_COUNT = 9

function wordsFor(examples: readonly IntentExamples[], { lexicon }: Tongue): LanguageWords {
  const counts = new Map<string, number>()
  const add = (text: string, count: number): void => {
    for (const word of openMessage(text).words)
      if (word.kind === 'word') counts.set(word.plain, (counts.get(word.plain) ?? 0) + count)
  }
  for (const { phrases, not } of examples)
    for (const phrase of [...phrases, ...not]) add(readPhrase(phrase).text, 1)
  for (const word of lexicon?.known ?? [])
    if (!lexicon?.names.has(word)) counts.set(word, (counts.get(word) ?? 0) + PACK_COUNT)
  return counts
}
