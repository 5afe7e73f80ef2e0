import type { Reading } from './reading.ts'

/** Words `from` to `to` (exclusive) of a message. */
export interface Clause {
  from: number
  to: number
}

/** A message said in so many clauses at most is looked at in parts; more would be a letter. */
const MOST = 6
/** Fewer words ask for nothing of their own. */
const SHORTEST = 2

/**
 * The clauses of a message, parted at its marks and at words like "and" or "by the way". Fewer than two that say something, or too many,
 * give none: the message is then read whole.
 */
export function clausesOf({ words, matches }: Reading): Clause[] {
  const joins = new Map(
    matches.filter(match => match.tag === 'conjunction').map(match => [match.from, match.to]),
  )
  const clauses: Clause[] = []
  let from = 0
  const close = (to: number): void => {
    if (words.slice(from, to).filter(word => word.kind === 'word').length >= SHORTEST)
      clauses.push({ from, to })
  }
  for (let at = 0; at < words.length; at++) {
    const after = joins.get(at)
    if (after === undefined && !words[at]?.fresh) continue
    close(at)
    from = after ?? at
    at = Math.max(at, from - 1)
  }
  close(words.length)
  return clauses.length > 1 && clauses.length <= MOST ? clauses : []
}
