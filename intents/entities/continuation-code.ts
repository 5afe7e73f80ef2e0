import { readContinuationCode } from '../../protocol/continuation-code.ts'
import type { EntityReader, Span } from '../reading.ts'
import { MOST_SPANS } from './runs.ts'

/** Two groups of four, a dash, a space or nothing between. */
const SHAPE = /(?<![\p{L}\p{N}])[a-z2-9]{4}[\s\p{Pd}]?[a-z2-9]{4}(?![\p{L}\p{N}])/giu

/** One-time codes by which a conversation goes on on another channel. */
export const readCode: EntityReader = ({ normalised: { text } }) => codesIn(text)

export function codesIn(text: string): Span[] {
  // Two of its signs are digits; most messages have none.
  if (!/\d[\s\S]*\d/.test(text)) return []
  return Array.from(text.matchAll(SHAPE).take(MOST_SPANS)).flatMap(({ 0: written, index: start }) => {
    const value = readContinuationCode(written)
    return value === undefined ? [] : [{ type: 'code', value, start, end: start + written.length }]
  })
}
