import type { Entity } from '../protocol/understanding.ts'
import { REPLACED } from './entities/read-entities.ts'
import { placeholder } from './features.ts'
import { isNegated, type Match } from './lexicon.ts'
import type { Reading } from './reading.ts'

/** What an intent is read from. */
export interface Terms {
  /** Plain words in order, abbreviations spelt out, digits all as 0, in place of an order number, e-mail or phone a placeholder, of a postcode nothing. */
  words: readonly string[]
  /** Concepts of the culture pack that are named, each once, by place; `not cancel` when denied. */
  concepts: readonly string[]
}

const CONCEPT = 'concept.'

/** The terms of a message, or of the clause that begins with word `from` and ends before `to`. */
export function termsOf(
  reading: Reading,
  entities: readonly Entity[],
  from = 0,
  to = reading.words.length,
): Terms {
  const concepts = new Set<string>()
  const others = reading.matches.filter(({ tag }) => OTHERS.test(tag))
  for (const match of reading.matches) {
    const { tag, from: at, to: end } = match
    if (at < from || end > to || !tag.startsWith(CONCEPT) || others.some(other => holds(other, match)))
      continue
    // "has not arrived" and "don't cancel" are no arriving and no cancelling.
    const denied = isNegated(reading.matches, reading.words, at)
    concepts.add((denied ? 'not ' : '') + tag.slice(CONCEPT.length))
  }
  return { words: wordTerms(reading, entities, from, to), concepts: [...concepts] }
}

/** What others deal with: "the electricity bill" names no bill of ours. */
const OTHERS = /^concept\.other(?:_|$)/
const holds = (other: Match, match: Match): boolean =>
  other.from <= match.from && other.to >= match.to && other.to - other.from > match.to - match.from

function wordTerms(
  { words, normalised, lexicon }: Reading,
  entities: readonly Entity[],
  from: number,
  to: number,
): string[] {
  const replaced = entities.filter(({ type }) => REPLACED.has(type) || type === 'postcode')
  const terms: string[] = []
  let covered: Entity | undefined
  for (const word of words.slice(from, to)) {
    const at = normalised.starts[word.start] ?? 0
    const cover = replaced.find(entity => at >= entity.start && at < entity.end)
    if (cover) {
      if (cover !== covered && cover.type !== 'postcode') terms.push(placeholder(cover.type))
    } else if (word.kind === 'number') terms.push('0'.repeat(Math.min(8, word.plain.length)))
    else {
      const long = lexicon?.abbreviations.get(word.plain)
      if (long) terms.push(...long)
      else terms.push(word.plain)
    }
    covered = cover
  }
  return terms
}
