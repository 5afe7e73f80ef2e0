import type { Lexicon } from '../lexicon.ts'

/** The number words of a language that may be written together. */
interface Compounds {
  numbers: ReadonlyMap<string, number>
  joiners: ReadonlySet<string>
  longest: number
  /** Whether a word is worth looking at: it is long, and begins as a number word does. */
  mayBegin(word: string): boolean
}

/** Letters that tell whether a word may begin with a number word. */
const HEAD = 3
const SHORTEST = 6
/** `siebenhundertsiebenundsiebzigtausend…`: longer is no number that a customer writes. */
const LONGEST = 48

const known = new WeakMap<Lexicon, Compounds>()

/** Made once for a lexicon. */
export function compoundsOf(lexicon: Lexicon): Compounds {
  const made = known.get(lexicon)
  if (made) return made
  const numbers = new Map<string, number>()
  const joiners = new Set<string>()
  for (const entries of lexicon.entries.values())
    for (const { tag, value, words } of entries) {
      const [word, another] = words
      if (word === undefined || another !== undefined) continue
      if (tag === 'number' && word.length > 1) numbers.set(word, Number(value))
      if (tag === 'joiner') joiners.add(word)
    }
  const heads = new Set(Array.from(numbers.keys(), word => word.slice(0, HEAD)))
  for (const word of numbers.keys()) if (word.length < HEAD) heads.add(word)
  const compounds: Compounds = {
    numbers,
    joiners,
    longest: Math.max(0, ...Array.from(numbers.keys(), word => word.length)),
    mayBegin: word =>
      word.length >= SHORTEST &&
      word.length <= LONGEST &&
      (heads.has(word.slice(0, HEAD)) || heads.has(word.slice(0, HEAD - 1))),
  }
  known.set(lexicon, compounds)
  return compounds
}

/** `einundzwanzig` → 1, 20; undefined when any letter is left over. At most length² look-ups. */
export function split(word: string, { numbers, joiners, longest }: Compounds): number[] | undefined {
  const ways: (readonly number[] | undefined)[] = [[]]
  for (let end = 1; end <= word.length; end++)
    for (let start = Math.max(0, end - longest); start < end; start++) {
      const before = ways[start]
      if (!before) continue
      const part = word.slice(start, end)
      const value = numbers.get(part)
      if (value !== undefined) ways[end] = [...before, value]
      else if (start > 0 && end < word.length && joiners.has(part)) ways[end] ??= before
      else continue
      if (value !== undefined) break
    }
  const values = ways[word.length]
  return values && values.length > 1 ? [...values] : undefined
}
