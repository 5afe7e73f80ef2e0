import { expects, type Reading, type Span } from '../reading.ts'
import { numbersOf } from './numbers.ts'
import type { OrderFormat } from './order.ts'

/** Fewer digits said one by one are a count ("one, two, three"). */
const FEWEST_DIGITS = 4
/** Smaller numbers in words are counts, or amounts. */
const SMALLEST = 1000

/** An order number said in words, where a message without digits speaks of an order or is asked for one: digit by digit, or as a whole number. */
export function inWords(reading: Reading, format: OrderFormat): Span[] {
  const { words, matches } = reading
  if (!expects(reading, 'order') && !matches.some(({ tag }) => tag === 'cue.order')) return []
  for (const { value, start, end } of numbersOf(reading)) {
    const number = value >= SMALLEST ? format(String(value)) : undefined
    if (number !== undefined) return [{ type: 'order', value: number, start, end }]
  }
  const digits = matches.filter(
    ({ tag, value, from, to }) => tag === 'number' && value.length === 1 && to - from === 1,
  )
  for (let at = 0; at < digits.length; at++) {
    let last = at
    while (digits[last + 1] && digits[last + 1]?.from === digits[last]?.to) last++
    const said = digits.slice(at, last + 1)
    const number = said.length >= FEWEST_DIGITS ? format(said.map(({ value }) => value).join('')) : undefined
    const [first] = said
    if (number !== undefined && first)
      return [
        {
          type: 'order',
          value: number,
          start: words[first.from]?.start ?? 0,
          end: words[said.at(-1)?.from ?? 0]?.end ?? 0,
        },
      ]
    at = last
  }
  return []
}
