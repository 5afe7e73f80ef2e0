import type { Word } from '../words.ts'

/** So sure must each part of a message be for two languages to be reported. */
const SURE = 0.9
/** Fewer words in a row say too little. */
const FEWEST = 2

/** Of a part of a message, from word `from` to `to`: its likeliest language, and how sure. */
export type ReadPart = (from: number, to: number) => { language: string; probability: number }

/** The languages of a message in several: parts between marks that speak clearly for different ones, in the order in which they come. */
export function mixtureOf(words: readonly Word[], read: ReadPart): string[] | undefined {
  if (words.length < 2 * FEWEST || !words.some(({ fresh }, at) => fresh && at > 0)) return undefined
  const found = new Set<string>()
  for (let from = 0; from < words.length; ) {
    let to = from + 1
    while (to < words.length && !words[to]?.fresh) to++
    if (to - from >= FEWEST) {
      const { language, probability } = read(from, to)
      if (probability > SURE) found.add(language)
    }
    from = to
  }
  return found.size > 1 ? [...found] : undefined
}
