import type { Entity } from '../protocol/understanding.ts'
import type { Match } from './lexicon.ts'
import { ASIDE, saysNothingBut } from './nothing-but.ts'
import type { Reading } from './reading.ts'

/** Things that an answer may speak of: "the postcode of the delivery address". All other concepts ask for something. */
const THINGS: ReadonlySet<string> = new Set(
  ['address', 'goods', 'parcel', 'place', 'phone', 'account', 'yes', 'thank', 'greet', 'send', 'time'].map(
    name => `concept.${name}`,
  ),
)

/** Nothing was said but what the open question asked for, with words like "it's" or "my postcode is" around it: that fills the slot, and asks for nothing. */
export function isAnswerAlone(reading: Reading, entities: readonly Entity[]): boolean {
  const { words, normalised, matches, hints } = reading
  const { expects } = hints
  if (!expects || expects.length === 0 || /[?؟]/.test(normalised.text)) return false
  const answers = entities.filter(entity => entity.type !== 'yesno' && expects.includes(entity.type))
  if (answers.length === 0) return false
  const goesWith = ({ tag }: Match): boolean => ASIDE.test(tag)
  const cued = matches.some(({ tag }) => answers.some(({ type }) => tag === `cue.${type}`))
  if (cued && matches.some(({ tag }) => tag === 'negation')) return false
  return saysNothingBut(
    reading,
    { from: 0, to: words.length },
    { given: answers, matches, cued, goesWith, asks, mayHold: ({ kind }) => cued && kind === 'word' },
  )
}

const asks = ({ tag }: Match): boolean => tag.startsWith('concept.') && !THINGS.has(tag)
