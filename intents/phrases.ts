import type { Entity } from '../protocol/understanding.ts'

/** An example utterance: the words a customer would send, and the entities that its writer marked in them. */
export interface Phrase {
  text: string
  entities: readonly Entity[]
}

/** Bounded and without nesting, so that it reads any text in one pass. */
const MARK = /\[([^[\]()]{1,120})\]\(([a-z][a-z0-9_]{0,40})\)/g

/**
 * Strips the mark-up of an example: `where is [10432](order)?` becomes `where is 10432?` with the entity `order` at 9 to 14.
 * What is not well formed mark-up stays as it is. A text without mark-up is given back unchanged, so reading twice does no harm.
 */
export function readPhrase(marked: string): Phrase {
  if (!marked.includes('](')) return { text: marked, entities: [] }
  const entities: Entity[] = []
  let text = ''
  let read = 0
  for (const match of marked.matchAll(MARK)) {
    const [whole, words = '', type = ''] = match
    text += marked.slice(read, match.index)
    entities.push({ type, value: words, text: words, start: text.length, end: text.length + words.length })
    text += words
    read = match.index + whole.length
  }
  return { text: text + marked.slice(read), entities }
}

/** True when brackets look like mark-up that `readPhrase` would not take: `[10432] (order)`, `[10432](Order)`, `[](order)`. */
export const hasBrokenMarkup = (marked: string): boolean =>
  /\[[^\]]{0,120}\] ?\([^)]{0,60}\)?/.test(marked.replace(MARK, ''))
