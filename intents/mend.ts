import { type Lexicon, matchesOf } from './lexicon.ts'
import type { Reading } from './reading.ts'
import { type Repair, spellingRepair } from './repair.ts'
import type { Word } from './words.ts'

/** A reading with slips of spelling mended, for finding out what is wanted; offsets stay those of what was written. The reading itself when there is none. */
export type Mend = (reading: Reading) => Reading

/** Words of the culture pack are there to be meant, though no phrase has them. */
const PACK_COUNT = 0.5

/** `vocabulary`: words of the bot's phrases in this language, with how often they stand there. `knows`: tells what need not be mended. */
export function mender(
  vocabulary: Iterable<readonly [string, number]>,
  lexicon: Pick<Lexicon, 'known' | 'names' | 'functionWords' | 'culture' | 'prefixes'> | undefined,
  knows: (word: string) => boolean,
): Mend {
  const counts = new Map(Array.from(lexicon?.known ?? [], word => [word, PACK_COUNT]))
  for (const name of lexicon?.names ?? []) counts.delete(name)
  for (const [word, count] of vocabulary) counts.set(word, count)
  const isKnown = (word: string): boolean =>
    counts.has(word) || lexicon?.names.has(word) === true || knows(word) || hasBeginning(word, lexicon)
  const repair = spellingRepair(counts, isKnown, lexicon?.functionWords, lexicon?.culture.stem?.prefixes)
  return reading => {
    const words = mendWords(reading.words, repair, counts, isKnown)
    if (words === undefined) return reading
    const { lexicon } = reading
    return { ...reading, words, matches: lexicon ? matchesOf(lexicon, words) : [] }
  }
}

/** مشعورة is known where the pack has مشعور*. */
function hasBeginning(word: string, lexicon: Pick<Lexicon, 'prefixes'> | undefined): boolean {
  for (let length = word.length; lexicon && length >= SHORTEST_BEGINNING; length--)
    if (lexicon.prefixes.get(word.slice(0, length))?.some(({ words }) => words.length === 1)) return true
  return false
}

/** Shorter ones begin too much. */
const SHORTEST_BEGINNING = 5

/** So many unknown words of a message are mended; more is no message to a shop, and each costs some 30 µs. */
const MOST_UNKNOWN = 60

function mendWords(
  words: readonly Word[],
  repair: Repair,
  counts: ReadonlyMap<string, number>,
  isKnown: (word: string) => boolean,
): Word[] | undefined {
  let mended: Word[] | undefined
  let unknown = 0
  const mayMend = ({ plain }: Word): boolean =>
    words.length <= MOST_UNKNOWN || isKnown(plain) || ++unknown <= MOST_UNKNOWN
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word
    const joined = word.kind === 'word' ? joinedWith(word, words[at + 1], counts, isKnown) : undefined
    const meant = joined
      ? [joined]
      : word.kind === 'word' && mayMend(word)
        ? repair(word.plain)
        : [word.plain]
    const next = words[at + (joined ? 1 : 0)] as Word
    if (meant.length === 1 && meant[0] === word.plain) {
      mended?.push(word)
      continue
    }
    mended ??= words.slice(0, at)
    for (const [index, plain] of meant.entries())
      mended.push({ ...word, text: plain, plain, end: next.end, fresh: word.fresh && index === 0 })
    if (joined) at++
  }
  return mended
}

/** `can cel` is one known word where at least one half is none. */
function joinedWith(
  word: Word,
  next: Word | undefined,
  counts: ReadonlyMap<string, number>,
  isKnown: (word: string) => boolean,
): string | undefined {
  if (next?.kind !== 'word' || next.fresh) return undefined
  const whole = word.plain + next.plain
  if (whole.length < 5 || !counts.has(whole) || (isKnown(word.plain) && isKnown(next.plain))) return undefined
  return whole
}
