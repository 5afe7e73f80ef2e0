import { type EntityReader, expects, type Reading } from '../reading.ts'
import type { Word } from '../words.ts'

/** Longer is no name that a person gives. */
const MOST_WORDS = 6
const MOST_LETTERS = 12
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
/** Small words inside names of many countries. */
const PARTICLES: ReadonlySet<string> = new Set(
  'de del la las los da das do dos e y i van von der den ten ter di du le al el bin ben abu san'.split(' '),
)

/**
 * A person's name, only where one is asked for: what is said, without "me llamo" before it and thanks after it, as long as that could be a name: a few words
 * without digits, few of them everyday words. The value is as written.
 */
export const readName: EntityReader = (reading, free) => {
  if (!expects(reading, 'name')) return []
  const { words, normalised, original } = reading
  if (words.length === 0 || normalised.text.includes('?')) return []
  const around = reading.matches.filter(({ tag }) => AROUND.test(tag))
  let from = 0
  let to = words.length
  for (let moved = true; moved; ) {
    const before = around.find(match => match.from === from && match.to <= to && match.to > from)
    const after = around.find(
      match => match.to === to && match.from >= from && match.from < to && match.from > 0,
    )
    moved = before !== undefined || after !== undefined
    if (before) from = before.to
    else if (after) to = after.from
  }
  const end = words.findIndex(
    (word, at) => at > from && at < to && word.fresh && words[at - 1]?.kind === 'word',
  )
  if (end > 0) to = end
  if (!couldBeName(reading, from, to)) return []
  const start = words[from]?.start ?? 0
  const stop = words[to - 1]?.end ?? 0
  if (!free(start, stop)) return []
  const value = original.slice(normalised.starts[start], normalised.ends[stop - 1]).replace(/\s+/g, ' ')
  return [{ type: 'name', value, start, end: stop }]
}

const AROUND = /^(?:introduction|answer|pleased|conjunction|concept\.(?:greet|thank|bye))$/

function couldBeName({ words, lexicon }: Reading, from: number, to: number): boolean {
  const said = words.slice(from, to)
  if (said.length === 0 || said.some(({ kind }) => kind !== 'word')) return false
  if (said.length > (UNSPACED.test(said[0]?.text ?? '') ? MOST_LETTERS : MOST_WORDS)) return false
  const everyday = said.filter(
    ({ plain }) => lexicon?.functionWords.has(plain) === true && !PARTICLES.has(plain),
  )
  return everyday.length * 2 <= said.length && !everyday.includes(said[0] as Word)
}
