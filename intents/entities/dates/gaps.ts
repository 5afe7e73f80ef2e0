import type { Lexicon } from '../../lexicon.ts'
import { normalise } from '../../normalise.ts'
import { isUnspaced, type Word, wordsOf } from '../../words.ts'

/** A phrase with a place for a number: the words before it and after it, plain. */
export interface Gap {
  before: readonly string[]
  after: readonly string[]
  /** Minutes that it adds to the hour. */
  minutes: number
}

interface Gaps {
  future: readonly Gap[]
  past: readonly Gap[]
  clock: readonly Gap[]
  /** Units as they are said of one: "a week ago". */
  ones: ReadonlySet<string>
  /** Phrases for a part of the day, plain, those long enough to be looked for inside a word. */
  parts: readonly { text: string; part: string }[]
}

const known = new WeakMap<Lexicon, Gaps>()

/** The phrases with a gap of a culture pack, the longest first. Made once for a lexicon. */
export function gapsOf(lexicon: Lexicon): Gaps {
  const made = known.get(lexicon)
  if (made) return made
  const { future = [], past = [], clock = {}, parts = {}, units } = lexicon.culture.times ?? {}
  const gaps = {
    future: longestFirst(future.map(phrase => gapOf(phrase, '{n}', 0))),
    past: longestFirst(past.map(phrase => gapOf(phrase, '{n}', 0))),
    clock: longestFirst(
      Object.entries(clock).flatMap(([minutes, phrases]) =>
        (phrases ?? []).map(phrase => gapOf(phrase, '{h}', Number(minutes))),
      ),
    ),
    ones: new Set(Object.values(units ?? {}).flatMap(([first = '']) => plainWords(first))),
    parts: Object.entries(parts).flatMap(([part, phrases]) =>
      (phrases ?? []).map(phrase => ({ text: plainWords(phrase).join(' '), part })).filter(isTelling),
    ),
  }
  known.set(lexicon, gaps)
  return gaps
}

/** "am" stands in many words; a letter like 夜 means what it says. */
const isTelling = ({ text }: { text: string }): boolean => text.length >= 4 || isUnspaced(text)

const plainWords = (text: string): string[] => wordsOf(normalise(text).text).map(word => word.plain)

function gapOf(phrase: string, gap: string, minutes: number): Gap {
  const [before = '', after = ''] = phrase.split(gap)
  return { before: plainWords(before), after: plainWords(after), minutes }
}

const sizeOf = ({ before, after }: Gap): number => before.length + after.length
const longestFirst = (gaps: readonly Gap[]): Gap[] => gaps.toSorted((a, b) => sizeOf(b) - sizeOf(a))

/** The words that the phrase covers when it stands around words `from` to `to`. */
export function stands(
  { before, after }: Gap,
  words: readonly Word[],
  from: number,
  to: number,
): { from: number; to: number } | undefined {
  const fits = (list: readonly string[], at: number): boolean =>
    at >= 0 && list.every((word, index) => words[at + index]?.plain === word)
  return fits(before, from - before.length) && fits(after, to)
    ? { from: from - before.length, to: to + after.length }
    : undefined
}
