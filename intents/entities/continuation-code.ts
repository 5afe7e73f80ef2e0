import { readContinuationCode } from '../../protocol/continuation-code.ts'
import type { EntityReader } from '../reading.ts'
import { MOST_SPANS } from './runs.ts'

/** Two groups of four, a dash, a space or nothing between. */
const SHAPE = /(?<![\p{L}\p{N}])[a-z2-9]{4}[\s\p{Pd}]?[a-z2-9]{4}(?![\p{L}\p{N}])/giu

/** One-time codes by which a conversation goes on on another channel. */
export const readCode: EntityReader = ({ normalised: { text } }) =>
  Array.from(text.matchAll(SHAPE).take(MOST_SPANS), match => ({
    match,
    value: readContinuationCode(match[0]),
  })).flatMap(({ match, value }) =>
    value === undefined
      ? []
      : [{ type: 'code', value, start: match.index, end: match.index + match[0].length }],
  )
