import { isOneSlip, isTwoSlips } from './slips.ts'

/** Gives what a customer most likely meant by a word: a word that the bot knows, two that were joined, or the word itself. */
export type Repair = (word: string) => readonly string[]

/** Shorter words have too many neighbours. */
const SHORTEST = 3
/** In words shorter than this a letter is missing, or nothing: `wha`, `hav`. */
const SHORTEST_CHANGED = 4
const LONGEST = 24
/** In words so long two slips leave no doubt. */
const SHORTEST_OF_TWO_SLIPS = 9
/** In words so long the first letter may be the one beside it on the keyboard. */
const SHORTEST_OF_FIRST = 5
/** Words that were joined have so many letters each, or are among the language's small words. */
const SHORTEST_JOINED = 3
/** So many repairs are remembered. */
const REMEMBERED = 10_000

/**
 * Repairs slips in words that the bot does not know: a letter missing, added, changed, or two swapped (two such slips in long
 * words), keeping the first letter, which fast typing rarely misses, or letting it slip to its neighbour on the keyboard; and parts words that were
 * joined (`whereis`, `miorden`). `vocabulary` holds how often each word stands in the bot's phrases; the more frequent wins. After one of `prefixes`, which are
 * written together with a word (ال), the letter that follows is kept as the first is: الكمان is a violin, no ضمان.
 */
export function spellingRepair(
  vocabulary: ReadonlyMap<string, number>,
  isKnown: (word: string) => boolean,
  smallWords: ReadonlySet<string> = new Set(),
  prefixes: readonly string[] = [],
): Repair {
  const longestFirst = prefixes.toSorted((a, b) => b.length - a.length)
  let buckets: ReadonlyMap<string, readonly string[]> | undefined
  const remembered = new Map<string, readonly string[]>()
  const repair = (word: string): readonly string[] => {
    const parted = partJoined(word, vocabulary, smallWords)
    if (parted?.every(part => part.length >= SHORTEST_JOINED)) return parted
    buckets ??= bucketsOf(vocabulary)
    const kept = keptOf(word, longestFirst)
    const near = nearest(word, kept, buckets, vocabulary, 1) ?? besideFirst(word, vocabulary)
    const two = word.length >= SHORTEST_OF_TWO_SLIPS && near === undefined
    const meant = near ?? (two ? nearest(word, kept, buckets, vocabulary, 2) : undefined)
    return meant === undefined ? (parted ?? [word]) : [meant]
  }
  return word => {
    if (word.length < SHORTEST || word.length > LONGEST || isKnown(word)) return [word]
    let found = remembered.get(word)
    if (found === undefined) {
      found = /^\p{L}+$/u.test(word) ? repair(word) : [word]
      if (remembered.size >= REMEMBERED) remembered.clear()
      remembered.set(word, found)
    }
    return found
  }
}

/** Words by first letter and length: a slip changes the length by one at most, so few are compared. */
function bucketsOf(vocabulary: ReadonlyMap<string, number>): Map<string, string[]> {
  const buckets = new Map<string, string[]>()
  for (const word of vocabulary.keys()) {
    if (word.length < SHORTEST || word.length > LONGEST) continue
    const key = `${word[0]}${word.length}`
    const bucket = buckets.get(key)
    if (bucket) bucket.push(word)
    else buckets.set(key, [word])
  }
  return buckets
}

/** The letters that a repair must leave: what is written together with the word, and the word's first. */
function keptOf(word: string, prefixes: readonly string[]): string {
  const prefix = prefixes.find(each => word.startsWith(each) && word.length >= each.length + SHORTEST) ?? ''
  return word.slice(0, prefix.length + 1)
}

function nearest(
  word: string,
  kept: string,
  buckets: ReadonlyMap<string, readonly string[]>,
  vocabulary: ReadonlyMap<string, number>,
  slips: 1 | 2,
): string | undefined {
  const isNear = slips === 1 ? isOneSlip : isTwoSlips
  let best: string | undefined
  let bestCount = 0
  const shortest = word.length < SHORTEST_CHANGED ? word.length + 1 : word.length - slips
  for (let length = shortest; length <= word.length + slips; length++)
    for (const candidate of buckets.get(`${word[0]}${length}`) ?? []) {
      const count = vocabulary.get(candidate) ?? 0
      if (count > bestCount && candidate.startsWith(kept) && isNear(word, candidate)) {
        best = candidate
        bestCount = count
      }
    }
  return best
}

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const NEIGHBOURS: ReadonlyMap<string, readonly string[]> = new Map(
  ROWS.flatMap((row, y) =>
    [...row].map((letter, x) => {
      const around = ROWS.flatMap((other, v) =>
        Math.abs(v - y) > 1 ? [] : [...other.slice(Math.max(0, x - 1), x + 2)],
      )
      return [letter, around.filter(each => each !== letter)] as const
    }),
  ),
)

/** `prder` → `order`, `rodr` stays. */
function besideFirst(word: string, vocabulary: ReadonlyMap<string, number>): string | undefined {
  if (word.length < SHORTEST_OF_FIRST) return undefined
  const [first = '', second = ''] = word
  const candidates = (NEIGHBOURS.get(first) ?? []).map(letter => letter + word.slice(1))
  const found = [second + first + word.slice(2), ...candidates].filter(each => vocabulary.has(each))
  return found.sort((a, b) => (vocabulary.get(b) ?? 0) - (vocabulary.get(a) ?? 0))[0]
}

/** The two known words of which this is made: those whose rarer one is the most frequent. */
function partJoined(
  word: string,
  vocabulary: ReadonlyMap<string, number>,
  smallWords: ReadonlySet<string>,
): [string, string] | undefined {
  let best: [string, string] | undefined
  let bestCount = 0
  for (let at = 2; at <= word.length - 2; at++) {
    const parts: [string, string] = [word.slice(0, at), word.slice(at)]
    if (parts.some(part => part.length < SHORTEST_JOINED && !smallWords.has(part))) continue
    const count = Math.min(vocabulary.get(parts[0]) ?? 0, vocabulary.get(parts[1]) ?? 0)
    if (count > bestCount) {
      best = parts
      bestCount = count
    }
  }
  return best
}
