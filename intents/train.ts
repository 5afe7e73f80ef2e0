import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { cultureOf, culturePackTexts, loadCultures } from '../locales/culture.ts'
import { entityReaders, type ReadEntities } from './entities/read-entities.ts'
import { type LanguageWords, trainLanguages } from './language/own-table.ts'
import { ALGORITHM, loadModel, type Model, saveModel } from './model-file.ts'
import { readPhrase } from './phrases.ts'
import { openMessage } from './reading.ts'
import { samplesOf } from './samples.ts'
import { type Tongue, tongueOf } from './tongue.ts'
import { trainIntents } from './train-intents.ts'
import { understanderOf } from './understand.ts'
import type { IntentExamples, TrainingSource, Understander } from './understander.ts'

/**
 * Learns a bot's phrases, or loads what was learnt of the very same before. Same source, same culture packs: same model, byte for byte. With
 * `cacheDir` the model is kept there by content hash; a damaged or foreign file is ignored and written anew.
 * Any source works: no intents, one, two with the same phrase, a language without phrases.
 * @throws SyntaxError when `orderNumber` is no regular expression.
 */
export async function trainUnderstander(
  source: TrainingSource,
  options: { cacheDir?: string } = {},
): Promise<Understander> {
  const packs = await packsOf(source.languages)
  const readEntities = entityReaders(source.orderNumber, source.countries, source.products)
  const key = keyOf(source, packs)
  const { cacheDir } = options
  const cached = cacheDir === undefined ? undefined : await loadModel(cacheDir, key)
  const cultures = cached?.cultures ?? (await loadCultures(packs))
  const tongues = await Promise.all(source.languages.map(language => tongueOf(language, cultures)))
  const model = cached ?? { cultures, ...(await learn(source, tongues, readEntities)) }
  if (!cached && cacheDir !== undefined) await saveModel(cacheDir, key, model)
  return understanderOf(model, { languages: source.languages, tongues, readEntities })
}

/** The texts of the packs that these languages use. */
async function packsOf(languages: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = await culturePackTexts()
  const used = new Map<string, string>()
  for (const tag of texts.keys())
    if (languages.some(language => cultureOf(texts, language) === texts.get(tag)))
      used.set(tag, texts.get(tag) ?? '')
  return used
}

function keyOf(source: TrainingSource, packs: ReadonlyMap<string, string>): string {
  const { languages, examples, orderNumber, countries } = source
  const learnt = languages.map(language =>
    (examples[language] ?? []).map(({ intent, phrases, not }) => [intent, phrases, not]),
  )
  return createHash('sha256')
    .update(JSON.stringify([ALGORITHM, languages, learnt, orderNumber, countries, [...packs]]))
    .digest('hex')
}

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
  for (const word of lexicon?.known ?? []) counts.set(word, (counts.get(word) ?? 0) + PACK_COUNT)
  return counts
}
