import { type EntityReader, expects, type Reading, type Span } from '../reading.ts'
import { joined, MOST_SPANS, type Run, runsOf } from './runs.ts'

/** Postcodes without separators, in lower case, and how they are written. @see Universal Postal Union, "Addressing solutions", read 2026-03. */
const POSTCODES: Readonly<Record<string, { pattern: RegExp; write?: (code: string) => string }>> = {
  ES: { pattern: /^(?:0[1-9]|[1-4]\d|5[0-2])\d{3}$/ },
  RO: { pattern: /^\d{6}$/ },
  GB: {
    pattern: /^[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}$/,
    write: code => `${code.slice(0, -3)} ${code.slice(-3)}`,
  },
  IE: { pattern: /^[a-z]\d[\dw][a-z\d]{4}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  FR: { pattern: /^\d{5}$/ },
  DE: { pattern: /^\d{5}$/ },
  IT: { pattern: /^\d{5}$/ },
  PT: { pattern: /^\d{7}$/, write: code => `${code.slice(0, 4)}-${code.slice(4)}` },
  NL: { pattern: /^[1-9]\d{3}[a-z]{2}$/, write: code => `${code.slice(0, 4)} ${code.slice(4)}` },
  BE: { pattern: /^[1-9]\d{3}$/ },
  LU: { pattern: /^\d{4}$/ },
  AT: { pattern: /^[1-9]\d{3}$/ },
  CH: { pattern: /^[1-9]\d{3}$/ },
  DK: { pattern: /^\d{4}$/ },
  NO: { pattern: /^\d{4}$/ },
  HU: { pattern: /^[1-9]\d{3}$/ },
  BG: { pattern: /^[1-9]\d{3}$/ },
  SI: { pattern: /^[1-9]\d{3}$/ },
  CY: { pattern: /^\d{4}$/ },
  LV: { pattern: /^(?:lv)?\d{4}$/ },
  PL: { pattern: /^\d{5}$/, write: code => `${code.slice(0, 2)}-${code.slice(2)}` },
  CZ: { pattern: /^[1-7]\d{4}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  SK: { pattern: /^[089]\d{4}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  SE: { pattern: /^\d{5}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  GR: { pattern: /^\d{5}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  FI: { pattern: /^\d{5}$/ },
  EE: { pattern: /^\d{5}$/ },
  HR: { pattern: /^\d{5}$/ },
  LT: { pattern: /^(?:lt)?\d{5}$/ },
  MT: { pattern: /^[a-z]{3}\d{4}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  US: {
    pattern: /^\d{5}(?:\d{4})?$/,
    write: code => (code.length === 9 ? `${code.slice(0, 5)}-${code.slice(5)}` : code),
  },
  MX: { pattern: /^\d{5}$/ },
  CA: { pattern: /^[a-z]\d[a-z]\d[a-z]\d$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
}

const GAP = /^ ?[ -] ?$/
/** A postcode stands so many runs after its cue at most: "my post code in London is SW1A 1AA". */
const REACH = 4

/**
 * Postcodes of the bot's countries, then of the others above; only where one is asked for or a cue word ("postcode", "CP") stands before it, since
 * five digits alone may be anything.
 */
export const postcodeReader =
  (countries: readonly string[]): EntityReader =>
  (reading, free) => {
    const asked = expects(reading, 'postcode')
    const cues = reading.matches.filter(match => match.tag === 'cue.postcode')
    if (!asked && cues.length === 0) return []
    const runs = runsOf(reading)
    const order = countryOrder(reading, countries)
    const found: Span[] = []
    for (let at = 0; at < runs.length; at++) {
      const run = runs[at] as Run
      if (found.length === MOST_SPANS) break
      if (cues.length === 0 && run.digits && namesOrder(reading, run)) continue
      if (!asked && !cues.some(cue => follows(reading, runs, at, cue.to))) continue
      const span = postcodeAt(runs, at, order)
      if (!span || !free(span.start, span.end)) continue
      found.push(span)
      while ((runs[at + 1]?.end ?? Number.POSITIVE_INFINITY) <= span.end) at++
      if (span.start !== run.start) break
    }
    return found
  }

/** "Where is my order 10432?" gives no postcode, whatever was asked: a word for an order, or `#`, stands right before the number. */
function namesOrder({ matches, words, lexicon }: Reading, run: Run): boolean {
  if (run.gap.endsWith('#')) return true
  const at = words.findIndex(word => word.start >= run.start)
  return matches.some(
    ({ tag, from, to }) =>
      tag === 'cue.order' &&
      to <= at &&
      at - to <= REACH &&
      // "No 10433" takes back a number in Spanish, and names one too.
      !matches.some(other => other.tag === 'negation' && other.from === from) &&
      words.slice(to, at).every(word => lexicon?.functionWords.has(word.plain) === true),
  )
}

function follows({ words }: Reading, runs: readonly Run[], at: number, cueEnd: number): boolean {
  const after = words[cueEnd - 1]?.end ?? 0
  const first = runs.findIndex(run => run.start >= after)
  return first >= 0 && at >= first && at < first + REACH
}

const countryOrder = ({ hints }: Reading, countries: readonly string[]): string[] => [
  ...new Set([...(hints.market ? [hints.market] : []), ...countries, ...Object.keys(POSTCODES)]),
]

/** The longest that is a postcode somewhere, of the first country in `order` that has such. */
function postcodeAt(runs: readonly Run[], at: number, order: readonly string[]): Span | undefined {
  for (let size = 3; size > 0; size--) {
    const code = joined(runs, at, size, GAP)
    if (code === undefined || code.length > 10 || !/\d/.test(code)) continue
    const country = order.find(each => POSTCODES[each]?.pattern.test(code))
    if (!country) continue
    const written = POSTCODES[country]?.write?.(code) ?? code
    const first = runs[at] as Run
    return {
      type: 'postcode',
      value: written.toUpperCase(),
      start: first.start,
      end: runs[at + size - 1]?.end ?? first.end,
    }
  }
  return undefined
}
