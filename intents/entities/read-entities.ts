import type { Entity } from '../../protocol/understanding.ts'
import { isChoice } from '../lexicon.ts'
import { type EntityReader, entityOf, expects, type Reading, type Span } from '../reading.ts'
import { readCode } from './continuation-code.ts'
import { dateReader } from './date.ts'
import { readEmail } from './email.ts'
import { readMoney } from './money.ts'
import { readName } from './name.ts'
import { readNumber } from './number.ts'
import { orderFormat, orderReader } from './order.ts'
import { readChoice, readOrdinal } from './ordinal.ts'
import { phoneReader } from './phone.ts'
import { postcodeReader } from './postcode.ts'
import { besideOrder } from './postcode-beside-order.ts'
import { inAddress } from './postcode-in-address.ts'
import { productReader } from './product.ts'
import { trackingReader } from './tracking.ts'
import { readYesNo } from './yesno.ts'

/** Types whose words leave a placeholder in the features: what they say for an intent does not depend on their value. */
export const REPLACED: ReadonlySet<string> = new Set(['order', 'email', 'phone'])

/** All entities of a message, by place. Pure. */
export type ReadEntities = (reading: Reading) => Entity[]

/** Types that hold a number which may be what was asked for. */
const COUNTS: ReadonlySet<string> = new Set(['money', 'date', 'time'])

interface Named {
  type: string
  /** Other types that it reads too. */
  also?: string
  read: EntityReader
}

/**
 * Readers for one bot: its order number, its countries, and its products by key, each with its names.
 * @throws SyntaxError when `orderNumber` is no regular expression.
 */
export function entityReaders(
  orderNumber: string,
  countries: readonly string[],
  products: Readonly<Record<string, readonly string[]>> = {},
): ReadEntities {
  const format = orderFormat(orderNumber)
  const isOrder = (code: string): boolean => format(code) !== undefined
  const claiming: Named[] = [
    { type: 'email', read: readEmail },
    { type: 'code', read: readCode },
    { type: 'tracking', read: trackingReader(isOrder) },
    { type: 'money', read: readMoney },
    { type: 'date', also: 'time', read: dateReader(isOrder) },
    { type: 'postcode', read: postcodeReader(countries) },
    { type: 'phone', read: phoneReader(countries, isOrder) },
    { type: 'order', read: orderReader(format) },
    { type: 'product', read: productReader(products) },
  ]
  return reading => {
    let spans: Span[] = []
    const free = (start: number, end: number): boolean =>
      !spans.some(span => start < span.end && span.start < end)
    for (const { read } of askedFirst(claiming, reading)) spans.push(...read(reading, free))
    spans = [...besideOrder(reading, inAddress(reading, spans, countries), countries, free)]
    const choices = readChoice(reading, free)
    spans.push(...readName(reading, free))
    spans.push(...readYesNo(reading, free))
    spans.push(...readOrdinal(reading, free))
    // Asked how many, "3,50 euros" and "3 days" say a number too.
    const counted = (start: number, end: number): boolean =>
      !spans.some(span => start < span.end && span.start < end && !COUNTS.has(span.type))
    spans.push(...readNumber(reading, expects(reading, 'number') ? counted : free), ...choices)
    return withoutDenied(reading, spans)
      .sort((a, b) => a.start - b.start || b.end - a.end)
      .map(span => entityOf(reading, span))
  }
}

/** What the open question asks for reads first, in the order it names: then `28013` is a postcode and no order. E-mails can't be anything else. */
function askedFirst(readers: readonly Named[], { hints }: Reading): readonly Named[] {
  const asked = hints.expects ?? []
  if (!readers.some(({ type, also }) => asked.includes(type) || asked.includes(also ?? type))) return readers
  const rank = ({ type, also }: Named): number => {
    const at = asked.findIndex(name => name === type || name === also)
    return type === 'email' ? -1 : at < 0 ? 100 : at
  }
  return readers.toSorted((a, b) => rank(a) - rank(b))
}

/** "1043, not 1034" means 1043: a denied value goes when another of its type stays. */
function withoutDenied(reading: Reading, spans: readonly Span[]): Span[] {
  const denied = new Set(spans.filter(span => REPLACED.has(span.type) && isDenied(reading, span)))
  if (denied.size === 0) return [...spans]
  return spans.filter(
    span => !denied.has(span) || spans.every(other => other.type !== span.type || denied.has(other)),
  )
}

/**
 * A negation stands before it with nothing but small words and its cue between ("not the order 1034", but not "not received 1034"), or right after it, where the
 * language denies so (10432ではなく).
 */
function isDenied({ words, matches, lexicon }: Reading, span: Span): boolean {
  const at = words.findIndex(word => word.start >= span.start)
  const end = words.findLastIndex(word => word.end <= span.end) + 1
  return matches.some(match => {
    if (match.tag === 'negation.after')
      return (
        words[end]?.fresh !== true &&
        (match.from === end || (match.from === end + 1 && !words[end + 1]?.fresh))
      )
    if (match.tag !== 'negation' || match.to > at || at - match.to > 3 || isChoice(match, words)) return false
    for (let between = match.to; between <= at; between++) {
      const word = words[between]
      if (!word || word.fresh || (between < at && !lexicon?.functionWords.has(word.plain))) return false
    }
    return true
  })
}
