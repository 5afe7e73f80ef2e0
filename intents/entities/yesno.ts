import { type EntityReader, expects } from '../reading.ts'

/**
 * An answer that stands alone ("sí, por favor", "no. I meant the other", 👍): the value is `yes`, `no` or `maybe`. Where one is asked
 * for, the words that begin the message are enough ("yes that's my address").
 */
export const readYesNo: EntityReader = (reading, free) => {
  const { words, matches } = reading
  const asked = expects(reading, 'yesno')
  for (const match of matches) {
    if (match.tag !== 'answer') continue
    const first = words[match.from]
    const begins = match.from === 0 || (first?.fresh ?? false)
    const ends =
      match.to === words.length || (words[match.to]?.fresh ?? false) || words[match.to]?.kind === 'emoji'
    if (!(begins && ends) && !(asked && match.from === 0)) continue
    const span = {
      type: 'yesno',
      value: match.value,
      start: first?.start ?? 0,
      end: words[match.to - 1]?.end ?? 0,
    }
    if (free(span.start, span.end)) return [span]
  }
  return []
}
