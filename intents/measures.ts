/** One test message as it was classified. */
export interface Trial {
  /** How sure the matcher is that its first guess is right: 0 to 1, comparable between messages. */
  score: number
  /** The first guess is the label. */
  right: boolean
  /** The label says that no intent fits. */
  outOfScope: boolean
}

/** One bin of a reliability diagram: what was promised, and what came true. Shares from 0 to 1. */
export interface Bin {
  from: number
  to: number
  count: number
  confidence: number
  accuracy: number
}

/**
 * Area under the ROC curve: how often a message in scope scores above one out of scope, ties counting half. 0.5 is chance; NaN when one side is empty.
 * By ranks, as Mann and Whitney's U.
 */
export function auroc(inScope: readonly number[], outOfScope: readonly number[]): number {
  const all = [
    ...inScope.map(score => ({ score, inside: true })),
    ...outOfScope.map(score => ({ score, inside: false })),
  ].sort((a, b) => a.score - b.score)
  let rankSum = 0
  for (let from = 0; from < all.length; ) {
    let to = from
    let inside = 0
    while (to < all.length && all[to]?.score === all[from]?.score) if (all[to++]?.inside) inside++
    rankSum += inside * ((from + 1 + to) / 2)
    from = to
  }
  const { length } = inScope
  return (rankSum - (length * (length + 1)) / 2) / (length * outOfScope.length)
}

/** Bins of equal width over the scores of messages in scope; empty bins are left out. */
export function reliability(trials: readonly Trial[], bins = 15): Bin[] {
  const inScope = trials.filter(({ outOfScope }) => !outOfScope)
  return Array.from({ length: bins }, (_, index): Bin => {
    const [from, to] = [index / bins, (index + 1) / bins]
    const inside = inScope.filter(
      ({ score }) => score >= from && (score < to || (index === bins - 1 && score <= 1)),
    )
    const mean = (value: (trial: Trial) => number) =>
      inside.reduce((sum, trial) => sum + value(trial), 0) / Math.max(1, inside.length)
    return {
      from,
      to,
      count: inside.length,
      confidence: mean(({ score }) => score),
      accuracy: mean(({ right }) => (right ? 1 : 0)),
    }
  }).filter(({ count }) => count > 0)
}

/** Expected calibration error: how far promise and truth lie apart, weighed by the bins' messages (Guo et al. 2017). 0 is honest. */
export function calibrationError(trials: readonly Trial[], bins = 15): number {
  const all = reliability(trials, bins)
  const total = all.reduce((sum, { count }) => sum + count, 0)
  return all.reduce(
    (sum, bin) => sum + (bin.count / Math.max(1, total)) * Math.abs(bin.accuracy - bin.confidence),
    0,
  )
}

/** Shares of the messages in scope that are accepted and right, and of those out of scope that are rejected. NaN where there are none. */
export function atThreshold(
  trials: readonly Trial[],
  threshold: number,
): { accuracy: number; oosRecall: number } {
  const share = (of: readonly Trial[], good: (trial: Trial) => boolean) => of.filter(good).length / of.length
  return {
    accuracy: share(
      trials.filter(({ outOfScope }) => !outOfScope),
      ({ right, score }) => right && score >= threshold,
    ),
    oosRecall: share(
      trials.filter(({ outOfScope }) => outOfScope),
      ({ score }) => score < threshold,
    ),
  }
}

/** The threshold under which most messages of all, in scope and out, are treated rightly; what scores below it is out of scope (Larson et al. 2019). */
export function jointThreshold(trials: readonly Trial[]): number {
  const sorted = trials.toSorted((a, b) => a.score - b.score)
  let good = sorted.filter(({ right, outOfScope }) => right && !outOfScope).length
  let best = { good, threshold: 0 }
  for (const [index, { score, right, outOfScope }] of sorted.entries()) {
    good += outOfScope ? 1 : right ? -1 : 0
    const next = sorted[index + 1]?.score ?? Math.min(1, score + 1e-3)
    if (next > score && good > best.good) best = { good, threshold: (score + next) / 2 }
  }
  return best.threshold
}
