import type { EntityReader } from '../reading.ts'
import { MOST_SPANS } from './runs.ts'

/** Every part is bounded and none overlaps the next, so it can't backtrack far. */
const EMAIL =
  /[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@(?:[\p{L}\p{N}-]{1,63}\.){1,6}\p{L}{2,24}(?![\p{L}\p{N}])/gu

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
