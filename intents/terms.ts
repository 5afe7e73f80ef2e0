import type { Entity } from '../protocol/understanding.ts'
import { REPLACED } from './entities/read-entities.ts'
import { placeholder } from './features.ts'
import type { Lexicon } from './lexicon.ts'
import type { Opened } from './reading.ts'

/**
 * The terms of a message that its intent is read from: plain words, abbreviations spelt out, digits all as 0, and in place of an order
 * number, e-mail or phone one placeholder.
 */
export function termsOf(opened: Opened, entities: readonly Entity[], lexicon: Lexicon | undefined): string[] {
  const { words, normalised } = opened
  const replaced = entities.filter(entity => REPLACED.has(entity.type))
  const terms: string[] = []
  let covered: Entity | undefined
  for (const word of words) {
    const at = normalised.starts[word.start] ?? 0
    const cover = replaced.find(entity => at >= entity.start && at < entity.end)
    if (cover) {
      if (cover !== covered) terms.push(placeholder(cover.type))
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
