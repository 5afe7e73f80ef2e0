import { normalise } from '../normalise.ts'
import type { EntityReader, Reading, Span } from '../reading.ts'
import { type Word, wordsOf } from '../words.ts'
import { MOST_SPANS } from './runs.ts'

/** A name of a product as its words, plain. */
interface Name {
  product: string
  words: readonly string[]
  /** Those that are written as names are: with a capital, or in a script that has none. */
  proper: readonly string[]
}

/** Shorter words must be written as they are. */
const SHORTEST_SLIP = 5
/** Longer words are nobody's; they would have too many slips. */
const LONGEST_SLIP = 24
/** A word that names one product alone has so many letters at least. */
const SHORTEST_ALONE = 4
/** So many other words may stand between two of a name: "the lamp, the Alba one". */
const MOST_BETWEEN = 2

const NOTHING: readonly string[] = []

const plainWords = (text: string): string[] => wordsOf(normalise(text).text).map(word => word.plain)

const properWords = (name: string): string[] =>
  name
    .split(/[\s-]+/)
    .filter(word => !/^\p{Ll}/u.test(word))
    .flatMap(plainWords)

/** A word and what is left of it without one of its letters: two words that share one of these are a slip of the finger apart. */
function* slips(word: string): Generator<string> {
  yield word
  if (word.length < SHORTEST_SLIP || word.length > LONGEST_SLIP) return
  for (let at = 0; at < word.length; at++) yield word.slice(0, at) + word.slice(at + 1)
}

/**
 * Products by their names, with a slip of the finger forgiven in words of five letters and more that the language does not know; the value is the product's key. A word with a capital that
 * stands in the names of one product only, and is no word of the language, is enough: "the Alba". What fits two products names neither.
 */
export function productReader(products: Readonly<Record<string, readonly string[]>>): EntityReader {
  const names: Name[] = Object.entries(products).flatMap(([product, list]) =>
    list
      .map(name => ({ product, words: plainWords(name), proper: properWords(name) }))
      .filter(({ words }) => words.length > 0),
  )
  if (names.length === 0) return () => []
  const bySlip = new Map<string, Set<string>>()
  const owners = new Map<string, Set<string>>()
  const proper = new Set(names.flatMap(name => name.proper))
  for (const { product, words } of names)
    for (const word of words) {
      owners.set(word, (owners.get(word) ?? new Set()).add(product))
      for (const slip of slips(word)) bySlip.set(slip, (bySlip.get(slip) ?? new Set()).add(word))
    }
  const meant = ({ plain, kind }: Word, known: ReadonlySet<string> | undefined): readonly string[] => {
    if (owners.has(plain)) return [plain]
    if (
      kind !== 'word' ||
      plain.length < SHORTEST_SLIP - 1 ||
      plain.length > LONGEST_SLIP ||
      known?.has(plain)
    )
      return NOTHING
    const found = new Set<string>()
    for (const slip of slips(plain)) for (const word of bySlip.get(slip) ?? []) found.add(word)
    return [...found]
  }
  return (reading, free) => {
    const said = reading.words.map(word => meant(word, reading.lexicon?.known))
    if (said.every(list => list.length === 0)) return []
    const found = [...whole(names, said, reading), ...alone(owners, proper, said, reading)]
    return longest(found)
      .filter(span => free(span.start, span.end))
      .slice(0, MOST_SPANS)
  }
}

/** Names of which every word is said, in any order, close together. */
function whole(names: readonly Name[], said: readonly (readonly string[])[], reading: Reading): Span[] {
  return names.flatMap(({ product, words }) => {
    if (words.length === 1 && !isName(reading, words[0] ?? '')) return []
    const places = words.map(word => said.findIndex(list => list.includes(word)))
    if (places.includes(-1)) return []
    const from = Math.min(...places)
    const to = Math.max(...places) + 1
    return to - from - new Set(places).size <= MOST_BETWEEN ? [spanFor(reading, product, from, to)] : []
  })
}

function alone(
  owners: ReadonlyMap<string, ReadonlySet<string>>,
  proper: ReadonlySet<string>,
  said: readonly (readonly string[])[],
  reading: Reading,
): Span[] {
  return said.flatMap((list, at) => {
    const [word, another] = list
    if (word === undefined || another !== undefined || word !== reading.words[at]?.plain) return []
    if (!proper.has(word)) return []
    const [product, other] = owners.get(word) ?? []
    return product !== undefined && other === undefined && isName(reading, word)
      ? [spanFor(reading, product, at, at + 1)]
      : []
  })
}

const isName = ({ lexicon }: Reading, word: string): boolean =>
  word.length >= SHORTEST_ALONE && !/^\d+$/.test(word) && lexicon?.known.has(word) !== true

const spanFor = ({ words }: Reading, product: string, from: number, to: number): Span => ({
  type: 'product',
  value: product,
  start: words[from]?.start ?? 0,
  end: words[to - 1]?.end ?? 0,
})

/** Of what overlaps the longest; of two products with the same words neither. */
function longest(spans: readonly Span[]): Span[] {
  const kept: Span[] = []
  const length = (span: Span): number => span.end - span.start
  for (const span of spans.toSorted((a, b) => length(b) - length(a) || a.start - b.start)) {
    if (kept.some(other => other.start < span.end && span.start < other.end)) continue
    const rival = spans.some(
      other => other.value !== span.value && other.start === span.start && other.end === span.end,
    )
    if (!rival) kept.push(span)
  }
  return kept.sort((a, b) => a.start - b.start)
}
