import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Draws words of a language, as often as they stand in running text. */
export type DrawWord = () => string

/** Random numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const FILES = ['unigrams', 'bigrams', 'trigrams', 'quadrigrams', 'fivegrams']
const BORDER = '_'

/** How often a letter follows some others. */
interface Next {
  letters: string[]
  /** Running sums of the counts. */
  sums: number[]
}

/**
 * The words of one language out of Lingua's model: `unigrams.json` … `fivegrams.json` hold how often each group of letters stands inside words, as a share of
 * the group without its last letter. From the counts of longer groups follows how often a group begins or ends a word: a border is what is missing.
 * Words are drawn letter by letter, each after the (up to four) before it.
 */
export function wordSource(folder: string, random: () => number): DrawWord {
  const next = followers(countGroups(folder))
  const draw = (): string => {
    let word = BORDER
    for (let length = 0; length < 40; length++) {
      const letter = pick(next, word, random)
      if (letter === BORDER) return word.slice(1)
      word += letter
    }
    return word.slice(1)
  }
  return draw
}

/** How often each letter stands in a language's text, as a share of all. */
export function letterShares(folder: string): Map<string, number> {
  const shares = new Map<string, number>()
  for (const [group, [part, of]] of fractions(join(folder, 'unigrams.json'))) shares.set(group, part / of)
  return shares
}

function* fractions(file: string): Generator<[string, [number, number]]> {
  const { ngrams } = JSON.parse(readFileSync(file, 'utf8')) as { ngrams: Record<string, string> }
  for (const [fraction, groups] of Object.entries(ngrams)) {
    const [part = 0, of = 1] = fraction.split('/').map(Number)
    for (const group of groups.split(' ')) yield [group, [part, of]]
  }
}

function countGroups(folder: string): Map<string, number> {
  const counts = new Map<string, number>()
  // Any scale will do: the letters of all words together.
  const total = 1e8
  for (const file of FILES) {
    const path = join(folder, `${file}.json`)
    if (!existsSync(path)) break
    for (const [group, [part, of]] of fractions(path)) {
      const before = group.length === 1 ? total : counts.get(group.slice(0, -1))
      if (before !== undefined) counts.set(group, (part / of) * before)
    }
  }
  return withBorders(counts)
}

function withBorders(counts: Map<string, number>): Map<string, number> {
  const after = new Map<string, number>()
  const before = new Map<string, number>()
  const around = new Map<string, number>()
  const add = (sums: Map<string, number>, group: string, count: number): void => {
    sums.set(group, (sums.get(group) ?? 0) + count)
  }
  for (const [group, count] of counts) {
    if (group.length > 1) {
      add(after, group.slice(1), count)
      add(before, group.slice(0, -1), count)
    }
    if (group.length > 2) add(around, group.slice(1, -1), count)
  }
  const least = 1e8 * 1e-8
  const longest = counts.keys().reduce((most, group) => Math.max(most, group.length), 0)
  const all = new Map(counts)
  for (const [group, count] of counts) {
    if (group.length >= longest) continue
    const begins = count - (after.get(group) ?? 0)
    const ends = count - (before.get(group) ?? 0)
    if (begins > least) all.set(BORDER + group, begins)
    if (ends > least) all.set(group + BORDER, ends)
    if (group.length >= longest - 1) continue
    const whole = begins + ends - count + (around.get(group) ?? 0)
    if (whole > least) all.set(BORDER + group + BORDER, whole)
  }
  return all
}

function followers(counts: ReadonlyMap<string, number>): Map<string, Next> {
  const next = new Map<string, Next>()
  for (const [group, count] of counts) {
    const context = group.slice(0, -1)
    if (context === '' || group === BORDER) continue
    const known = next.get(context) ?? { letters: [], sums: [] }
    known.letters.push(group.slice(-1))
    known.sums.push((known.sums.at(-1) ?? 0) + count)
    next.set(context, known)
  }
  return next
}

function pick(next: ReadonlyMap<string, Next>, word: string, random: () => number): string {
  for (let length = Math.min(4, word.length); length > 0; length--) {
    const known = next.get(word.slice(-length))
    if (!known) continue
    const at = random() * (known.sums.at(-1) ?? 0)
    const found = known.sums.findIndex(sum => sum > at)
    return known.letters[found] ?? BORDER
  }
  return BORDER
}
