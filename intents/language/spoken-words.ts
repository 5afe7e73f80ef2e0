import { codesIn } from '../entities/continuation-code.ts'
import type { Opened } from '../reading.ts'
import type { Word } from '../words.ts'

/** The words of a message that may tell its language, and those of them that are likely names. */
export interface SpokenWords {
  words: readonly Word[]
  names: ReadonlySet<Word>
  /** The message is one word and nothing else. */
  alone: boolean
}

const ADDRESS = /\S*(?:@|:\/\/|www\.)\S*/g
const CAPITAL = /\p{Lu}/u
const NONE: ReadonlySet<Word> = new Set()

/** Leaves out numbers, emoji, one-time codes and the parts of e-mail and web addresses. */
export function spokenWords(opened: Opened): SpokenWords {
  const { text } = opened.normalised
  const words = spokenIn(opened, text)
  return { words, names: namesIn(opened, words), alone: words[0]?.text === text }
}

function spokenIn(opened: Opened, text: string): readonly Word[] {
  const words = opened.words.filter(word => word.kind === 'word')
  const spans = codesIn(text).map(({ start, end }) => [start, end] as const)
  if (text.includes('@') || text.includes('://') || text.includes('www.')) {
    for (const match of text.matchAll(ADDRESS)) spans.push([match.index, match.index + match[0].length])
  }
  if (spans.length === 0) return words
  return words.filter(({ start, end }) => !spans.some(([from, to]) => start >= from && end <= to))
}

/**
 * Words with a capital that begins no sentence (Louder Than Bombs, iPhone), unless all is in capitals: brands, titles, people, streets, and the nouns of German, which loses little
 * by it.
 */
function namesIn({ original, normalised }: Opened, words: readonly Word[]): ReadonlySet<Word> {
  const { capitals, letters, starts, ends } = normalised
  if (capitals === 0 || capitals * 2 > letters) return NONE
  const names = words.filter(({ fresh, start, end }) =>
    CAPITAL.test(original.slice(fresh ? ends[start] : starts[start], ends[end - 1])),
  )
  return names.length === 0 ? NONE : new Set(names)
}
