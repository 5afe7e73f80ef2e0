import { acceptance, bestOf, type Calibration, softmax } from './intent-model.ts'
import type { Trial } from './trials.ts'

/** For bots too small to be cross-validated: cautious middle values of the sets measured. */
const UNTRIED: Calibration = { temperature: 0.2, intercept: -0.8, slope: 2.5 }

/** Fewer trials tell nothing. */
const ENOUGH = 30
/** More trials tell nothing new. */
const MOST = 2000

/**
 * Fits the numbers that turn scores into honest confidence: how likely the first guess is right, by a logistic regression on its acceptance (better for
 * what is out of scope, and simpler, than a softmax times a likelihood of being in scope), and the temperature under which the trials were likeliest. Phrases that are
 * out of scope (class `outside`) are trials whose first guess is wrong.
 */
export function calibrate(all: readonly Trial[], outside = -1): Calibration {
  if (all.length < ENOUGH) return UNTRIED
  const every = Math.ceil(all.length / MOST)
  const trials = all.filter((_, index) => index % every === 0)
  const inside = trials.filter(({ positive }) => !positive.includes(outside))
  return { temperature: bestTemperature(inside, outside), ...trustOf(trials, outside) }
}

function bestTemperature(trials: readonly Trial[], outside: number): number {
  let best = UNTRIED.temperature
  let least = Number.POSITIVE_INFINITY
  for (let step = 0; step < 24; step++) {
    const temperature = 0.03 * 1.18 ** step
    const loss = surprise(trials, temperature, outside)
    if (loss < least) {
      least = loss
      best = temperature
    }
  }
  return best
}

function surprise(trials: readonly Trial[], temperature: number, outside: number): number {
  const out = new Float32Array(trials[0]?.scores.length ?? 0)
  let sum = 0
  for (const { scores, positive } of trials) {
    softmax(scores, temperature, out, outside)
    let right = 0
    for (const each of positive) right += out[each] ?? 0
    sum -= Math.log(Math.max(1e-9, right))
  }
  return sum
}

/** Logistic regression of "the first guess is right" on its acceptance, by Newton's method, with some trials of the usual kind added: an easy bot has seen no error. */
function trustOf(trials: readonly Trial[], outside: number): Pick<Calibration, 'intercept' | 'slope'> {
  const points = trials.map(({ scores, positive, coverage }) => {
    const best = bestOf(scores, outside)
    return {
      x: acceptance(scores, best, coverage, outside),
      right: positive.includes(best) ? 1 : 0,
      weight: 1,
    }
  })
  for (const x of USUAL)
    points.push({
      x,
      right: 1 / (1 + Math.exp(-UNTRIED.intercept - UNTRIED.slope * x)),
      weight: USUAL_WEIGHT,
    })
  // From nothing: Newton's method begun at a steep slope leaps away.
  let intercept = 0
  let slope = 0
  for (let round = 0; round < 20; round++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0]
    for (const { x, right, weight } of points) {
      const p = 1 / (1 + Math.exp(-intercept - slope * x))
      const curve = weight * p * (1 - p)
      ga += weight * (right - p)
      gb += weight * (right - p) * x
      haa += curve
      hab += curve * x
      hbb += curve * x * x
    }
    const determinant = haa * hbb - hab * hab
    intercept += (hbb * ga - hab * gb) / determinant
    slope += (haa * gb - hab * ga) / determinant
  }
  return Number.isFinite(intercept + slope) && slope > 0.1 ? { intercept, slope } : UNTRIED
}

/** Acceptances from what is wholly unknown to what is sure, each worth so many trials. */
const USUAL = [-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9]
const USUAL_WEIGHT = 6
