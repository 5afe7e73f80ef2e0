import { type EntityReader, expects, type Reading, type Span } from '../reading.ts'
import { isDhlExpress, isFedexExpress, isMod10, isS10, isUps } from './check-digits.ts'
import type { Run } from './parts.ts'
import { hasDigits, joined, MOST_SPANS, runsOf } from './runs.ts'

const GAP = /^[ -]$/
/** Digits of a tracking number come in so many groups at most. */
const MOST_RUNS = 6
const SHORTEST = 10
/** Those of UPS may have letters, but no real one has fewer digits. */
const FEWEST_DIGITS = 9

/** Shapes that nothing else has. */
const isCertain = (code: string): boolean =>
  isUps(code) ||
  isS10(code) ||
  /^(?:jd01|jjd|gm)\d{16,20}$/.test(code) ||
  (/^0034\d{16}$/.test(code) && isMod10(code))

/** Digits alone could be a phone or an order: they count where the message speaks of tracking, or of the carrier. */
const isLikely = (code: string): boolean =>
  isFedexExpress(code) ||
  (/^(?:\d{15}|\d{18}|\d{20}|\d{22})$/.test(code) && isMod10(code)) ||
  isDhlExpress(code)

/**
 * Tracking numbers of UPS, FedEx, DHL and of postal services (UPU S10), each with its check digit; without separators, in capitals. Digits that are an order
 * number as written are left to it.
 */
export const trackingReader =
  (isOrder: (code: string) => boolean): EntityReader =>
  (reading, free) => {
    if (!hasDigits(reading, FEWEST_DIGITS)) return []
    const runs = runsOf(reading)
    const cued = lazily(() => speaksOfTracking(reading))
    const found: Span[] = []
    for (let at = 0; at < runs.length && found.length < MOST_SPANS; at++) {
      const first = runs[at]
      // "RB 123456785 GB": only a few letters may stand before the first digits.
      if (!first || !(first.digits || (first.text.length <= 4 && runs[at + 1]?.digits))) continue
      if (isGlued(runs[at - 1], first)) continue
      for (let size = MOST_RUNS; size > 0; size--) {
        const code = joined(runs, at, size, GAP)
        if (code === undefined || code.length < SHORTEST || code.length > 30) continue
        if (isGlued(runs[at + size - 1], runs[at + size])) continue
        const { start } = first
        const end = runs[at + size - 1]?.end ?? start
        const sure = isCertain(code) || (isLikely(code) && !isOrder(code) && cued())
        if (!sure || !free(start, end)) continue
        found.push({ type: 'tracking', value: code.toUpperCase(), start, end })
        at += size - 1
        break
      }
    }
    return found
  }

/** Digits that go on right after are part of the same number. */
const isGlued = (run: Run | undefined, next: Run | undefined): boolean =>
  run !== undefined &&
  next !== undefined &&
  /^\d+$/.test(run.text) &&
  /^\d+$/.test(next.text) &&
  /^[-./]$/.test(next.gap)

const CARRIERS: ReadonlySet<string> = new Set(['ups', 'fedex', 'dhl', 'awb', 'tracking'])

const speaksOfTracking = (reading: Reading): boolean =>
  expects(reading, 'tracking') ||
  reading.matches.some(match => match.tag === 'concept.track') ||
  reading.words.some(word => CARRIERS.has(word.plain))

function lazily(test: () => boolean): () => boolean {
  let known: boolean | undefined
  return () => {
    known ??= test()
    return known
  }
}
