import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  atThreshold,
  auroc,
  calibrationError,
  jointThreshold,
  reliability,
  type Trial,
} from '../../intents/measures.ts'

const trial = (score: number, right: boolean, outOfScope = false): Trial => ({ score, right, outOfScope })

test('the area under the curve is the share of pairs in the right order, ties counting half', () => {
  expect(auroc([0.9, 0.8], [0.1, 0.2])).toBe(1)
  expect(auroc([0.1], [0.9])).toBe(0)
  expect(auroc([0.5, 0.9], [0.5, 0.1])).toBe(0.875)
  expect(auroc([], [0.5])).toBeNaN()
  const scores = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(scores, scores, (inside, outside) => {
      const pairs = inside.flatMap(a => outside.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)))
      expect(auroc(inside, outside)).toBeCloseTo(pairs.reduce((sum, each) => sum + each, 0) / pairs.length)
    }),
  )
})

test('who promises what comes true has no calibration error', () => {
  const honest = [trial(0.75, true), trial(0.75, true), trial(0.75, true), trial(0.75, false)]
  expect(calibrationError(honest)).toBeCloseTo(0)
  expect(calibrationError([trial(1, false), trial(1, true)])).toBeCloseTo(0.5)
  expect(calibrationError([])).toBe(0)
})

test('bins hold the messages in scope only, the surest among them', () => {
  const bins = reliability([trial(1, true), trial(0.05, false), trial(0.5, true, true)], 10)
  expect(bins.map(({ from, count, accuracy }) => [from, count, accuracy])).toEqual([
    [0, 1, 0],
    [0.9, 1, 1],
  ])
})

test('the joint threshold treats most messages rightly', () => {
  const trials = [
    trial(0.9, true),
    trial(0.8, true),
    trial(0.3, false),
    trial(0.2, false, true),
    trial(0.4, false, true),
  ]
  const threshold = jointThreshold(trials)
  expect(atThreshold(trials, threshold)).toEqual({ accuracy: 2 / 3, oosRecall: 1 })
  expect(jointThreshold([trial(0.1, true), trial(0.2, false)])).toBe(0)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean(), fc.boolean()), {
        minLength: 1,
        maxLength: 20,
      }),
      rows => {
        const all = rows.map(([score, right, out]) => trial(score / 10, right, out))
        const good = (at: number) =>
          all.filter(({ score, right, outOfScope }) => (outOfScope ? score < at : right && score >= at))
            .length
        const best = Math.max(...Array.from({ length: 22 }, (_, step) => good(step / 20)))
        expect(good(jointThreshold(all))).toBe(best)
      },
    ),
  )
})
