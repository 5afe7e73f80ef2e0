import type { Entity } from '../protocol/understanding.ts'
import type { Clause } from './clauses.ts'
import type { Match } from './lexicon.ts'
import { ASIDE, saysNothingBut } from './nothing-but.ts'
import type { Reading } from './reading.ts'
import type { Word } from './words.ts'

/** What the shop needs to find an order or to answer; who gives it asks for nothing. */
const DETAILS: ReadonlySet<string> = new Set(['order', 'email', 'phone', 'postcode'])
/** Things that go with one too: "the postcode of the delivery address". All other concepts ask for something. */
const THINGS = /^concept\.(?:address|goods|parcel|place|phone|thank|greet|yes)$/
/** "You can reach me on 600 111 222", "send it to ana@example.com". */
const REACH = /^concept\.(?:talk|arrive|send)$/
/**
 * The types of detail that a part of a message gives, when it does nothing else: "my e-mail is ana@example.com", "my postcode is 28013", "it's order number 10432".
 * `name` for "my name is Ana Ruiz". None when it asks something, or says more.
 */
export function detailsIn(reading: Reading, entities: readonly Entity[], part: Clause): ReadonlySet<string> {
  const { words, matches, normalised } = reading
  const given = entities.filter(({ type, start }) => DETAILS.has(type) && isIn(reading, part, start))
  const types = new Set(given.map(({ type }) => type))
  if (isQuestion(reading, part)) return NONE
  if (types.size === 0) return isName(reading, part) ? NAME : NONE
  const near = matches.filter(({ from, to }) => from >= part.from && to <= part.to)
  if (near.some(({ tag }) => tag.startsWith('negation'))) return NONE
  // They are nothing else, whether or not they are called so.
  const reachable = types.has('email') || types.has('phone')
  const cued = reachable || near.some(({ tag }) => types.has(tag.replace('cue.', '')))
  // "The postcode of the delivery address is 28013", but not "redirect it to 28013".
  const placed = ({ from }: Match): boolean =>
    near.some(cue => cue.tag === 'cue.postcode' && cue.from <= from) &&
    given.some(({ start }) => start > (normalised.starts[words[from]?.start ?? 0] ?? 0))
  const isThing = (match: Match): boolean =>
    THINGS.test(match.tag) && (match.tag !== 'concept.address' || !types.has('postcode') || placed(match))
  const goesWith = (match: Match): boolean =>
    ASIDE.test(match.tag) || (cued && isThing(match)) || (reachable && REACH.test(match.tag))
  const alone = saysNothingBut(reading, part, {
    given,
    matches: near,
    cued,
    goesWith,
    asks: ({ tag }) => tag.startsWith('concept.'),
    // "My new postcode" is to be changed.
    mayHold: ({ kind }) => cued && kind === 'word' && !types.has('postcode'),
  })
  return alone ? types : NONE
}

const NONE: ReadonlySet<string> = new Set()
const NAME: ReadonlySet<string> = new Set(['name'])
const MOST_IN_NAME = 4

/** "My name is Ana Ruiz", with capitals where the script has them. "I'm Broken" is none: what introduces it must say more than small words do. */
function isName({ words, matches, lexicon, normalised, original }: Reading, { from, to }: Clause): boolean {
  const introduction = matches.find(match => match.tag === 'introduction' && match.from === from)
  if (!introduction || introduction.to >= to || to - introduction.to > MOST_IN_NAME) return false
  const isSmall = ({ plain }: Word): boolean => lexicon?.functionWords.has(plain) === true
  if (words.slice(from, introduction.to).every(isSmall)) return false
  return words.slice(introduction.to, to).every((word, index) => {
    const at = introduction.to + index
    const first = original[normalised.starts[word.start] ?? 0] ?? ''
    if (word.kind !== 'word' || isSmall(word) || first !== first.toUpperCase()) return false
    return !matches.some(match => match.tag.startsWith('concept.') && at >= match.from && at < match.to)
  })
}

function isIn({ words, normalised }: Reading, { from, to }: Clause, at: number): boolean {
  const first = words[from]
  const last = words[to - 1]
  if (!first || !last) return false
  return at >= (normalised.starts[first.start] ?? 0) && at < (normalised.ends[last.end - 1] ?? 0)
}

/** A question mark stands before the next part. */
function isQuestion({ words, normalised: { text } }: Reading, { to }: Clause): boolean {
  return /[?？؟]/.test(text.slice(words[to - 1]?.end ?? 0, words[to]?.start ?? text.length))
}
