import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { encodeTable, type GroupWeights, layOut } from '../intents/language/table.ts'
import { HAN, WRITINGS, type Writing } from '../intents/language/writings.ts'
import { hanWeights } from './language-table/han-weights.ts'
import { type ScriptWords, trainGroup, type Weights } from './language-table/train-group.ts'
import { seededRandom, wordSource } from './language-table/word-source.ts'

/*
 * Builds intents/language/table.bin, the table that tells languages apart:
 *
 *   node --max-old-space-size=10000 scripts/build-language-table.ts --models <folder> [--out file] [--words 400000] [--texts 4000000]
 *
 * <folder> is `src/main/resources/language-models` of github.com/pemistahl/lingua (Apache-2.0, made by its author from news texts of the Leipzig Corpora
 * Collection): counts of letters in groups of one to five, a folder a language. Read at commit 8aa23cd523c9e13464159e7f35571c1169c9ec94. Nothing else goes in.
 * Words are drawn from these counts, and a classifier is trained on short texts of such words; what is kept of it is the table. Same input, same bytes.
 * Takes about ten minutes and 8 GB.
 */

const { values: options } = parseArgs({
  options: {
    models: { type: 'string' },
    out: { type: 'string', default: 'intents/language/table.bin' },
    words: { type: 'string', default: '400000' },
    texts: { type: 'string', default: '4000000' },
    keep: { type: 'string', default: '1000000' },
    least: { type: 'string', default: '12' },
    rate: { type: 'string', default: '0.08' },
  },
})
if (options.models === undefined) throw new Error('--models <folder> is needed; see the head of this file')
const models: string = options.models

/** A sixteenth of a nat a step: ±8 nats in a byte. */
const UNIT = 1 / 16

/** Norwegian is written in two ways, one of them by nine in ten. */
const SOURCES: Readonly<Record<string, readonly (readonly [folder: string, share: number])[]>> = {
  no: [
    ['nb', 0.85],
    ['nn', 0.15],
  ],
}

const languages = [...new Set(WRITINGS.flatMap(writing => writing.languages))]
const trained = WRITINGS.filter(writing => writing.languages.length > 1).map(writing =>
  writing === HAN ? hanWeights(models) : learnt(writing),
)
const groups = trained.flatMap(weights => [...groupsOf(weights)])
writeFileSync(options.out, encodeTable(layOut(languages, UNIT, groups)))
console.log(`${options.out}: ${languages.length} languages, ${groups.length} groups of letters`)

function learnt(writing: Writing): Weights {
  const share = writing.languages.length / (WRITINGS[0]?.languages.length ?? 1)
  const count = (text: string): number => Math.round(Number(text) * share)
  const texts = count(options.texts)
  console.log(`${writing.name}: ${writing.languages.join(' ')}`)
  return trainGroup(wordsOf(writing), {
    leastCount: Number(options.least),
    texts,
    again: texts / 3,
    keep: count(options.keep),
    rate: Number(options.rate),
    random: seededRandom(7),
  })
}

function wordsOf({ languages }: Writing): ScriptWords {
  const words = languages.map((language, place) => {
    const random = seededRandom(place + 1)
    const drawn = (SOURCES[language] ?? [[language, 1]]).flatMap(([folder, share]) => {
      const draw = wordSource(join(models, folder), random)
      return Array.from({ length: Math.round(Number(options.words) * share) }, draw)
    })
    return {
      used: drawn.filter((_, at) => at % 7 === 0),
      different: [...new Set(drawn)].filter(word => word.length >= 5),
    }
  })
  return { languages, words }
}

function* groupsOf({ languages: own, hashes, values }: Weights): Generator<GroupWeights> {
  const width = own.length
  const places = own.map(language => languages.indexOf(language))
  for (const [row, hash] of hashes.entries()) {
    const weights = places.flatMap((place, at) => {
      const steps = Math.max(-127, Math.min(127, Math.round((values[row * width + at] ?? 0) / UNIT)))
      return steps === 0 ? [] : [[place, steps] as const]
    })
    if (weights.length > 0) yield { hash, weights }
  }
}
