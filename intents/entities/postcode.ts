import type { Match } from '../lexicon.ts'
import { type EntityReader, expects, type Reading, type Span } from '../reading.ts'
import type { Run } from './parts.ts'
import { POSTCODE_COUNTRIES, postcodeAt } from './postcodes.ts'
import { MOST_SPANS, runsOf } from './runs.ts'

/** A postcode stands so many runs after its cue at most: "my post code in London is SW1A 1AA". */
const REACH = 4
/** Who names more postcodes than that lists them. */
const MOST_CUES = 4

/**
 * Postcodes of the bot's countries, then of the others above; only where one is asked for or a cue word ("postcode", "CP") stands before it, since
 * five digits alone may be anything.
 */
export const postcodeReader =
  (countries: readonly string[]): EntityReader =>
  (reading, free) => {
    const asked = expects(reading, 'postcode')
    const cues = reading.matches.filter(match => match.tag === 'cue.postcode').slice(0, MOST_CUES)
    if (!asked && cues.length === 0) return []
    const runs = runsOf(reading)
    const own = countriesOf(reading, countries)
    const named = cues.flatMap(
      cue => besideCue(reading, runs, cue, own) ?? besideCue(reading, runs, cue, POSTCODE_COUNTRIES) ?? [],
    )
    const found =
      named.length > 0 || !asked
        ? named
        : anywhere(reading, runs, [...new Set([...own, ...POSTCODE_COUNTRIES])])
    return found.filter(span => free(span.start, span.end)).slice(0, MOST_SPANS)
  }

/** The nearest after the cue, else the one right before it: "28013 is my postcode". */
function besideCue(
  reading: Reading,
  runs: readonly Run[],
  cue: Match,
  countries: readonly string[],
): Span | undefined {
  const { words, lexicon } = reading
  const after = runs.findIndex(run => run.start >= (words[cue.to - 1]?.end ?? 0))
  for (let at = after; at >= 0 && at < Math.min(runs.length, after + REACH); at++) {
    const run = runs[at] as Run
    const other = run.digits ? orderCue(reading, run) : undefined
    if (other && other.from >= cue.to) break
    const span = postcodeAt(runs, at, countries)
    if (span) return span
  }
  const begins = words[cue.from]?.start ?? 0
  const last = runs.findLastIndex(run => run.digits && run.end <= begins)
  if (last < 0) return undefined
  const between = words.filter(word => word.start >= (runs[last]?.end ?? 0) && word.end <= begins)
  if (between.length >= REACH || between.some(word => word.fresh || !lexicon?.functionWords.has(word.plain)))
    return undefined
  for (let at = Math.max(0, last - 2); at <= last; at++) {
    const span = postcodeAt(runs, at, countries)
    if (span && span.end === runs[last]?.end) return span
  }
  return undefined
}

function anywhere(reading: Reading, runs: readonly Run[], countries: readonly string[]): Span[] {
  const found: Span[] = []
  for (let at = 0; at < runs.length && found.length < MOST_SPANS; at++) {
    const run = runs[at] as Run
    if (run.digits && namesOrder(reading, run)) continue
    const span = postcodeAt(runs, at, countries)
    if (!span) continue
    found.push(span)
    while ((runs[at + 1]?.end ?? Number.POSITIVE_INFINITY) <= span.end) at++
  }
  return found
}

/** "Where is my order 10432?" gives no postcode, whatever was asked: a word for an order, or `#`, stands right before the number. */
export const namesOrder = (reading: Reading, run: Run): boolean =>
  run.gap.endsWith('#') || orderCue(reading, run) !== undefined

function orderCue({ matches, words, lexicon }: Reading, run: Run): Match | undefined {
  const at = words.findIndex(word => word.start >= run.start)
  return matches.find(
    ({ tag, from, to }) =>
      tag === 'cue.order' &&
      to <= at &&
      at - to <= REACH &&
      // "No 10433" takes back a number in Spanish, and names one too.
      !matches.some(other => other.tag === 'negation' && other.from === from) &&
      words.slice(to, at).every(word => lexicon?.functionWords.has(word.plain) === true),
  )
}

/** The market's country first, then those of the bot. */
export const countriesOf = ({ hints }: Reading, countries: readonly string[]): string[] => [
  ...new Set([...(hints.market ? [hints.market] : []), ...countries]),
]
