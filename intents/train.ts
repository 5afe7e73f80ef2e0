import { createHash } from 'node:crypto'
import { loadCultures } from '../locales/culture.ts'
import { entityReaders } from './entities/read-entities.ts'
import { learn } from './learn.ts'
import { learnApart } from './learn-apart.ts'
import { ALGORITHM, loadModel, saveModel } from './model-file.ts'
import { packsOf } from './packs.ts'
import { tongueOf } from './tongue.ts'
import { understanderOf } from './understand.ts'
import type { TrainingSource, Understander } from './understander.ts'

export interface TrainingOptions {
  /** Where models are kept by content hash. */
  cacheDir?: string
  /** Learns in a process of its own: a server goes on answering, and keeps none of the memory that learning takes. */
  apart?: boolean
}

/**
 * Learns a bot's phrases, or loads what was learnt of the very same before. Same source, same culture packs: same model, byte for byte. With
 * `cacheDir` the model is kept there by content hash; a damaged or foreign file is ignored and written anew.
 * Any source works: no intents, one, two with the same phrase, a language without phrases.
 * @throws SyntaxError when `orderNumber` is no regular expression.
 */
export async function trainUnderstander(
  source: TrainingSource,
  options: TrainingOptions = {},
): Promise<Understander> {
  const packs = await packsOf(source.languages)
  const readEntities = entityReaders(source.orderNumber, source.countries, source.products)
  const key = keyOf(source, packs)
  const { cacheDir, apart = false } = options
  const cached = cacheDir === undefined ? undefined : await loadModel(cacheDir, key)
  const found = cached ?? (apart ? await learnApart(source, key) : undefined)
  const cultures = found?.cultures ?? (await loadCultures(packs))
  const tongues = await Promise.all(source.languages.map(language => tongueOf(language, cultures)))
  const model = found ?? { cultures, ...(await learn(source, tongues, readEntities)) }
  if (!cached && cacheDir !== undefined) await saveModel(cacheDir, key, model)
  return understanderOf(model, { languages: source.languages, tongues, readEntities })
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
