import type { Match } from './lexicon.ts'
import type { Opened } from './reading.ts'
import type { Word } from './words.ts'

/** A message said in so many clauses at most is looked at in parts; more would be a letter. */
const MOST = 6
/** Fewer words ask for nothing of their own. */
const SHORTEST = 2

/**
 * The clauses of a message, parted at sentence ends, and at words like "and" or "by the way" where enough stands on both sides. One clause (or too many)
 * gives none: the message is then read whole.
 */
export function clausesOf(opened: Opened, matches: readonly Match[]): (readonly Word[])[] {
  const { words } = opened
  const cuts = new Set<number>()
  for (const [index, word] of words.entries()) if (index > 0 && word.fresh) cuts.add(index)
  const joins = new Map(
    matches.filter(match => match.tag === 'conjunction').map(match => [match.from, match.to]),
  )
  const clauses: Word[][] = [[]]
  for (let at = 0; at < words.length; at++) {
    const after = joins.get(at)
    if (cuts.has(at) || after !== undefined) clauses.push([])
    if (after !== undefined) at = after - 1
    else clauses.at(-1)?.push(words[at] as Word)
  }
  const whole = clauses.filter(clause => clause.filter(word => word.kind === 'word').length >= SHORTEST)
  return whole.length > 1 && whole.length <= MOST ? whole : []
}
