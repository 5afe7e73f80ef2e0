import type { Reading } from './reading.ts'
import type { Word } from './words.ts'

/** Words `from` to `to` (exclusive) of a message. */
export interface Clause {
  from: number
  to: number
}

/** A message said in so many clauses at most is looked at in parts; more would be a letter. */
const MOST = 6
/** Fewer words ask for nothing of their own. */
const SHORTEST = 2

/** What a message says between its marks and at words like "and" or "by the way", in order. */
export function partsOf({ words, matches }: Pick<Reading, 'words' | 'matches'>): Clause[] {
  const joins = new Map(
    matches
      .filter(({ tag, from, to }) => tag === 'conjunction' && !isVerb(words[from], words[to]))
      .map(({ from, to }) => [from, to]),
  )
  const parts: Clause[] = []
  let from = 0
  const close = (to: number): void => {
    if (to > from) parts.push({ from, to })
  }
  for (let at = 0; at < words.length; at++) {
    const after = joins.get(at)
    if (after === undefined && !words[at]?.fresh) continue
    close(at)
    from = after ?? at
    at = Math.max(at, from - 1)
  }
  close(words.length)
  return parts
}

/** "Il mio CAP è 00184" says what it is and joins nothing; nor does a number after "e". */
const isVerb = (word: Word | undefined, next: Word | undefined): boolean =>
  next?.kind === 'number' || (word?.text.length === 1 && word.text !== word.plain)

/** Those of a message's parts that may ask for something. Fewer than two, or too many, give none: the message is then read whole. */
export function clausesOf({ words }: Pick<Reading, 'words'>, parts: readonly Clause[]): Clause[] {
  const clauses = parts.filter(
    ({ from, to }) => words.slice(from, to).filter(word => word.kind === 'word').length >= SHORTEST,
  )
  return clauses.length > 1 && clauses.length <= MOST ? clauses : []
}
