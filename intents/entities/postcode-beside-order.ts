import type { Reading, Span } from '../reading.ts'
import type { Run } from './parts.ts'
import { countriesOf, namesOrder } from './postcode.ts'
import { postcodeAt } from './postcodes.ts'
import { runsOf } from './runs.ts'

/**
 * A postcode without a word that says so, beside an order number: "where is 10434 LS1 4AP", "10432, 28004". Looked for only where the message has an order number
 * and no postcode yet, and only as the countries of the bot write it. Of two bare order numbers the second is the postcode when it could be one in a country of
 * the bot, nothing joins the two ("10432 and 10433"), and they are not near each other, as orders of one customer mostly are.
 */
export function besideOrder(
  reading: Reading,
  spans: readonly Span[],
  countries: readonly string[],
  free: (start: number, end: number) => boolean,
): readonly Span[] {
  const orders = spans.filter(span => span.type === 'order')
  if (orders.length === 0 || orders.length > 2 || spans.some(span => span.type === 'postcode')) return spans
  const runs = runsOf(reading)
  const own = countriesOf(reading, countries)
  const [first, second] = orders as [Span, Span | undefined]
  if (second) {
    const code = asPostcode(reading, runs, [first, second], own)
    return code ? spans.map(span => (span === second ? code : span)) : spans
  }
  for (const [at, run] of runs.entries()) {
    if (!run.digits && !runs[at + 1]?.digits) continue
    const code = postcodeAt(runs, at, own)
    if (code && free(code.start, code.end) && looksWritten(reading, code) && standsAlone(reading, runs, code))
      return [...spans, code]
  }
  return spans
}

function asPostcode(
  reading: Reading,
  runs: readonly Run[],
  [first, second]: readonly [Span, Span],
  countries: readonly string[],
): Span | undefined {
  const { normalised, matches, words } = reading
  if (isNear(first.value, second.value)) return undefined
  const at = runs.findIndex(run => run.start === second.start)
  const code = at < 0 ? undefined : postcodeAt(runs, at, countries)
  if (!code || code.end !== second.end || namesOrder(reading, runs[at] as Run)) return undefined
  const between = normalised.text.slice(first.end, second.start)
  const said = matches.some(
    ({ tag, from }) =>
      JOINS.has(tag) && (words[from]?.start ?? 0) >= first.end && (words[from]?.start ?? 0) < second.start,
  )
  return said || /[&+/]/.test(between) ? undefined : code
}

/** Less than a tenth apart: 10432 and 10998. */
const isNear = (first: string, second: string): boolean => {
  const [a, b] = [Number(first.replace(/\D/g, '')), Number(second.replace(/\D/g, ''))]
  return Math.abs(a - b) < Math.max(a, b) / 10
}

const JOINS: ReadonlySet<string> = new Set(['joiner', 'conjunction', 'or', 'negation', 'correction'])

/** `LS1 4AP` is a postcode at sight; digits alone must not be a year, a count or a price. */
function looksWritten(reading: Reading, { value, start, end }: Span): boolean {
  const { starts, ends } = reading.normalised
  const written = reading.original.slice(starts[start] ?? 0, ends[end - 1] ?? 0)
  if (/\p{L}/u.test(value)) return !/^\d{4} ?[A-Z]{2}$/.test(value) || written === written.toUpperCase()
  return value.replace(/\D/g, '').length > 4 || !/^(?:19|20)/.test(value)
}

/** No other digits touch it: it is no part of a date, a phone or an amount, and no unit follows. */
function standsAlone(reading: Reading, runs: readonly Run[], { value, start, end }: Span): boolean {
  const first = runs.findIndex(run => run.start === start)
  const after = runs.findIndex(run => run.start >= end)
  const glued = (gap: string | undefined): boolean => /^[-./:,+@_]$/.test(gap ?? '')
  if (glued(runs[first]?.gap) || (after >= 0 && glued(runs[after]?.gap))) return false
  if (/\p{L}/u.test(value)) return true
  return !reading.matches.some(
    ({ tag, from }) =>
      (tag === 'money' || tag === 'time.unit' || tag === 'time.name') &&
      Math.abs((reading.words[from]?.start ?? 0) - end) <= 2,
  )
}
