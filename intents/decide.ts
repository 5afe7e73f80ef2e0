import { OUT_OF_SCOPE } from '../protocol/understanding.ts'
import { acceptance, inScope, type Scorer, softmax, trusted } from './intent-model.ts'
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

/**
 * The intent of some terms: how likely each is, times how likely the message is the bot's business at all. So confidence is honest for messages
 * out of scope too.
 */
export function decide(scorer: Scorer, terms: Terms): Decision {
  if (terms.words.length === 0) return nothing(1)
  const { model } = scorer
  const { scores, coverage } = scorer.score(terms)
  const shares = softmax(scores, model.calibration.temperature, new Float32Array(scores.length))
  let best = 0
  for (let each = 1; each < scores.length; each++) if ((scores[each] ?? 0) > (scores[best] ?? 0)) best = each
  const accept = acceptance(scores[best] ?? 0, coverage, Math.log(shares[best] ?? 0))
  const inside = inScope(accept, model.calibration)
  const top = shares[best] ?? 0
  const trust = trusted(top, model.calibration)
  // What the first is not trusted with goes to the others, by their shares.
  const rest = top < 1 ? (1 - trust) / (1 - top) : 0
  const alternatives = topOf(shares, best)
    .map(each => ({
      intent: model.intents[each] ?? OUT_OF_SCOPE,
      confidence: rounded((each === best ? trust : Math.min(trust, (shares[each] ?? 0) * rest)) * inside),
    }))
    .filter(({ confidence }, rank) => rank === 0 || confidence >= LEAST)
  const first = alternatives[0]
  if (!first || first.confidence < REJECT)
    return {
      intent: OUT_OF_SCOPE,
      confidence: rounded(1 - inside),
      alternatives: alternatives.filter(each => each.confidence >= LEAST),
    }
  return { intent: first.intent, confidence: first.confidence, alternatives }
}

function topOf(shares: Float32Array, best: number): number[] {
  const order = [best]
  const likely = [...shares.keys()].filter(each => each !== best && (shares[each] ?? 0) >= LEAST)
  likely.sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0) || a - b)
  return [...order, ...likely].slice(0, MOST_ALTERNATIVES)
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000
