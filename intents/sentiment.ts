import type { Sentiment } from '../protocol/understanding.ts'
import { isNegated, type Match, type Tag } from './lexicon.ts'
import type { Reading } from './reading.ts'

/** What one phrase of each kind adds. */
const WEIGHT: Partial<Record<Tag, number>> = {
  insult: -0.8,
  angry: -0.7,
  threat: -0.65,
  unhappy: -0.35,
  pleased: 0.4,
}
const ANGRY = -0.6
const UNHAPPY = -0.25
const PLEASED = 0.3
/** In more words than these, or in a question, "thanks" is a courtesy and no mood. */
const SHORT = 6

/** How the customer feels: words of the culture pack, made stronger by capitals, exclamation marks and long drawn letters. Coarse on purpose. */
export function readSentiment(reading: Reading): Sentiment {
  const { words, matches, normalised } = reading
  let negative = 0
  let positive = 0
  const courtesy = words.length > SHORT || normalised.text.includes('?')
  for (const match of outermost(matches)) {
    const weight = weightOf(match, reading)
    if (weight < 0) negative += weight
    else positive += courtesy ? weight / 2 : weight
  }
  const shouts = normalised.letters >= 8 && normalised.capitals / normalised.letters > 0.7
  const marks = normalised.text.match(/[!?]/g)?.length ?? 0
  const loud = (shouts ? 0.25 : 0) + (marks >= 3 ? 0.15 : 0) + (normalised.elongated ? 0.05 : 0)
  if (negative < 0) negative *= 1 + loud
  else if (positive === 0 && shouts) negative -= loud
  const score = Math.max(-1, Math.min(1, negative < 0 ? negative + positive / 4 : positive * (1 + loud)))
  return { label: labelOf(score), score: Math.round(score * 100) / 100 }
}

const labelOf = (score: number): Sentiment['label'] =>
  score <= ANGRY ? 'angry' : score <= UNHAPPY ? 'unhappy' : score >= PLEASED ? 'pleased' : 'neutral'

/** "not happy" is unhappy; "no problem" is nothing. */
function weightOf(match: Match, { matches, words }: Reading): number {
  const weight = WEIGHT[match.tag] ?? 0
  if (
    weight === 0 ||
    match.tag === 'insult' ||
    words[match.from]?.kind === 'emoji' ||
    !isNegated(matches, words, match.from)
  )
    return weight
  return weight > 0 ? -0.35 : 0
}

/** Of phrases of mood that lie in one another only the longest counts: "not happy" hides "happy". */
function outermost(matches: readonly Match[]): Match[] {
  const moods = matches.filter(match => WEIGHT[match.tag] !== undefined)
  return moods.filter(
    match =>
      !moods.some(
        other =>
          other !== match &&
          other.from <= match.from &&
          other.to >= match.to &&
          (other.to - other.from > match.to - match.from ||
            (WEIGHT[other.tag] ?? 0) < (WEIGHT[match.tag] ?? 0)),
      ),
  )
}

/** The customer says that it can't wait; "not urgent" is not urgent. */
export const readUrgency = ({ matches, words }: Reading): boolean =>
  matches.some(match => match.tag === 'urgent' && !isNegated(matches, words, match.from))
