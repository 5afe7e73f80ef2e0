/** Rows of the table: more would hardly collide less, and it stays in the cache of the processor. */
const ROWS = 2 ** 15
const LONGEST = 5
/** Added to every count, so that a letter group never seen is no proof. */
const SMOOTHING = 0.4

/** What each language's words look like: log-probabilities of hashed groups of 1 to 5 letters, and of whole words. Plain data, stored as it is. */
export interface LanguageTable {
  readonly languages: readonly string[]
  /** `ROWS * languages.length`, 1/16 of a nat a step, 0 the least likely. */
  readonly logs: Int8Array
}

/** Words of a language with how much each counts. */
export type LanguageWords = ReadonlyMap<string, number>

/** Learns from the words of each language. Deterministic. */
export function trainLanguages(words: ReadonlyMap<string, LanguageWords>): LanguageTable {
  const languages = [...words.keys()]
  const width = languages.length
  const counts = new Float64Array(ROWS * width)
  const totals = new Float64Array(width)
  for (const [index, language] of languages.entries())
    for (const [word, count] of words.get(language) ?? [])
      eachGroup(word, row => {
        const place = row * width + index
        // A word said a hundred times proves little more than one said ten times.
        counts[place] = (counts[place] ?? 0) + Math.sqrt(count)
        totals[index] = (totals[index] ?? 0) + Math.sqrt(count)
      })
  const logs = new Int8Array(ROWS * width)
  for (let row = 0; row < ROWS; row++)
    for (let index = 0; index < width; index++) {
      const likelihood =
        ((counts[row * width + index] ?? 0) + SMOOTHING) / ((totals[index] ?? 0) + SMOOTHING * ROWS)
      logs[row * width + index] = Math.max(-127, Math.round((Math.log(likelihood) + 6) * 16))
    }
  return { languages, logs }
}

/** Adds to `out` how much a word speaks for each language, in nats. */
export function addEvidence(table: LanguageTable, word: string, out: Float64Array): void {
  const width = table.languages.length
  const unit = 1 / (16 * OVERLAP)
  eachGroup(word, (row, weight) => {
    const base = row * width
    for (let index = 0; index < width; index++) out[index]! += (table.logs[base + index] ?? 0) * unit * weight
  })
}

/** Groups of one word overlap, so they do not prove as much as their number. */
const OVERLAP = 8

function eachGroup(word: string, visit: (row: number, weight: number) => void): void {
  const padded = ` ${word.slice(0, 30)} `
  for (let start = 0; start < padded.length; start++) {
    let hash = 0x811c9dc5
    const end = Math.min(padded.length, start + LONGEST)
    for (let at = start; at < end; at++) {
      hash = Math.imul(hash ^ padded.charCodeAt(at), 0x01000193)
      if (at > start || padded[at] !== ' ') visit(rowOf(hash), 1)
    }
  }
  let whole = 0x9e3779b9
  for (let at = 0; at < padded.length; at++) whole = Math.imul(whole ^ padded.charCodeAt(at), 0x01000193)
  visit(rowOf(whole), WHOLE)
}

/** A whole word that is known says more than its parts. */
const WHOLE = 2

function rowOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return (mixed ^ (mixed >>> 13)) & (ROWS - 1)
}
