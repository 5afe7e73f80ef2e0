import type { Sentiment } from '../protocol/understanding.ts'
import { isNegated, type Match, type Tag } from './lexicon.ts'
import type { Reading } from './reading.ts'
import { lengthOf, type Word } from './words.ts'

/** What one phrase of each kind adds; a phrase that shows no mood hides the words of mood in it: "no problem", "no rush". */
const WEIGHT: Partial<Record<Tag, number>> = {
  insult: -0.8,
  angry: -0.7,
  threat: -0.65,
  unhappy: -0.35,
  pleased: 0.4,
  mild: 0,
  calm: 0,
}
const ANGRY = -0.6
const UNHAPPY = -0.25
const PLEASED = 0.3
/** "It came late, and broken": however much went wrong, telling it calmly is no anger. */
const MOST_UNHAPPY = -0.5
/** In more words than these, or in a question, a kind word is rather a courtesy. */
const LONG = 10

/** How the customer feels: words of the culture pack, made stronger by capitals, exclamation marks and long drawn letters. Coarse on purpose. */
export function readSentiment(reading: Reading): Sentiment {
  const { words, matches, normalised } = reading
  const moods = outermost(matches.filter(match => WEIGHT[match.tag] !== undefined))
  const loud = loudness(reading)
  let angry = 0
  let unhappy = 0
  let positive = 0
  const courtesy = /[?؟]/.test(normalised.text) || lengthOf(words) > LONG
  for (const match of moods) {
    const weight = weightOf(match, reading)
    if (weight < UNHAPPY * 2) angry += weight
    else if (weight < 0) unhappy += weight
    else if (courtesy || isCourtesy(match, reading)) positive += weight / 2
    else positive += weight
  }
  let negative = angry + Math.max(MOST_UNHAPPY, unhappy)
  if (negative < 0) negative *= 1 + loud
  else if (positive === 0 && isShouted(reading)) negative -= loud
  const score = Math.max(-1, Math.min(1, negative < 0 ? negative + positive / 4 : positive * (1 + loud)))
  return { label: labelOf(score), score: Math.round(score * 100) / 100 }
}

/** The customer says that it can't wait, or needs it by a day to come; "not urgent" and "no rush" are not urgent. */
export function readUrgency({ matches, words }: Reading): boolean {
  if (!matches.some(({ tag }) => tag === 'urgent' || tag === 'need')) return false
  const kinds = matches.filter(({ tag }) => URGENCY.has(tag))
  const said = outermost(kinds)
  const urgent = said.some(({ tag, from, to }) => tag === 'urgent' && !isNegated(matches, words, from, to))
  if (urgent || said.some(({ tag }) => tag === 'calm')) return urgent
  return said.some(need => need.tag === 'need' && matches.some(day => isDeadline(day, need, matches, words)))
}

const URGENCY: ReadonlySet<Tag> = new Set<Tag>(['urgent', 'need', 'mild', 'calm'])

/** So many words may stand between the need and its day, in either order. */
const MOST_BETWEEN = 6

function isDeadline(day: Match, need: Match, matches: readonly Match[], words: readonly Word[]): boolean {
  const comes =
    day.tag === 'time.weekday' ||
    day.tag === 'time.weekend' ||
    (day.tag === 'time.day' && Number(day.value) >= 0 && Number(day.value) <= 2)
  if (!comes) return false
  const [first, last] = day.from < need.from ? [day, need] : [need, day]
  if (lengthOf(words.slice(first.to, last.from)) > MOST_BETWEEN) return false
  return !matches.some(({ tag, from, to }) => tag === 'time.last' && from <= day.to + 1 && to >= day.from - 1)
}

const labelOf = (score: number): Sentiment['label'] =>
  score <= ANGRY ? 'angry' : score <= UNHAPPY ? 'unhappy' : score >= PLEASED ? 'pleased' : 'neutral'

const isShouted = ({ normalised: { letters, capitals } }: Reading): boolean =>
  letters >= 8 && capitals / letters > 0.7

function loudness(reading: Reading): number {
  const { text, elongated } = reading.normalised
  const marks = text.match(/[!?؟]/g)?.length ?? 0
  return (isShouted(reading) ? 0.25 : 0) + (marks >= 3 ? 0.15 : 0) + (elongated ? 0.05 : 0)
}

/** "not happy" is unhappy; "no complaint" is nothing; an insult, an emoji and "no thanks" stay what they are. */
function weightOf(match: Match, reading: Reading): number {
  const { matches, words } = reading
  const weight = WEIGHT[match.tag] ?? 0
  const fixed =
    weight === 0 ||
    match.tag === 'insult' ||
    words[match.from]?.kind === 'emoji' ||
    isThanks(match, reading) ||
    // "pas contente" denies already; "ne … pas contente" does it no more.
    matches.some(({ tag, from, to }) => tag === 'negation' && from >= match.from && to <= match.to)
  if (fixed || !isNegated(matches, words, match.from, match.to)) return weight
  return weight > 0 ? (WEIGHT.unhappy ?? 0) : 0
}

const isThanks = ({ from, to }: Match, { matches }: Reading): boolean =>
  matches.some(({ tag, from: at, to: end }) => tag === 'concept.thank' && at < to && from < end)

/** Thanks show a mood when they are what is said, or come first; after a request or a "no" they are manners. */
function isCourtesy(match: Match, reading: Reading): boolean {
  if (!isThanks(match, reading)) return false
  const { matches, words, lexicon } = reading
  if (matches.some(({ tag, value }) => tag === 'answer' && value === 'no')) return true
  const before = words
    .slice(0, match.from)
    .filter(
      (word, at) =>
        word.kind === 'word' &&
        !matches.some(({ tag, from, to }) => MANNERS.has(tag) && at >= from && at < to),
    )
  const small = before.filter(word => lexicon?.functionWords.has(word.plain) === true)
  return lengthOf(before) >= SENTENCE || lengthOf(before) - lengthOf(small) >= 1
}

/** So many words before the thanks said something. */
const SENTENCE = 3

const MANNERS: ReadonlySet<Tag> = new Set<Tag>([
  'pleased',
  'answer',
  'joiner',
  'conjunction',
  'concept.thank',
  'concept.greet',
  'concept.yes',
  'concept.bye',
])

/** Of phrases that lie in one another only the longest counts: "not happy" hides "happy". Of equally long ones, the one that shows no mood, then the worst. */
function outermost(phrases: readonly Match[]): Match[] {
  return phrases.filter(one => !phrases.some(other => other !== one && hides(other, one)))
}

function hides(other: Match, one: Match): boolean {
  if (other.from > one.from || other.to < one.to) return false
  const longer = other.to - other.from - (one.to - one.from)
  if (longer > 0) return true
  const [weight = 0, rival = 0] = [WEIGHT[one.tag], WEIGHT[other.tag]]
  return rival === 0 ? weight !== 0 : weight !== 0 && rival < weight
}
