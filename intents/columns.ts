/** The features that a model knows, the most frequent first, of equals by hash: what is looked up most lies together, and the file is smaller. Plain data. */
export interface Columns {
  /** Hash of each. */
  readonly keys: Uint32Array
  /** In how many training messages each stands, 65,535 at most; of a bot with few, in messages of how many intents. */
  readonly frequencies: Uint16Array
  /** How many messages, or intents, there were. */
  readonly messages: number
}

/** Columns made ready to be asked. */
export interface ColumnIndex {
  /** The column of a hash, or -1. */
  find(hash: number): number
  /** Inverse document frequency to the power 0.5, by column. */
  readonly idf: Float32Array
  /** For features that no training message has. */
  readonly unknownIdf: number
}

/** Open addressing in one typed array, about 5 ms for 100,000 columns. */
export function indexColumns({ keys, frequencies, messages }: Columns): ColumnIndex {
  const mask = 2 ** Math.ceil(Math.log2(Math.max(16, keys.length * 2))) - 1
  /** Column + 1; 0 is an empty place. */
  const places = new Int32Array(mask + 1)
  for (let column = 0; column < keys.length; column++) {
    let place = keys[column]! & mask
    while (places[place] !== 0) place = (place + 1) & mask
    places[place] = column + 1
  }
  const idf = (frequency: number): number => Math.sqrt(Math.log((1 + messages) / (1 + frequency)) + 1)
  return {
    idf: Float32Array.from(frequencies, idf),
    unknownIdf: idf(0),
    find(hash) {
      for (let place = hash & mask; ; place = (place + 1) & mask) {
        const column = places[place]! - 1
        if (column < 0 || keys[column] === hash) return column
      }
    },
  }
}

/**
 * From so many messages on a feature that only one of them has is left out: it halves the model and costs no accuracy that shows (CLINC150). With fewer, what a
 * feature tells is measured by the intents that have it: an intent of five phrases that all begin alike makes no beginning common. Cross-validation on corpus50
 * went from 79.6 to 80.5 %, on ten examples an intent of CLINC150 from 83.8 to 84.3 %; with many messages it is the worse measure.
 */
const MANY = 3_000

/** A training message for counting: its features, and what it is an example of. */
export interface Counted {
  features: Uint32Array
  /** The same for all messages of an intent. */
  label: string
}

/** Numbers the features of all training messages; `stems` stay even when they are rare, since they tell which words are known. */
export function numberColumns(messages: readonly Counted[], stems: ReadonlySet<number>): Columns {
  const many = messages.length >= MANY
  const groups = many
    ? messages.map(message => [message])
    : [...Map.groupBy(messages, ({ label }) => label).values()]
  const numbers = new Map<number, number>()
  /** By number: the hash, how many groups have it, and the last of them. */
  const hashes: number[] = []
  const counts: number[] = []
  const last: number[] = []
  for (const [group, members] of groups.entries())
    for (const { features } of members)
      for (const hash of features) {
        const number = numbers.get(hash)
        if (number === undefined) {
          numbers.set(hash, hashes.length)
          hashes.push(hash)
          counts.push(1)
          last.push(group)
        } else if (last[number] !== group) {
          counts[number]!++
          last[number] = group
        }
      }
  const kept = [...hashes.keys()]
    .filter(number => !many || counts[number]! > 1 || stems.has(hashes[number]!))
    .sort((a, b) => counts[b]! - counts[a]! || hashes[a]! - hashes[b]!)
  return {
    keys: Uint32Array.from(kept, number => hashes[number]!),
    frequencies: Uint16Array.from(kept, number => Math.min(0xffff, counts[number]!)),
    messages: groups.length,
  }
}
