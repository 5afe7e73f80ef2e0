import type { Reading } from '../reading.ts'
import { amountOf } from './amount.ts'
import { compoundsOf, split } from './compounds.ts'
import type { NumberAt } from './parts.ts'
import { hasDigit, LETTER } from './runs.ts'
import { addTo } from './sum.ts'

const DIGITS = new RegExp(
  String.raw`(?<!${LETTER}|[\p{N}.,])(?:\d{1,3}(?:[.,']\d{3}){1,3}(?!\d)(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)(?!\p{N})`,
  'gu',
)
/** So many numbers of one message are read. */
const MOST = 40

/** The numbers of a message, by place. Made once for a message, whoever asks. */
export function numbersOf(reading: Reading): readonly NumberAt[] {
  reading.shared.numbers ??= [...written(reading), ...spelt(reading)].sort((a, b) => a.start - b.start)
  return reading.shared.numbers
}

function written(reading: Reading): NumberAt[] {
  const { normalised, words } = reading
  const { text } = normalised
  if (!hasDigit(reading)) return []
  const found: NumberAt[] = []
  let from = 0
  for (const match of text.matchAll(DIGITS)) {
    if (found.length === MOST) break
    const start = match.index
    const end = start + match[0].length
    while (from < words.length && (words[from]?.end ?? 0) <= start) from++
    let to = from
    while (to < words.length && (words[to]?.start ?? end) < end) to++
    if (to > from)
      found.push({
        value: amountOf(match[0], reading.lexicon?.culture.language),
        start,
        end,
        from,
        to,
        spelt: false,
      })
  }
  return found
}

/** Numbers in words: "twenty one", "einundzwanzig", "二十三", "واحد وعشرون". */
function spelt(reading: Reading): NumberAt[] {
  const parts = partsOf(reading)
  const { words, lexicon } = reading
  const unitsFirst = lexicon?.culture.unitsFirst === true
  const found: NumberAt[] = []
  for (let at = 0; at < parts.length && found.length < MOST; at++) {
    const first = parts[at] as Part
    const manner = { unitsFirst, han: HAN.test(words[first.from]?.text ?? '') }
    let sum = addTo(undefined, first.values, manner)
    if (!sum) continue
    let last = first
    for (let next = parts[at + 1]; next && adjoins(reading, last.to, next.from); next = parts[at + 1]) {
      const more = addTo(sum, next.values, manner)
      if (!more) break
      sum = more
      last = next
      at++
    }
    const start = words[first.from]?.start ?? 0
    const end = words[last.to - 1]?.end ?? start
    found.push({ value: sum.done + sum.group, start, end, from: first.from, to: last.to, spelt: true })
  }
  return found
}

const HAN = /\p{Script=Han}/u

/** A word, or several, that is a number or several written together. */
interface Part {
  values: readonly number[]
  from: number
  to: number
}

function partsOf({ words, matches, lexicon }: Reading): Part[] {
  const parts: Part[] = matches
    .filter(match => match.tag === 'number')
    .slice(0, MOST)
    .map(({ value, from, to }) => ({ values: [Number(value)], from, to }))
  const compounds = lexicon && compoundsOf(lexicon)
  if (!compounds) return parts
  for (const [index, { plain, kind }] of words.entries()) {
    if (kind !== 'word' || !compounds.mayBegin(plain)) continue
    if (parts.some(({ from, to }) => index >= from && index < to)) continue
    const values = split(plain, compounds)
    if (values) parts.push({ values, from: index, to: index + 1 })
  }
  return parts.sort((a, b) => a.from - b.from)
}

const adjoins = ({ words, matches }: Reading, end: number, next: number): boolean =>
  words[next]?.fresh !== true &&
  (next === end || (next === end + 1 && matches.some(match => match.tag === 'joiner' && match.from === end)))
