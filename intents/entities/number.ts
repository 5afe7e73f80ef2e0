import { type EntityReader, expects, type Reading } from '../reading.ts'
import { lengthOf } from '../words.ts'
import { joinedByOr } from './alternatives.ts'
import { numbersOf } from './numbers.ts'
import type { NumberAt } from './parts.ts'
import { LETTER, MOST_SPANS } from './runs.ts'

/**
 * Numbers in digits and in words: `3`, `3,50`, `three`, `treinta y uno`, `einundzwanzig`. The value has a point and no leading zeros. Where a number is asked
 * for, "2 or 3" is none: it is not known which.
 */
export const readNumber: EntityReader = (reading, free) => {
  const asked = expects(reading, 'number')
  const found = numbersOf(reading)
    .filter(number => free(number.start, number.end) && (asked || isMeant(reading, number)))
    .slice(0, MOST_SPANS)
    .map(({ value, start, end }) => ({ type: 'number', value: String(value), start, end }))
  return asked && joinedByOr(reading, found) ? [] : found
}

/**
 * "un", "one", "o" mostly mean no number, 一 and 十 stand in many words, and `2xl` is no two: only where one is asked for, or where nothing else is said.
 */
function isMeant({ words, hints, normalised }: Reading, { value, from, to, spelt, end }: NumberAt): boolean {
  if (!spelt) return !GLUED.test(normalised.text.slice(end, end + 2))
  if (lengthOf(words) <= 2 || hints.expects?.includes('choice')) return true
  const single = to - from === 1
  return !single || (value !== 1 && !HAN.test(words[from]?.text ?? ''))
}

const HAN = /\p{Script=Han}/u
const GLUED = new RegExp(`^${LETTER}`, 'u')
