import { groupsOf, MOST_GROUPS } from './letter-groups.ts'

/** Rows of the table: more would hardly collide less, and it stays in the cache of the processor. */
const ROWS = 2 ** 15
/** Added to every count, so that a group of letters never seen is no proof. */
const SMOOTHING = 0.4
/** A step of a byte, in nats. */
const UNIT = 1 / 16
/** Groups of one word overlap, so they do not prove as much as their number. */
const OVERLAP = 8
/** The last group of a word is the word as a whole, which says more than its parts. */
const WHOLE = 4

/**
 * How the bot's own examples look in each of its languages: how much more each (hashed) group of letters stands in one than in the others. It knows what customers
 * of this bot say, which the table of all languages, made from news, does not. Plain data, stored with the model.
 */
export interface OwnTable {
  readonly languages: readonly string[]
  /** `ROWS * languages.length`, in steps of `UNIT`; 0 where nothing is known. */
  readonly logs: Int8Array
}

/** Words of a language with how much each counts. */
export type LanguageWords = ReadonlyMap<string, number>

/** Learns from the words of each language. Deterministic. */
export function trainLanguages(words: ReadonlyMap<string, LanguageWords>): OwnTable {
  const languages = [...words.keys()]
  const width = languages.length
  const counts = new Float64Array(ROWS * width)
  const totals = new Float64Array(width)
  const hashes = new Int32Array(MOST_GROUPS)
  for (const [index, language] of languages.entries())
    for (const [word, count] of words.get(language) ?? []) {
      // A word said a hundred times proves little more than one said ten times.
      const said = Math.sqrt(count)
      const size = groupsOf(word, hashes)
      for (const hash of hashes.subarray(0, size)) counts[(hash & (ROWS - 1)) * width + index]! += said
      totals[index]! += said * size
    }
  const logs = new Int8Array(ROWS * width)
  for (let row = 0; row < ROWS; row++) logs.set(rowOf(counts, totals, row), row * width)
  return { languages, logs }
}

function rowOf(counts: Float64Array, totals: Float64Array, row: number): Int8Array {
  const width = totals.length
  const shares = Array.from(
    totals,
    (total, index) => ((counts[row * width + index] ?? 0) + SMOOTHING) / (total + SMOOTHING * ROWS),
  )
  const usual = shares.reduce((sum, share) => sum + share, 0) / width
  return Int8Array.from(shares, share =>
    Math.max(-127, Math.min(127, Math.round(Math.log(share / usual) / UNIT))),
  )
}

/** Adds to `out`, by place in the table's languages, how much some groups of letters, by their hashes, speak for each, in nats. @see groupsOf */
export function addOwn(table: OwnTable, hashes: Int32Array, size: number, out: Float64Array): void {
  const { logs } = table
  const width = table.languages.length
  const unit = UNIT / OVERLAP
  for (let index = 0; index < size; index++) {
    const base = (hashes[index]! & (ROWS - 1)) * width
    const weight = index === size - 1 ? unit * WHOLE : unit
    for (let at = 0; at < width; at++) out[at]! += logs[base + at]! * weight
  }
}
