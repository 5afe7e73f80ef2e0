import { groupsOf, MOST_GROUPS } from '../../intents/language/letter-groups.ts'

/** Words of the languages that share a script, drawn as often as they are used. */
export interface ScriptWords {
  languages: readonly string[]
  /** By place in `languages`: as often as they are used, and, of five letters or more, each once. */
  words: readonly { used: readonly string[]; different: readonly string[] }[]
}

/** How much each of some groups of letters speaks for each language, in nats; 0 where it says nothing. */
export interface Weights {
  languages: readonly string[]
  hashes: Int32Array
  /** `hashes.length * languages.length`. */
  values: Float32Array
}

/** How the weights are learnt. The defaults of `build-language-table.ts` were chosen on the development texts. */
export interface TrainOptions {
  /** A group of letters that is rarer in all the words together is left out. */
  leastCount: number
  /** Texts shown before and after pruning. */
  texts: number
  again: number
  /** So many weights remain. */
  keep: number
  rate: number
  random: () => number
}

/**
 * Softmax regression over the groups of letters of short texts (one to eight words), by AdaGrad; then all but the weights that matter most are dropped, and
 * those that remain learn once more without the others. Pure but for `random`.
 */
export function trainGroup(source: ScriptWords, options: TrainOptions): Weights {
  const { index, counts } = indexOf(source, options.leastCount)
  const width = source.languages.length
  const values = new Float32Array(index.size * width)
  begin(source, index, values)
  const learn = learner(source, index, values, options)
  learn(options.texts, undefined)
  const kept = prune(values, counts, width, options.keep)
  learn(options.again, kept)
  return { languages: source.languages, hashes: index.hashes(), values }
}

const hashes = new Int32Array(MOST_GROUPS)

/** Visits the hash of every group of letters of a word. */
export function eachGroup(word: string, visit: (hash: number) => void): void {
  const size = groupsOf(word, hashes)
  for (let at = 0; at < size; at++) visit(hashes[at]!)
}

/** Places of hashes, by open addressing: a Map of a million numbers is several times slower. */
interface GroupIndex {
  readonly size: number
  /** -1 when it is not in it. */
  find(hash: number): number
  hashes(): Int32Array
}

function indexOf({ words }: ScriptWords, least: number): { index: GroupIndex; counts: Uint32Array } {
  const BITS = 25
  const rough = new Uint8Array(2 ** BITS)
  for (const { used, different } of words)
    for (const list of [used, different])
      for (const word of list)
        eachGroup(word, hash => {
          const at = hash >>> (32 - BITS)
          if (rough[at]! < 255) rough[at]!++
        })
  const exact = new Map<number, number>()
  for (const { used, different } of words)
    for (const list of [used, different])
      for (const word of list)
        eachGroup(word, hash => {
          if (rough[hash >>> (32 - BITS)]! >= least) exact.set(hash, (exact.get(hash) ?? 0) + 1)
        })
  const kept = [...exact].filter(([, count]) => count >= least).sort(([a], [b]) => a - b)
  const counts = Uint32Array.from(kept, ([, count]) => count)
  return { index: groupIndex(Int32Array.from(kept, ([hash]) => hash)), counts }
}

function groupIndex(hashes: Int32Array): GroupIndex {
  const bits = Math.ceil(Math.log2(hashes.length * 2 + 2))
  const mask = 2 ** bits - 1
  const slots = new Int32Array(2 ** bits).fill(-1)
  for (const [place, hash] of hashes.entries()) {
    let at = hash & mask
    while (slots[at] !== -1) at = (at + 1) & mask
    slots[at] = place
  }
  return {
    size: hashes.length,
    hashes: () => hashes,
    find(hash) {
      for (let at = hash & mask; ; at = (at + 1) & mask) {
        const place = slots[at] as number
        if (place === -1 || hashes[place] === hash) return place
      }
    },
  }
}

/** The groups of one word overlap, so each says only a part of what it would alone. */
const OVERLAP = 0.2
const SMOOTHING = 0.5

/** Where learning begins: how much more often a group stands in a language than in the others. */
function begin({ words }: ScriptWords, index: GroupIndex, values: Float32Array): void {
  const width = words.length
  for (const [language, { used, different }] of words.entries()) {
    const step = 1e5 / (used.length + different.length)
    for (const list of [used, different])
      for (const word of list)
        eachGroup(word, hash => {
          const place = index.find(hash)
          if (place >= 0) values[place * width + language]! += step
        })
  }
  for (let place = 0; place < index.size; place++) {
    const row = values.subarray(place * width, (place + 1) * width)
    const usual = Math.log(row.reduce((sum, count) => sum + count, 0) / width + SMOOTHING)
    for (let at = 0; at < width; at++) row[at] = OVERLAP * (Math.log(row[at]! + SMOOTHING) - usual)
  }
}

type Learn = (texts: number, allowed: Uint8Array | undefined) => void

function learner(source: ScriptWords, index: GroupIndex, values: Float32Array, options: TrainOptions): Learn {
  const width = source.languages.length
  const { rate, random } = options
  const seen = new Float32Array(index.size).fill(1)
  const active = new Int32Array(8 * 200)
  const scores = new Float64Array(width)
  return (texts, allowed) => {
    for (let text = 0; text < texts; text++) {
      const right = Math.floor(random() * width)
      let size = 0
      for (const word of drawText(source.words[right]!, random))
        eachGroup(word, hash => {
          const place = index.find(hash)
          if (place >= 0 && size < active.length) active[size++] = place
        })
      scores.fill(0)
      for (let at = 0; at < size; at++) {
        const base = active[at]! * width
        for (let language = 0; language < width; language++) scores[language]! += values[base + language]!
      }
      const error = errors(scores, right)
      if (error < LEARNT) continue
      const step = rate * (1 - (0.9 * text) / texts)
      for (let at = 0; at < size; at++) {
        const place = active[at]!
        seen[place]! += error
        const own = step / Math.sqrt(seen[place]!)
        const base = place * width
        for (let language = 0; language < width; language++)
          if (allowed === undefined || allowed[base + language] === 1)
            values[base + language]! -= own * scores[language]!
      }
    }
  }
}

/** A text that is told right and surely teaches nothing. */
const LEARNT = 1e-4

/** Turns scores into what is wrong with the probabilities; answers the sum of its squares. */
function errors(scores: Float64Array, right: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > most) most = score
  let sum = 0
  for (let at = 0; at < scores.length; at++) sum += scores[at] = Math.exp(scores[at]! - most)
  let squares = 0
  for (let at = 0; at < scores.length; at++) {
    scores[at] = scores[at]! / sum - (at === right ? 1 : 0)
    squares += scores[at]! ** 2
  }
  return squares
}

/** One word in 45 of 100 texts, two in 30, three to eight in the rest; half of the words are rare ones; one text in seven is written without accents. */
function drawText({ used, different }: ScriptWords['words'][number], random: () => number): string[] {
  const kind = random()
  const count = kind < 0.45 ? 1 : kind < 0.75 ? 2 : 3 + Math.floor(random() * 6)
  const bare = random() < 1 / 7
  const text: string[] = []
  for (let at = 0; at < count; at++) {
    const list = random() < 0.5 ? used : different
    const word = list[Math.floor(random() * list.length)] ?? ''
    text.push(bare ? withoutAccents(word) : word)
  }
  return text
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the test for ASCII
const ASCII = /^[\x00-\x7f]*$/
const withoutAccents = (word: string): string =>
  ASCII.test(word)
    ? word
    : word
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC')

/** Keeps the weights that change most texts most; a group's least telling value becomes 0 first, since only differences count. */
function prune(values: Float32Array, counts: Uint32Array, width: number, keep: number): Uint8Array {
  const worth = new Float32Array(values.length)
  for (let place = 0; place < counts.length; place++) {
    const row = values.subarray(place * width, (place + 1) * width)
    const middle = row.toSorted()[width >> 1] ?? 0
    const weight = Math.sqrt(counts[place] ?? 0)
    for (let language = 0; language < width; language++) {
      row[language]! -= middle
      worth[place * width + language] = Math.abs(row[language]!) * weight
    }
  }
  const least = keep >= worth.length ? 0 : (worth.toSorted()[worth.length - keep] ?? 0)
  const allowed = new Uint8Array(values.length)
  for (let at = 0; at < values.length; at++)
    if (worth[at]! > least) allowed[at] = 1
    else values[at] = 0
  return allowed
}
