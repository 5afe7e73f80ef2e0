/** Views of a message: each is scaled to length one, so that none drowns the others. */
export const WORD_VIEW = 0
export const CHARACTER_VIEW = 1
const VIEWS = 2

/** What an entity leaves in a text: a word of its own, the same for every value. */
export const placeholder = (entityType: string): string => `\u0001${entityType}`

/** Features of one message, hashed, not yet looked up. Reused from message to message. */
export interface Hashes {
  count: number
  /** 32-bit hashes, never 0. */
  hash: Uint32Array
  view: Uint8Array
  /** What one occurrence counts for. */
  weight: Float32Array
}

/** A message as a sparse row over the model's columns. Reused; `count` entries are valid. */
export interface Row {
  count: number
  column: Int32Array
  value: Float32Array
}

/** A message may have so many features: about 300 words. The rest is not read. */
export const MAX_FEATURES = 8_192

export const newHashes = (): Hashes => ({
  count: 0,
  hash: new Uint32Array(MAX_FEATURES),
  view: new Uint8Array(MAX_FEATURES),
  weight: new Float32Array(MAX_FEATURES),
})

/** Weights measured on 10 examples an intent (CLINC150, HWU64): pairs 0.5 and unordered pairs 0.4 beside stems gave +2.4. */
const PAIR = 0.5
const UNORDERED = 0.4

const SHORTEST = 2
const LONGEST = 5

/** Fills `out` with the features of a message: its words as terms (@see Terms), their stems, and its concepts. */
export function hashTerms(
  words: readonly string[],
  stems: readonly string[],
  concepts: readonly string[],
  out: Hashes,
): void {
  out.count = 0
  hashWords(stems, out)
  hashConcepts(concepts, out)
  hashCharacters(words, out)
}

/**
 * Beside words of weight 1. On the reference bot's phrases, each tried by a model that never saw it and all unlike each other, concepts lifted the right
 * first guess from 59 to 75 % (en), 53 to 67 (es), 59 to 71 (ro).
 */
const CONCEPT = 1.5
const CONCEPT_PAIR = 1

/** Concepts and pairs of them, in no order. */
function hashConcepts(concepts: readonly string[], out: Hashes): void {
  const hashes = concepts.map(concept => hashString(concept, 0x85ebca6b))
  for (const [index, hash] of hashes.entries()) {
    emit(out, hash, WORD_VIEW, CONCEPT)
    for (const other of hashes.slice(0, index)) emit(out, unordered(hash, other), WORD_VIEW, CONCEPT_PAIR)
  }
}

function hashWords(stems: readonly string[], out: Hashes): void {
  let before = 0
  let beforeThat = 0
  for (const stem of stems) {
    const word = hashString(stem, 0x811c9dc5)
    emit(out, word, WORD_VIEW, 1)
    if (before !== 0) emit(out, mix(Math.imul(before, 31) ^ word), WORD_VIEW, PAIR)
    if (before !== 0) emit(out, unordered(before, word), WORD_VIEW, UNORDERED)
    if (beforeThat !== 0) emit(out, unordered(beforeThat, word), WORD_VIEW, UNORDERED)
    beforeThat = before
    before = word
  }
}

const unordered = (a: number, b: number): number =>
  mix((a ^ b) + Math.imul(a >>> 0 < b >>> 0 ? a : b, 0x27d4eb2f))

/** Letters 2 to 5 over the whole message, blanks between words included, so that "check out" and "checkout" meet. */
function hashCharacters(terms: readonly string[], out: Hashes): void {
  const text = ` ${terms.join(' ')} `
  for (let start = 0; start < text.length - 1; start++) {
    let hash = 0x9e3779b9
    const end = Math.min(text.length, start + LONGEST)
    for (let at = start; at < end; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
      if (at - start >= SHORTEST - 1) emit(out, mix(hash), CHARACTER_VIEW, 1)
    }
  }
}

function hashString(text: string, seed: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mix(hash)
}

/** The hash under which a stem is counted: tells whether the model knows a word. */
export const stemHash = (stem: string): number => hashString(stem, 0x811c9dc5) >>> 0 || 1

function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

function emit(out: Hashes, hash: number, view: number, weight: number): void {
  if (out.count >= MAX_FEATURES) return
  out.hash[out.count] = hash >>> 0 || 1
  out.view[out.count] = view
  out.weight[out.count] = weight
  out.count++
}

/** Hash → column, by open addressing in two typed arrays: no objects, and stored as it is. */
export interface Columns {
  readonly size: number
  /** A power of two long; 0 is an empty place. */
  readonly keys: Uint32Array
  readonly ids: Int32Array
  /** Inverse document frequency to the power 0.5, by column. */
  readonly idf: Float32Array
  /** For features no training message has. */
  readonly unknownIdf: number
}

/** The column of a hash, or -1. */
export function columnOf(columns: Columns, hash: number): number {
  const mask = columns.keys.length - 1
  for (let place = hash & mask; ; place = (place + 1) & mask) {
    const key = columns.keys[place]
    if (key === hash) return columns.ids[place] ?? -1
    if (key === 0) return -1
  }
}

/** Numbers the features of all training messages, in order of appearance. */
export function buildColumns(messages: Iterable<Hashes>): Columns {
  const ids = new Map<number, number>()
  const seenIn: number[] = []
  const documents: number[] = []
  let document = 0
  for (const message of messages) {
    document++
    for (let at = 0; at < message.count; at++) {
      const hash = message.hash[at] ?? 0
      let id = ids.get(hash)
      if (id === undefined) {
        id = ids.size
        ids.set(hash, id)
        documents.push(0)
        seenIn.push(0)
      }
      if (seenIn[id] === document) continue
      seenIn[id] = document
      documents[id] = (documents[id] ?? 0) + 1
    }
  }
  const idf = (frequency: number): number => Math.sqrt(Math.log((1 + document) / (1 + frequency)) + 1)
  return {
    size: ids.size,
    ...table(ids),
    idf: Float32Array.from(documents, idf),
    unknownIdf: Math.fround(idf(0)),
  }
}

function table(ids: ReadonlyMap<number, number>): { keys: Uint32Array; ids: Int32Array } {
  const length = 2 ** Math.ceil(Math.log2(Math.max(16, ids.size * 2)))
  const keys = new Uint32Array(length)
  const places = new Int32Array(length)
  for (const [hash, id] of ids) {
    let place = hash & (length - 1)
    while (keys[place] !== 0) place = (place + 1) & (length - 1)
    keys[place] = hash
    places[place] = id
  }
  return { keys, ids: places }
}

/**
 * Turns hashed features into rows of one model. What no training message has still lengthens its view, so that a message that is half unknown
 * scores half as high: this alone lifted the area under ROC for out of scope from 0.912 to 0.930 (CLINC150, 10 examples). The row given back is valid until the next call.
 */
export function rowMaker(columns: Columns): (hashes: Hashes) => Row {
  const row: Row = { count: 0, column: new Int32Array(MAX_FEATURES), value: new Float32Array(MAX_FEATURES) }
  const counts = new Float32Array(columns.size)
  const views = new Uint8Array(columns.size)
  const lengths = new Float64Array(VIEWS)
  return hashes => {
    row.count = 0
    lengths.fill(0)
    for (let at = 0; at < hashes.count; at++) {
      const column = columnOf(columns, hashes.hash[at] ?? 0)
      const weight = hashes.weight[at] ?? 0
      const view = hashes.view[at] ?? 0
      if (column < 0) {
        lengths[view] = (lengths[view] ?? 0) + (weight * columns.unknownIdf) ** 2
        continue
      }
      if (counts[column] === 0) {
        row.column[row.count++] = column
        views[column] = view
      }
      counts[column] = (counts[column] ?? 0) + weight
    }
    for (let at = 0; at < row.count; at++) {
      const column = row.column[at] ?? 0
      const count = counts[column] ?? 0
      const value = (count > 1 ? 1 + Math.log(count) : count) * (columns.idf[column] ?? 0)
      row.value[at] = value
      const view = views[column] ?? 0
      lengths[view] = (lengths[view] ?? 0) + value * value
      counts[column] = 0
    }
    for (let view = 0; view < VIEWS; view++) lengths[view] = 1 / Math.sqrt(lengths[view] || 1)
    for (let at = 0; at < row.count; at++)
      row.value[at] = (row.value[at] ?? 0) * (lengths[views[row.column[at] ?? 0] ?? 0] ?? 0)
    return row
  }
}
