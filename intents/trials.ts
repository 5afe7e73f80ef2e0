import { addBayes } from './bayes.ts'
import { type Example, type Linear, trainSvm } from './svm.ts'

/** A training message as the machines take it. */
export interface Lesson extends Example {
  /** Hashes of its words' stems. */
  readonly stems: readonly number[]
  /** A customer's words, and not made by us: may be held out. */
  readonly trial: boolean
}

/** One phrase as a model that was trained without it scored it. */
export interface Trial {
  readonly scores: Float32Array
  /** The right classes; two intents may share a phrase. */
  readonly positive: readonly number[]
  readonly coverage: number
}

const FOLDS = 3
/** With so many messages one fold of a fifth tells enough. */
const MANY = 4_000
const FOLDS_OF_MANY = 5

/** A message of which nothing is known belongs to no intent, however few phrases a bot has. */
const BLANK: Example = { columns: new Int32Array(0), values: new Float32Array(0), positive: [] }

/** Machines with naive Bayes in the sum. */
export function trainLinear(lessons: readonly Lesson[], columns: number, classes: number): Linear {
  const linear = trainSvm([...lessons, BLANK], { columns, classes })
  addBayes(linear, lessons)
  return linear
}

/** Cross-validation: each phrase, or a fifth of very many, is scored by a model that never saw it. */
export function trials(lessons: readonly Lesson[], columns: number, classes: number): Trial[] {
  const many = lessons.length > MANY
  const folds = many ? FOLDS_OF_MANY : FOLDS
  const fold = foldsOf(lessons, folds)
  const found: Trial[] = []
  for (let each = 0; each < (many ? 1 : folds); each++) {
    const training = lessons.filter((_, index) => fold[index] !== each)
    const linear = trainLinear(training, columns, classes)
    const known = new Set(training.flatMap(({ stems }) => stems))
    for (const [index, lesson] of lessons.entries())
      if (fold[index] === each)
        found.push({
          scores: scoresOf(linear, lesson),
          positive: lesson.positive,
          coverage: lesson.stems.filter(stem => known.has(stem)).length / Math.max(1, lesson.stems.length),
        })
  }
  return found
}

/** Spreads the phrases of each intent evenly; -1 is never held out. An intent with one phrase is not: without it nothing is known of it. */
function foldsOf(lessons: readonly Lesson[], folds: number): number[] {
  const of = new Map<number, number>()
  for (const { trial, positive } of lessons)
    if (trial) for (const each of positive) of.set(each, (of.get(each) ?? 0) + 1)
  const next = new Map<number, number>()
  return lessons.map(({ trial, positive }) => {
    const first = positive[0] ?? -1
    if (!trial || (of.get(first) ?? 0) < 2) return -1
    const turn = next.get(first) ?? first % folds
    next.set(first, turn + 1)
    return turn % folds
  })
}

function scoresOf(
  { classes, columns, weights }: Linear,
  { columns: entries, values }: Example,
): Float32Array {
  const scores = weights.slice(columns * classes)
  for (let entry = 0; entry < entries.length; entry++) {
    const base = entries[entry]! * classes
    for (let each = 0; each < classes; each++) scores[each]! += values[entry]! * weights[base + each]!
  }
  return scores
}
