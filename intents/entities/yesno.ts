import type { Match } from '../lexicon.ts'
import { type EntityReader, expects, type Reading, type Span } from '../reading.ts'
import { isUnspaced } from '../words.ts'

/**
 * An answer that stands alone ("sí, por favor", "no. I meant the other", 👍): the value is `yes`, `no` or `maybe`. Where one is asked
 * for, the words that begin the message are enough ("yes that's my address"). Of "no problem, yes" and "ok, no" the last counts, but a mere
 * "ok" takes no "no" back.
 */
export const readYesNo: EntityReader = (reading, free) => {
  const { matches } = reading
  const answers = matches.filter(match => match.tag === 'answer')
  if (answers.length === 0) return []
  const asked = expects(reading, 'yesno')
  const alone = answers.filter(match => standsAlone(reading, match, answers))
  const first =
    alone.find(match => asked || !isCue(reading, match)) ??
    (asked ? answers.find(match => match.from === 0 && mayBegin(reading, match)) : undefined)
  if (!first) return []
  const begins = asked && answers[0]?.from === 0 && !isMild(reading, answers[0]) ? answers[0] : first
  const chosen = asked ? lastWord(reading, begins, alone) : begins
  const span = spanFor(reading, chosen)
  return free(span.start, span.end) ? [span] : []
}

/** Nothing is said in the same breath but another answer ("ok no"). */
function standsAlone({ words }: Reading, { from, to }: Match, answers: readonly Match[]): boolean {
  const begins = from === 0 || words[from]?.fresh === true || answers.some(other => other.to === from)
  const next = words[to]
  return (
    begins &&
    (next === undefined || next.fresh || next.kind === 'emoji' || answers.some(other => other.from === to))
  )
}

/** Letters that may still follow an answer without a mark, where words have no spaces: はいお願いします. */
const MOST_LETTERS = 6
const SHORTEST_PREFIX = 2

/** Never in a question: "si pido hoy, ¿cuándo llega?". Without spaces the first letters of any sentence may look like an answer (可以礼品包装吗). */
function mayBegin({ words, normalised, lexicon }: Reading, { to }: Match): boolean {
  if (/[?؟]/.test(normalised.text)) return false
  const next = words[to]
  if (!next || !isUnspaced(next.text)) return true
  const end = words.findIndex((word, at) => at > to && word.fresh)
  const rest = words.slice(to, end < 0 ? words.length : end)
  const asks = lexicon?.questionEndings.has(rest.at(-1)?.plain ?? '') === true
  return to >= SHORTEST_PREFIX && rest.length <= MOST_LETTERS && !asks
}

/** "No. 10432" is a number's sign, where nothing is asked. */
const isCue = ({ matches, words }: Reading, { from, to }: Match): boolean =>
  words[to]?.kind === 'number' &&
  matches.some(match => match.tag === 'cue.order' && match.from === from && match.to === to)

/** "No" in "no problem": a longer phrase that says no "no". */
const isMild = ({ matches }: Reading, { from, to }: Match): boolean =>
  matches.some(match => (match.tag === 'mild' || match.tag === 'calm') && match.from <= from && match.to > to)

/** "Ok, no" is a no and "no, wait, yes" a yes: the last answer counts, unless it is a mere "ok" after a no. */
function lastWord(reading: Reading, first: Match, alone: readonly Match[]): Match {
  const last = alone.findLast(match => match.from >= first.to && !isMild(reading, match))
  if (!last || last.value === 'maybe') return first
  if (first.value !== 'no' || last.value !== 'yes') return last
  return OKAY.test(reading.words[last.from]?.plain ?? '') ? first : last
}

const OKAY = /^(?:o+k+(?:ay|ey|i|ie)?|k+|okk+)$/

const spanFor = ({ words }: Reading, { value, from, to }: Match): Span => ({
  type: 'yesno',
  value,
  start: words[from]?.start ?? 0,
  end: words[to - 1]?.end ?? 0,
})
