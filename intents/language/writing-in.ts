import type { Word } from '../words.ts'
import type { SpokenWords } from './spoken-words.ts'
import { HAN, KANA, type Writing, writingOf } from './writings.ts'

/** What of a message is looked at: its words in the letters that most of it is in. */
export interface Seen {
  writing: Writing
  words: readonly Word[]
  names: ReadonlySet<Word>
  /** How much text that is, in letters of an alphabet. */
  letters: number
}

/** So many words tell the language of any message. */
const MOST_WORDS = 60
/** Names in Latin letters stand in texts of all writings. */
const NAME = 0.25
/** A letter beyond Latin among signs is part of a smiley: ¯\\_(ツ)_/¯. */
const LEAST_WEIGHT = 7

/** The words that tell a message's language: those in the writing that has most of it, brands and addresses in another left aside. Undefined when there are none. */
export function writingIn({ words, names, alone }: SpokenWords): Seen | undefined {
  const weights = new Map<Writing, number>()
  const read = words.slice(0, MOST_WORDS)
  for (const word of read) {
    const writing = writingOf(word.plain)
    const weight = word.plain.length * (names.has(word) ? NAME : 1) * (writing?.letterWeight ?? 0)
    if (writing) weights.set(writing, (weights.get(writing) ?? 0) + weight)
  }
  const kana = weights.get(KANA)
  if (kana !== undefined && weights.has(HAN)) {
    weights.set(KANA, kana + (weights.get(HAN) ?? 0))
    weights.delete(HAN)
  }
  let most: Writing | undefined
  for (const [writing, weight] of weights) if (weight > (most ? (weights.get(most) ?? 0) : 0)) most = writing
  if (most === undefined) return undefined
  const letters = weights.get(most) ?? 0
  if (letters < LEAST_WEIGHT && most.script !== 'Latn' && !alone) return undefined
  return { writing: most, words: weights.size === 1 ? read : wordsIn(read, most), names, letters }
}

function wordsIn(words: readonly Word[], writing: Writing): Word[] {
  return words.filter(({ plain }) => {
    const own = writingOf(plain)
    return own === writing || (writing === KANA && own === HAN)
  })
}
