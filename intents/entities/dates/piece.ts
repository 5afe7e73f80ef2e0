import type { Match } from '../../lexicon.ts'
import type { Reading } from '../../reading.ts'
import type { NumberAt } from '../parts.ts'
import type { Day, Moment } from './calendar.ts'

/** A part of a message that says a day, or a time of the day. */
export interface Piece {
  /** Undefined in a time alone. */
  day?: Day
  /** Minutes since midnight; undefined in a day alone. */
  minute?: number
  /** The hour and minutes as said, where nothing told morning from evening: the day beside may ("tonight at eight"). */
  said?: { hour: number; minutes: number }
  /** `evening` in "tonight". */
  part?: string
  start: number
  end: number
}

/** What reading dates needs of a message. */
export interface DateReading {
  readonly reading: Reading
  /** Matches of the pack about time, outermost only; by place. */
  readonly phrases: readonly Match[]
  readonly numbers: readonly NumberAt[]
  /** What the clock shows where the customer is; undefined when nobody told: then only dates with a year have a value. */
  readonly now: Moment | undefined
  /** Whether the open question asks for a date or time. */
  readonly asked: boolean
}

/** Words `from` to `to` (exclusive) as a span of the text. */
export const spanOf = ({ words }: Reading, from: number, to: number): { start: number; end: number } => ({
  start: words[from]?.start ?? 0,
  end: words[to - 1]?.end ?? words[from]?.end ?? 0,
})

/** Words `from` to `to` are at most `most`, and small ones ("de", "of", "the") or the ending of a number ("rd", "."). */
export function isSmall({ words, lexicon }: Reading, from: number, to: number, most: number): boolean {
  if (to - from > most || to < from) return false
  for (let at = from; at < to; at++) {
    const word = words[at]
    if (!word) return false
    const ending =
      word.plain.length <= 3 && words[at - 1]?.kind === 'number' && words[at - 1]?.end === word.start
    if (!ending && lexicon?.functionWords.has(word.plain) !== true) return false
  }
  return true
}
