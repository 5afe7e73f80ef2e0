import { textHash } from './features.ts'

/** The bot's own phrases: what its writer wrote is read as it is written, however alike the phrases of other intents are. Plain data, stored as it is. */
export interface KnownPhrases {
  /** Hash of a phrase's terms and language. */
  readonly keys: Uint32Array
  /** The class that it is; `NONE` for what is out of scope; `-2 - class` for what a class is not. */
  readonly classes: Int32Array
}

const NONE = -1

/** What a phrase says of its classes. */
export interface Phrase {
  readonly language: string
  readonly words: readonly string[]
  readonly positive: readonly number[]
  readonly only?: number
}

/** A phrase of two intents decides nothing. */
export function knownPhrases(phrases: readonly Phrase[]): KnownPhrases {
  const known = new Map<number, number>()
  // Near misses first: a phrase that is one intent's and another's near miss is the first's.
  for (const { language, words, positive, only } of phrases.toSorted(
    (a, b) => Number(b.only !== undefined) - Number(a.only !== undefined),
  )) {
    if (positive.length > 1) continue
    known.set(keyOf(language, words), only === undefined ? (positive[0] ?? NONE) : -2 - only)
  }
  return { keys: Uint32Array.from(known.keys()), classes: Int32Array.from(known.values()) }
}

const keyOf = (language: string, words: readonly string[]): number =>
  textHash(`${language} ${words.join(' ')}`)

/** What scores as well as the machines allow. */
const SURE = 1

/** Mends the scores of a message that is one of the phrases. */
export function phraseReader({
  keys,
  classes,
}: KnownPhrases): (language: string, words: readonly string[], scores: Float32Array) => void {
  const known = new Map(Array.from(keys, (key, index) => [key, classes[index] as number]))
  return (language, words, scores) => {
    const found = known.get(keyOf(language, words))
    if (found === undefined) return
    if (found >= 0) scores[found] = Math.max(SURE, ...scores)
    else if (found === NONE) scores.fill(-SURE)
    else scores[-2 - found] = -SURE
  }
}
