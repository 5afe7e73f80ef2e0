import type { Entity } from '../protocol/understanding.ts'
import type { Clause } from './clauses.ts'
import type { Match } from './lexicon.ts'
import type { Reading } from './reading.ts'
import type { Word } from './words.ts'

/** What goes with a value that is given, and changes nothing: "order number", "please", "sorry", "my name is". */
export const ASIDE = /^(?:cue\.|answer|pleased|joiner|correction|introduction)/
/** "it is the": more small words make a sentence of its own, unless a cue word says what is given. */
const MOST_SMALL = 3
const MOST_SMALL_WITH_CUE = 10
/** Words beside a cue that are neither small nor known: "the e-mail I used". */
const MOST_OTHER = 2

interface Around {
  given: readonly Entity[]
  /** What the culture pack knows in it. */
  matches: readonly Match[]
  /** A cue says what is given. */
  cued: boolean
  /** What may stand beside it, */
  goesWith(match: Match): boolean
  /** and what makes the words say more, unless it goes with it. */
  asks(match: Match): boolean
  /** Whether an unknown word may stand there. */
  mayHold(word: Word): boolean
}

/** Whether a part of a message gives values and says nothing else. */
export function saysNothingBut(reading: Reading, part: Clause, around: Around): boolean {
  const { words, normalised, lexicon } = reading
  const { given, matches, cued, goesWith, asks, mayHold } = around
  let small = 0
  let other = 0
  return words.slice(part.from, part.to).every((word, index) => {
    const at = normalised.starts[word.start] ?? 0
    if (given.some(({ start, end }) => at >= start && at < end)) return true
    const place = part.from + index
    const about = matches.filter(({ from, to }) => place >= from && place < to)
    if (about.some(goesWith)) return true
    if (about.some(asks)) return false
    if (lexicon?.functionWords.has(word.plain)) return ++small <= (cued ? MOST_SMALL_WITH_CUE : MOST_SMALL)
    return mayHold(word) && ++other <= MOST_OTHER
  })
}
