import type { Entity } from '../protocol/understanding.ts'
import type { Match } from './lexicon.ts'
import type { Reading } from './reading.ts'

/** What goes with an answer and changes nothing: "order number", "please", "sorry". */
const ASIDE = /^(?:cue|answer|pleased|joiner|correction|introduction)/
/** "it is the": more small words make a sentence of its own, unless a cue word says what is answered. */
const MOST_SMALL = 3
const MOST_SMALL_WITH_CUE = 10
/** Words beside a cue that are neither small nor known: "the e-mail I used". */
const MOST_OTHER = 2
/** Things that an answer may speak of: "the postcode of the delivery address". All other concepts ask for something. */
const THINGS: ReadonlySet<string> = new Set(
  ['address', 'goods', 'parcel', 'place', 'phone', 'account', 'yes', 'thank', 'greet', 'send', 'time'].map(
    name => `concept.${name}`,
  ),
)

/** Nothing was said but what the open question asked for, with words like "it's" or "my postcode is" around it: that fills the slot, and asks for nothing. */
export function isAnswerAlone(reading: Reading, entities: readonly Entity[]): boolean {
  const { words, normalised, matches, lexicon, hints } = reading
  const { expects } = hints
  if (!expects || expects.length === 0 || /[?؟]/.test(normalised.text)) return false
  const answers = entities.filter(entity => entity.type !== 'yesno' && expects.includes(entity.type))
  if (answers.length === 0) return false
  const asides = matches.filter(match => ASIDE.test(match.tag))
  const cued = asides.some(({ tag }) => answers.some(({ type }) => tag === `cue.${type}`))
  if (cued && matches.some(({ tag }) => tag === 'negation')) return false
  let small = 0
  let other = 0
  return words.every((word, index) => {
    const at = normalised.starts[word.start] ?? 0
    if (answers.some(entity => at >= entity.start && at < entity.end)) return true
    if (asides.some(match => covers(match, index))) return true
    if (matches.some(match => asks(match) && covers(match, index))) return false
    if (lexicon?.functionWords.has(word.plain)) return ++small <= (cued ? MOST_SMALL_WITH_CUE : MOST_SMALL)
    return cued && word.kind === 'word' && ++other <= MOST_OTHER
  })
}

const covers = ({ from, to }: Match, at: number): boolean => at >= from && at < to

const asks = ({ tag }: Match): boolean => tag.startsWith('concept.') && !THINGS.has(tag)
