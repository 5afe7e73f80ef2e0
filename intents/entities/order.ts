import { type EntityReader, expects, type Reading, type Span } from '../reading.ts'
import { plainOf } from '../words.ts'
import { inWords } from './order-in-words.ts'
import type { Run } from './parts.ts'
import { hasDigit, joined, MOST_SPANS, runsOf } from './runs.ts'

/** Tells whether a text without separators is an order number, and gives its normal form. */
export type OrderFormat = (joined: string) => string | undefined

/** Longer ones are not tried: it bounds what a careless expression in `bot.yaml` can cost. */
const LONGEST = 32

/**
 * Compiles `orders.number` of `bot.yaml`; an empty one means the bot has no orders.
 * @throws SyntaxError when it is no regular expression; the content loader has told the designer before.
 */
export function orderFormat(source: string): OrderFormat {
  if (source === '') return () => undefined
  const whole = new RegExp(`^(?:${source})$`, 'u')
  return text => {
    if (text.length > LONGEST) return undefined
    return [text, text.toUpperCase(), text.toLowerCase()].find(form => whole.test(form))
  }
}

const SPACE = /^(?: | ?# ?)$/
const DASH = /^ ?[-_] ?$/
const DOT = /^[.,']$/

/**
 * Order numbers, several at once: `10432`, `10 432`, `#10-432`, `10.432`, `nr.10432`, `1 0 4 3 2`, "one zero four three two". Digits inside something longer (a phone number, a
 * tracking number, a date, an amount) are none, nor is a word without any digit.
 */
export const orderReader =
  (format: OrderFormat): EntityReader =>
  (reading, free) => {
    if (!hasDigit(reading)) return inWords(reading, format)
    const runs = runsOf(reading)
    const found: Span[] = []
    for (let at = 0; at < runs.length && found.length < MOST_SPANS; at++) {
      const run = runs[at] as Run
      if (!run.digits && !runs[at + 1]?.digits) continue
      if (!free(run.start, run.end)) continue
      const span = single(reading, runs, at, format) ?? several(runs, at, format)
      if (!span || !free(span.start, span.end)) continue
      found.push(span)
      while (at + 1 < runs.length && (runs[at + 1]?.end ?? 0) <= span.end) at++
    }
    return found
  }

function single(reading: Reading, runs: readonly Run[], at: number, format: OrderFormat): Span | undefined {
  const run = runs[at] as Run
  const value = format(run.text)
  if (value !== undefined) {
    const neighbour = (other: Run | undefined, gap: string | undefined): boolean =>
      /^[-./_,:]$/.test(gap ?? '') && other?.digits === true && format(other.text) === undefined
    const before = neighbour(runs[at - 1], run.gap) && isPlain(reading, run.start - 1)
    const after = neighbour(runs[at + 1], runs[at + 1]?.gap) && isPlain(reading, run.end)
    if (before || after) return undefined
    return { type: 'order', value, start: run.start, end: run.end }
  }
  const inside = gluedIn(run.text)
  if (!inside) return undefined
  const [start, end] = [run.start + inside.before.length, run.end - inside.after.length]
  const rest = format(inside.digits)
  const fits =
    rest !== undefined && goesBefore(reading, inside.before, start) && goesAfter(reading, inside.after)
  return fits ? { type: 'order', value: rest, start, end } : undefined
}

/** "nr10432", "el10432", "10432no llega": digits with a word written together. */
function gluedIn(text: string): { before: string; digits: string; after: string } | undefined {
  const [, before = '', digits = '', after = ''] = /^(\p{L}{0,24})(\d+)(\p{L}{0,24})$/u.exec(text) ?? []
  return digits === '' ? undefined : { before, digits, after }
}

/** "№", "n.º", "Nr." in any language. */
const NUMERO = /(?:^|[^\p{L}\p{N}])n(?:[oº°r]|um|\.[oº°ra])?$/u
/** A mark of the shop's own before the digits: "PED10432", where an order is spoken of. */
const LONGEST_MARK = 4

function goesBefore(reading: Reading, letters: string, end: number): boolean {
  if (letters === '') return true
  const { normalised, lexicon, matches } = reading
  const start = end - letters.length
  if (isCue(reading, start, end) || lexicon?.functionWords.has(letters)) return true
  if (letters === 'order' || NUMERO.test(normalised.text.slice(Math.max(0, end - LONGEST_MARK), end)))
    return true
  return (
    letters.length <= LONGEST_MARK &&
    (expects(reading, 'order') || matches.some(({ tag }) => tag === 'cue.order'))
  )
}

/** No unit: "10000km" is no order. */
function goesAfter({ lexicon }: Reading, letters: string): boolean {
  if (letters === '') return true
  const word = plainOf(letters)
  return (
    word.length > 1 &&
    (lexicon?.functionWords.has(word) === true || lexicon?.abbreviations.has(word) === true)
  )
}

/** A mark of ASCII: `，` of Chinese, which is read as a comma, never stands inside a number. */
const isPlain = ({ original, normalised }: Reading, at: number): boolean =>
  original.charCodeAt(normalised.starts[at] ?? 0) < 0x80

const isCue = ({ matches, words }: Reading, start: number, end: number): boolean =>
  matches.some(
    match =>
      match.tag === 'cue.order' && words[match.from]?.start === start && words[match.to - 1]?.end === end,
  )

const MOST_DIGITS = 16
const isDigit = (run: Run | undefined): boolean => run !== undefined && /^\d$/.test(run.text)

/** Two to four runs with one kind of gap that make a number together, and stand in no longer row of digits. */
function several(runs: readonly Run[], at: number, format: OrderFormat): Span | undefined {
  if (longer(runs[at - 1], runs[at]?.gap ?? '')) return undefined
  for (const gap of [DASH, SPACE, DOT])
    for (let size = 2; size <= (isDigit(runs[at]) ? MOST_DIGITS : 4); size++) {
      const text = joined(runs, at, size, gap)
      // Digit by digit, a number may have many parts: `1 0 4 3 2`.
      if (text === undefined || (size > 4 && text.length > size)) break
      const part = runs.slice(at, at + size)
      if (
        !part.slice(1).every(run => run.digits) ||
        (gap === DOT && !part.slice(1).every(run => run.text.length === 3))
      )
        continue
      const value = format(text)
      if (value === undefined || text.length === 0) continue
      const first = part[0] as Run
      const last = part[size - 1] as Run
      if (!first.digits && gap === SPACE && first.text.length > 4) continue
      if (longer(runs[at + size], runs[at + size]?.gap ?? '')) continue
      return { type: 'order', value, start: first.start, end: last.end }
    }
  return undefined
}

const longer = (neighbour: Run | undefined, gap: string): boolean =>
  neighbour?.digits === true && /^[ \-._/#]{1,3}$/.test(gap)
