import type { EntityReader } from '../reading.ts'
import { LETTER, MOST_SPANS } from './runs.ts'

const SIGN = `(?:${LETTER}|\\p{N})`
/** Every part is bounded and none overlaps the next, so it can't backtrack far. */
const EMAIL = new RegExp(
  `${SIGN}(?:${SIGN}|[._%+-]){0,63}@(?:(?:${SIGN}|-){1,63}\\.){1,6}${LETTER}{2,24}(?!${SIGN})`,
  'gu',
)

/** E-mail addresses, in lower case. */
export const readEmail: EntityReader = ({ normalised: { text } }) =>
  text.includes('@')
    ? Array.from(text.matchAll(EMAIL).take(MOST_SPANS), match => ({
        type: 'email',
        value: match[0],
        start: match.index,
        end: match.index + match[0].length,
      }))
    : []
