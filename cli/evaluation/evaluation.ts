import { atThreshold, auroc, calibrationError, jointThreshold, type Trial } from '../../intents/measures.ts'
import type { Understander } from '../../intents/understander.ts'
import { OUT_OF_SCOPE } from '../../protocol/understanding.ts'
import { learnMessages } from './learn-messages.ts'
import type { Labelled } from './read-messages.ts'

/** Figures of a matcher on messages that it never saw. Shares from 0 to 1; null where the test messages don't tell. */
export interface Evaluation {
  /** Of the messages in scope: the first guess is right and is not rejected. */
  accuracy: number | null
  /** Of the messages out of scope: rejected. */
  oosRecall: number | null
  /** Of in scope against out of scope. */
  auroc: number | null
  /** Expected calibration error in 15 bins, of the messages in scope. */
  ece: number | null
  /** As accuracy, with nothing rejected. */
  firstGuess: number | null
  /** What scores lower is rejected. */
  threshold: number
  trainMs: number
  p50Us: number
  p99Us: number
  /** Of the file that keeps what was learnt. */
  modelBytes: number
}

/** Trains on `train` and measures on `test`; `valid` chooses the threshold, without it the model's own is used. */
export async function evaluate(
  train: readonly Labelled[],
  valid: readonly Labelled[] | undefined,
  test: readonly Labelled[],
): Promise<Evaluation> {
  const started = performance.now()
  const { understander, modelBytes } = await learnMessages(train)
  const trainMs = performance.now() - started
  const threshold = thresholdOf(understander, valid, test)
  const { trials, times } = tried(understander, test)
  const inScope = trials.filter(({ outOfScope }) => !outOfScope).map(({ score }) => score)
  const outOfScope = trials.filter(trial => trial.outOfScope).map(({ score }) => score)
  const { accuracy, oosRecall } = atThreshold(trials, threshold)
  return {
    accuracy: known(accuracy),
    oosRecall: known(oosRecall),
    auroc: known(auroc(inScope, outOfScope)),
    ece: inScope.length === 0 ? null : known(calibrationError(trials)),
    firstGuess: known(atThreshold(trials, 0).accuracy),
    threshold: rounded(threshold),
    trainMs: Math.round(trainMs),
    p50Us: Math.round(at(times, 0.5)),
    p99Us: Math.round(at(times, 0.99)),
    modelBytes,
  }
}

/** Where nothing is out of scope, nothing need be rejected. */
function thresholdOf(
  understander: Understander,
  valid: readonly Labelled[] | undefined,
  test: readonly Labelled[],
): number {
  if (valid !== undefined) return jointThreshold(tried(understander, valid).trials)
  return test.some(({ intent }) => intent === OUT_OF_SCOPE) ? OWN_THRESHOLD : 0
}

/** Confidence is calibrated by cross-validation: under one half a guess is more likely wrong than right. */
const OWN_THRESHOLD = 0.5

/** Each message once, after a round that warms the code up. Times in µs, ascending. */
function tried(
  understander: Understander,
  messages: readonly Labelled[],
): { trials: Trial[]; times: number[] } {
  for (const { text, lang } of messages.slice(0, 500)) understander.understand(text, { language: lang })
  const times: number[] = []
  const trials = messages.map(({ text, intent, lang }): Trial => {
    const started = performance.now()
    const { alternatives } = understander.understand(text, { language: lang })
    times.push((performance.now() - started) * 1000)
    const [first] = alternatives
    return {
      score: first?.confidence ?? 0,
      right: first?.intent === intent,
      outOfScope: intent === OUT_OF_SCOPE,
    }
  })
  return { trials, times: times.sort((a, b) => a - b) }
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000
const known = (value: number): number | null => (Number.isNaN(value) ? null : rounded(value))
