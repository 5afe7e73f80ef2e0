import { OUT_OF_SCOPE } from '../protocol/understanding.ts'
import { acceptance, bestOf, outsideOf, type Scorer, softmax, trusted } from './intent-model.ts'
import type { Terms } from './terms.ts'

export interface Decision {
  intent: string
  confidence: number
  alternatives: { intent: string; confidence: number }[]
}

/** Under this confidence the best guess is no guess. It lies below any sensible `understanding.ask` of a bot, which decides what is asked back. */
const REJECT = 0.2
const MOST_ALTERNATIVES = 5
/** Less likely guesses help nobody. */
const LEAST = 0.03

/** What nothing is known of. */
export const nothing = (confidence: number): Decision => ({
  intent: OUT_OF_SCOPE,
  confidence,
  alternatives: [],
})

/** The intent of some terms, with honest confidence: of messages that get 0.7, seven of ten are read rightly. */
export function decide(scorer: Scorer, terms: Terms): Decision {
  if (terms.words.length === 0) return nothing(1)
  const { intents, calibration } = scorer.model
  const { scores, coverage } = scorer.score(terms)
  const outside = outsideOf(intents)
  const shares = softmax(scores, calibration.temperature, new Float32Array(scores.length), outside)
  const best = bestOf(scores, outside)
  const trust = trusted(acceptance(scores, best, coverage, outside), calibration)
  const top = shares[best]!
  // What the first is not trusted with goes to the others, by their shares.
  const rest = top < 1 ? (1 - trust) / (1 - top) : 0
  const alternatives = topOf(shares, best)
    .map(each => ({
      intent: intents[each] ?? OUT_OF_SCOPE,
      confidence: rounded(each === best ? trust : Math.min(trust, shares[each]! * rest)),
    }))
    .filter(({ confidence }, rank) => rank === 0 || confidence >= LEAST)
  if (trust < REJECT) return { intent: OUT_OF_SCOPE, confidence: rounded(1 - trust), alternatives }
  return { intent: intents[best] ?? OUT_OF_SCOPE, confidence: rounded(trust), alternatives }
}

function topOf(shares: Float32Array, best: number): number[] {
  const order = [best]
  const likely = [...shares.keys()].filter(each => each !== best && (shares[each] ?? 0) >= LEAST)
  likely.sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0) || a - b)
  return [...order, ...likely].slice(0, MOST_ALTERNATIVES)
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000
