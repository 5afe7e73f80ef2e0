import type { Reading, Span } from '../reading.ts'
import type { Run } from './parts.ts'
import { countriesOf } from './postcode.ts'
import { isPostcodeAtSight, postcodeAt } from './postcodes.ts'
import { runsOf } from './runs.ts'

/** House numbers have so many digits at most. */
const HOUSE = /^\d{1,4}$/

/**
 * What was read as an order number but stands in an address: "Calle Mayor 5, 28013 Madrid" (a house number before, a name with a capital after, and no word of an order anywhere), or
 * as the customer's country alone writes postcodes (00-950 in Poland).
 */
export function inAddress(
  reading: Reading,
  spans: readonly Span[],
  countries: readonly string[],
): readonly Span[] {
  const { matches, hints } = reading
  if (!spans.some(({ type }) => type === 'order') || hints.expects?.includes('order')) return spans
  if (matches.some(({ tag }) => tag === 'cue.order')) return spans
  const runs = runsOf(reading)
  const own = countriesOf(reading, countries)
  return spans.map(span => {
    if (span.type !== 'order') return span
    const at = runs.findIndex(run => run.start === span.start)
    const code = at < 0 ? undefined : postcodeAt(runs, at, own)
    if (code?.end !== span.end) return span
    const typed = reading.normalised.text.slice(span.start, span.end)
    const beside = runs.slice(0, at).some(run => HOUSE.test(run.text)) && isName(reading, runs, span.end)
    return beside || isPostcodeAtSight(own[0] ?? '', typed) ? code : span
  })
}

function isName({ original, normalised }: Reading, runs: readonly Run[], end: number): boolean {
  const next = runs.find(run => run.start >= end)
  if (next?.gap !== ' ') return false
  return /^\p{Lu}\p{Ll}/u.test(original.slice(normalised.starts[next.start] ?? 0))
}
