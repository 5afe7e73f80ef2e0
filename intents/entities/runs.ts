import type { Reading } from '../reading.ts'
import { UNSPACED } from '../words.ts'
import type { Run } from './parts.ts'

/** So many entities of one kind are read in one message; more is a list for a person. */
export const MOST_SPANS = 30

/** A letter of a script with spaces; one of another ends a number or address: `注文番号10432です`. */
export const LETTER = `(?:(?![${UNSPACED}])\\p{L})`
const RUN = new RegExp(`(?:${LETTER}|\\p{N}){1,60}|[${UNSPACED}]{1,60}`, 'gu')

/** So many runs of a message are read, and so many with digits: more is a table, and each digit may begin a number of many kinds. */
const MOST_RUNS = 400
const MOST_WITH_DIGITS = 80

/** The runs of a message, in order. Made once for a message, whoever asks. */
export function runsOf({ normalised, shared }: Reading): readonly Run[] {
  shared.runs ??= split(normalised.text)
  return shared.runs
}

/** Without a digit there is no number of any kind: most messages. */
export const hasDigit = (reading: Reading): boolean => hasDigits(reading, 1)

/** At least so many digits, wherever they stand. */
export function hasDigits({ normalised: { text } }: Reading, fewest: number): boolean {
  let count = 0
  for (let at = 0; at < text.length && count < fewest; at++) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) count++
  }
  return count === fewest
}

function split(text: string): Run[] {
  const runs: Run[] = []
  let end = 0
  let withDigits = 0
  for (const match of text.matchAll(RUN)) {
    const start = match.index
    const digits = /\d/.test(match[0])
    runs.push({
      text: match[0],
      start,
      end: start + match[0].length,
      gap: text.slice(end, start),
      digits,
    })
    end = start + match[0].length
    if (digits) withDigits++
    if (runs.length === MOST_RUNS || withDigits === MOST_WITH_DIGITS) break
  }
  return runs
}

/** `size` runs from `at`, written together, as long as each gap inside fits `joiner`; else undefined. */
export function joined(runs: readonly Run[], at: number, size: number, joiner: RegExp): string | undefined {
  let text = ''
  for (let index = at; index < at + size; index++) {
    const run = runs[index]
    if (!run || (index > at && !joiner.test(run.gap))) return undefined
    text += run.text
  }
  return text
}
