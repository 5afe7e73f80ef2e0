import type { Entity } from '../../protocol/understanding.ts'
import { type EntityReader, entityOf, expects, type Reading, type Span } from '../reading.ts'
import { readEmail } from './email.ts'
import { readNumber } from './number.ts'
import { orderFormat, orderReader } from './order.ts'
import { readChoice, readOrdinal } from './ordinal.ts'
import { phoneReader } from './phone.ts'
import { postcodeReader } from './postcode.ts'
import { readYesNo } from './yesno.ts'

/** Types whose words leave a placeholder in the features: what they say for an intent does not depend on their value. */
export const REPLACED: ReadonlySet<string> = new Set(['order', 'email', 'phone'])

/** All entities of a message, by place. Pure. */
export type ReadEntities = (reading: Reading) => Entity[]

interface Named {
  type: string
  read: EntityReader
}

/** Readers for one bot: its order number and its countries. @throws SyntaxError when `orderNumber` is no regular expression. */
export function entityReaders(orderNumber: string, countries: readonly string[]): ReadEntities {
  const format = orderFormat(orderNumber)
  const claiming: Named[] = [
    { type: 'email', read: readEmail },
    { type: 'phone', read: phoneReader(countries, digits => format(digits) !== undefined) },
    { type: 'postcode', read: postcodeReader(countries) },
    { type: 'order', read: orderReader(format) },
  ]
  return reading => {
    const spans: Span[] = []
    const free = (start: number, end: number): boolean =>
      !spans.some(span => start < span.end && span.start < end)
    for (const { read } of askedFirst(claiming, reading)) spans.push(...read(reading, free))
    const choices = readChoice(reading, free)
    const answers = readYesNo(reading, free)
    spans.push(...answers)
    const ordinals = readOrdinal(reading, free)
    spans.push(...ordinals)
    spans.push(...readNumber(reading, free), ...choices)
    return withoutDenied(reading, spans)
      .sort((a, b) => a.start - b.start || b.end - a.end)
      .map(span => entityOf(reading, span))
  }
}

/** What the open question asks for reads first, in the order it names: then `28013` is a postcode and no order. E-mails can't be anything else. */
function askedFirst(readers: readonly Named[], reading: Reading): Named[] {
  const rank = ({ type }: Named): number => {
    const asked = expects(reading, type) ? (reading.hints.expects?.indexOf(type) ?? 0) : 100
    return type === 'email' ? -1 : asked
  }
  return [...readers].sort((a, b) => rank(a) - rank(b))
}

/** "1043, not 1034" means 1043: a denied value goes when another of its type stays. */
function withoutDenied(reading: Reading, spans: readonly Span[]): Span[] {
  const denied = new Set(spans.filter(span => REPLACED.has(span.type) && isDenied(reading, span)))
  if (denied.size === 0) return [...spans]
  return spans.filter(
    span => !denied.has(span) || spans.every(other => other.type !== span.type || denied.has(other)),
  )
}

/** A negation stands before it with nothing but small words and its cue between: "not the order 1034", but not "not received 1034". */
function isDenied({ words, matches, lexicon }: Reading, span: Span): boolean {
  const at = words.findIndex(word => word.start >= span.start)
  return matches.some(match => {
    if (match.tag !== 'negation' || match.to > at || at - match.to > 3) return false
    for (let between = match.to; between <= at; between++) {
      const word = words[between]
      if (!word || word.fresh || (between < at && !lexicon?.functionWords.has(word.plain))) return false
    }
    return true
  })
}
