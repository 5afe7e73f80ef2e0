import { acceptance, type Calibration, logOdds, softmax } from './intent-model.ts'

/** One phrase as a model that was trained without it scored it. */
export interface Trial {
  scores: Float32Array
  /** The right classes; two intents may share a phrase. */
  positive: readonly number[]
  coverage: number
}

/** For bots too small to be cross-validated: cautious middle values of the sets measured. */
const UNTRIED: Calibration = {
  temperature: 0.2,
  intercept: 0.2,
  slope: 0.75,
  scopeMiddle: -0.45,
  scopeWidth: 0.12,
}

/** Fewer trials tell nothing. */
const ENOUGH = 30
/** More trials tell nothing new. */
const MOST = 1500

/**
 * Fits the numbers that turn scores into honest confidence. The temperature is the one under which the trials were likeliest. The middle of
 * the scope lies where the lowest twentieth of the trials ends: what scores lower is more likely none of the bot's business. `blank` is what a message
 * scores of which nothing is known: the middle lies above it, however small the bot.
 */
export function calibrate(all: readonly Trial[], blank: Float32Array): Calibration {
  const tried = fromTrials(all)
  const floor = acceptOf({ scores: blank, coverage: 0 }, tried.temperature) + ABOVE_BLANK
  return { ...tried, scopeMiddle: Math.max(tried.scopeMiddle, floor) }
}

/** What is known of no word must never be taken for the bot's business. */
const ABOVE_BLANK = 0.25

function fromTrials(all: readonly Trial[]): Calibration {
  if (all.length < ENOUGH) return UNTRIED
  const every = Math.ceil(all.length / MOST)
  const trials = all.filter((_, index) => index % every === 0)
  const temperature = bestTemperature(trials)
  const accepts = trials.map(trial => acceptOf(trial, temperature)).sort((a, b) => a - b)
  const at = (share: number): number => accepts[Math.floor(share * (accepts.length - 1))] ?? 0
  const scopeMiddle = at(SCOPE_SHARE)
  return {
    temperature,
    ...trustOf(trials, temperature),
    scopeMiddle,
    scopeWidth: Math.max(0.02, (at(0.5) - scopeMiddle) * SCOPE_STEEPNESS),
  }
}

function acceptOf({ scores, coverage }: Pick<Trial, 'scores' | 'coverage'>, temperature: number): number {
  const shares = softmax(scores, temperature, new Float32Array(scores.length))
  return acceptance(Math.max(...scores), coverage, Math.log(Math.max(...shares)))
}

const SCOPE_SHARE = 0.05
const SCOPE_STEEPNESS = 0.25

function bestTemperature(trials: readonly Trial[]): number {
  let best = 0.2
  let least = Number.POSITIVE_INFINITY
  for (let step = 0; step < 24; step++) {
    const temperature = 0.03 * 1.18 ** step
    const loss = surprise(trials, temperature)
    if (loss < least) {
      least = loss
      best = temperature
    }
  }
  return best
}

function surprise(trials: readonly Trial[], temperature: number): number {
  const out = new Float32Array(trials[0]?.scores.length ?? 0)
  let sum = 0
  for (const { scores, positive } of trials) {
    softmax(scores, temperature, out)
    let right = 0
    for (const each of positive) right += out[each] ?? 0
    sum -= Math.log(Math.max(1e-9, right))
  }
  return sum
}

/** Logistic regression of "the first guess is right" on the log-odds of its share, by Newton's method, drawn a little towards the usual values. */
function trustOf(trials: readonly Trial[], temperature: number): Pick<Calibration, 'intercept' | 'slope'> {
  const out = new Float32Array(trials[0]?.scores.length ?? 0)
  const points = trials.map(({ scores, positive }) => {
    softmax(scores, temperature, out)
    const share = Math.max(...out)
    return { odds: logOdds(share), right: positive.includes(out.indexOf(share)) ? 1 : 0 }
  })
  let { intercept, slope } = UNTRIED
  for (let round = 0; round < 12; round++) {
    const pull = { a: PULL * (UNTRIED.intercept - intercept), b: PULL * (UNTRIED.slope - slope) }
    let [ga, gb, haa, hab, hbb] = [pull.a, pull.b, PULL, 0, PULL]
    for (const { odds, right } of points) {
      const p = 1 / (1 + Math.exp(-intercept - slope * odds))
      const curve = p * (1 - p)
      ga += right - p
      gb += (right - p) * odds
      haa += curve
      hab += curve * odds
      hbb += curve * odds * odds
    }
    const determinant = haa * hbb - hab * hab
    intercept += (hbb * ga - hab * gb) / determinant
    slope += (haa * gb - hab * ga) / determinant
  }
  return Number.isFinite(intercept + slope) && slope > 0.1 ? { intercept, slope } : UNTRIED
}

/** Worth so many trials. */
const PULL = 5
