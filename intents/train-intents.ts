import { calibrate, type Trial } from './calibrate.ts'
import {
  buildColumns,
  type Columns,
  type Hashes,
  hashTerms,
  newHashes,
  rowMaker,
  stemHash,
} from './features.ts'
import { type IntentModel, quantise } from './intent-model.ts'
import type { Stemmer } from './stems.ts'
import { type Example, type Linear, trainSvm } from './svm.ts'
import type { Terms } from './terms.ts'

/** A training message, read: its terms, and the intents that it is, or the one that it is not. */
export interface Sample {
  terms: Terms
  /** Empty: none of the bot's intents. */
  intents: readonly string[]
  /** A near miss: says only that it is not this one. */
  not?: string
  /** Made by us (an intent's name): trains, but is never a trial. */
  made?: boolean
}

interface Prepared extends Example {
  stems: ReadonlySet<number>
  trial: boolean
}

const EPOCHS = 8
const FOLDS = 3
/** Rows times classes above which training takes long: then one fold of a fifth is tried instead of all, in fewer epochs, at no loss that shows. */
const LARGE = 1_200_000
const LARGE_EPOCHS = 5

/** Learns the intents of one language. Deterministic; `undefined` when there is nothing to learn. */
export function trainIntents(
  language: string,
  samples: readonly Sample[],
  stem: Stemmer,
): IntentModel | undefined {
  const intents = [...new Set(samples.flatMap(sample => sample.intents))].sort()
  if (intents.length === 0) return undefined
  const number = new Map(intents.map((intent, index) => [intent, index]))
  const hashed = samples.map(sample => hashesOf(sample.terms, stem))
  const columns = buildColumns(hashed)
  const rowOf = rowMaker(columns)
  const rows = samples.flatMap((sample, index): Prepared[] => {
    const only = sample.not === undefined ? undefined : number.get(sample.not)
    if (sample.not !== undefined && only === undefined) return []
    const row = rowOf(hashed[index] as Hashes)
    return [
      {
        columns: row.column.slice(0, row.count),
        values: row.value.slice(0, row.count),
        positive: sample.intents.map(intent => number.get(intent) ?? -1),
        ...(only !== undefined && { only }),
        stems: new Set(sample.terms.words.map(term => stemHash(stem(term)))),
        trial: sample.intents.length > 0 && !sample.made,
      },
    ]
  })
  const linear = trainSvm(rows, {
    columns: columns.size,
    classes: intents.length,
    epochs: epochsFor(rows, intents.length),
  })
  const small = quantise(linear)
  const calibration = calibrate(trials(rows, columns, intents.length), small.bias)
  return { language, intents, columns, ...small, calibration, vocabulary: vocabularyOf(samples) }
}

function hashesOf({ words, concepts }: Terms, stem: Stemmer): Hashes {
  const hashes = shared
  hashTerms(words, words.map(stem), concepts, hashes)
  const { count } = hashes
  return {
    count,
    hash: hashes.hash.slice(0, count),
    view: hashes.view.slice(0, count),
    weight: hashes.weight.slice(0, count),
  }
}

const shared = newHashes()

const isLarge = (rows: readonly Prepared[], classes: number): boolean => rows.length * classes > LARGE
const epochsFor = (rows: readonly Prepared[], classes: number): number =>
  isLarge(rows, classes) ? LARGE_EPOCHS : EPOCHS

/** Cross-validation: each phrase is scored by a machine that never saw it. */
function trials(rows: readonly Prepared[], columns: Columns, classes: number): Trial[] {
  const large = isLarge(rows, classes)
  const folds = large ? 5 : FOLDS
  const fold = foldsOf(rows, folds)
  const found: Trial[] = []
  for (let each = 0; each < (large ? 1 : folds); each++) {
    const training = rows.filter((_, index) => fold[index] !== each)
    const linear = trainSvm(training, { columns: columns.size, classes, epochs: epochsFor(rows, classes) })
    const known = new Set(training.flatMap(row => [...row.stems]))
    for (const [index, row] of rows.entries())
      if (fold[index] === each)
        found.push({
          scores: scoresOf(linear, row),
          positive: row.positive,
          coverage: share(row.stems, known),
        })
  }
  return found
}

/** Spreads the phrases of each intent evenly; -1 is never held out. An intent with one phrase is not: without it nothing is known of it. */
function foldsOf(rows: readonly Prepared[], folds: number): number[] {
  const of = new Map<number, number>()
  for (const row of rows)
    if (row.trial) for (const each of row.positive) of.set(each, (of.get(each) ?? 0) + 1)
  const next = new Map<number, number>()
  return rows.map(row => {
    const first = row.positive[0] ?? -1
    if (!row.trial || (of.get(first) ?? 0) < 2) return -1
    const turn = next.get(first) ?? first % folds
    next.set(first, turn + 1)
    return turn % folds
  })
}

function scoresOf({ classes, columns, weights }: Linear, row: Example): Float32Array {
  const scores = weights.slice(columns * classes)
  for (let entry = 0; entry < row.columns.length; entry++) {
    const base = (row.columns[entry] ?? 0) * classes
    for (let each = 0; each < classes; each++)
      scores[each]! += (row.values[entry] ?? 0) * weights[base + each]!
  }
  return scores
}

const share = (stems: ReadonlySet<number>, known: ReadonlySet<number>): number => {
  let hits = 0
  for (const stem of stems) if (known.has(stem)) hits++
  return stems.size === 0 ? 0 : hits / stems.size
}

function vocabularyOf(samples: readonly Sample[]): (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const { terms } of samples)
    for (const term of terms.words) if (/^\p{L}/u.test(term)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
}
