import {
  atThreshold,
  auroc,
  calibrationError,
  jointThreshold,
  reliability,
  type Trial,
} from '../intents/measures.ts'
import type { Bench, Figure } from './bench.ts'
import { cost } from './understanding-cost.ts'
import { braun, clinc, corpus50, faq, hwu, xsid } from './understanding-sets.ts'
import { type Outcome, ours, outcomes, systems, type TrainingSet } from './understanding-systems.ts'

/** What is measured of the outcomes of one part's sets, and what must be reached. */
interface Measure {
  name: string
  unit: string
  value(outcomes: readonly Outcome[]): number
  must?: number
  aim?: number
  /** Less is better. */
  low?: boolean
}

/** One part of the benchmark, to be run alone with `--only`. */
interface Part {
  name: string
  sets(): TrainingSet[]
  measures: readonly Measure[]
}

const percent = (value: number): number => value * 100
const test = ({ trials }: Outcome): Trial[] => trials.test ?? []
const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length
const firstGuess = (trials: readonly Trial[]): number =>
  atThreshold(trials, Number.NEGATIVE_INFINITY).accuracy

const accuracy = (must?: number, aim?: number, name = 'accuracy'): Measure => ({
  name,
  unit: '%',
  value: all => percent(mean(all.map(each => firstGuess(test(each))))),
  ...(must !== undefined && { must }),
  ...(aim !== undefined && { aim }),
})

/** At the threshold that is best on the validation messages: Larson's rule. */
const atChosen = (outcome: Outcome | undefined) =>
  atThreshold(outcome ? test(outcome) : [], jointThreshold(outcome?.trials.valid ?? []))

const scopeArea = (must: number, aim: number): Measure => ({
  name: 'area under ROC, out of scope',
  unit: '',
  must,
  aim,
  value: ([first]) => {
    const trials = first ? test(first) : []
    const of = (outside: boolean) =>
      trials.filter(each => each.outOfScope === outside).map(each => each.score)
    return auroc(of(false), of(true))
  },
})
const chosen = (accuracyMust?: number, recallMust?: number): Measure[] => [
  {
    name: 'accuracy at the threshold',
    unit: '%',
    value: ([first]) => percent(atChosen(first).accuracy),
    ...(accuracyMust && { must: accuracyMust, aim: 93.5 }),
  },
  {
    name: 'out of scope noticed at it',
    unit: '%',
    value: ([first]) => percent(atChosen(first).oosRecall),
    ...(recallMust && { must: recallMust, aim: 65 }),
  },
]
const typoLoss = (must: number, aim: number): Measure => ({
  name: 'lost to one typo',
  unit: 'points',
  low: true,
  must,
  aim,
  value: ([first]) => percent(firstGuess(first ? test(first) : []) - firstGuess(first?.trials.typos ?? [])),
})
const honesty = (must: number, aim: number): Measure => ({
  name: 'expected calibration error',
  unit: '',
  low: true,
  must,
  aim,
  value: ([first]) => calibrationError(first ? test(first) : []),
})
const trainSeconds = (must?: number, aim?: number): Measure => ({
  name: 'training',
  unit: 's',
  low: true,
  value: all => all.reduce((sum, { trainMs }) => sum + trainMs, 0) / 1000,
  ...(must !== undefined && { must }),
  ...(aim !== undefined && { aim }),
})
const size = (must?: number, aim?: number): Measure => ({
  name: 'model',
  unit: 'MB',
  low: true,
  value: ([first]) => (first?.modelBytes ?? 0) / 1e6,
  ...(must !== undefined && { must }),
  ...(aim !== undefined && { aim }),
})
const speed = (): Measure[] => [
  {
    name: 'one message, p50',
    unit: 'µs',
    low: true,
    must: 220,
    aim: 60,
    value: ([first]) => first?.p50Us ?? 0,
  },
  {
    name: 'one message, p99',
    unit: 'µs',
    low: true,
    must: 660,
    aim: 200,
    value: ([first]) => first?.p99Us ?? 0,
  },
]

const PARTS: readonly Part[] = [
  {
    name: 'clinc',
    sets: () => clinc(),
    measures: [
      accuracy(94, 94.6),
      ...chosen(93.3, 58),
      scopeArea(0.962, 0.968),
      typoLoss(0.7, 0.6),
      honesty(0.02, 0.015),
      trainSeconds(18, 6),
      size(3.6, 3),
      ...speed(),
    ],
  },
  {
    name: 'clinc10',
    sets: () => clinc(10),
    measures: [
      accuracy(83.5, 85),
      ...chosen(),
      scopeArea(0.922, 0.935),
      typoLoss(1.2, 1),
      honesty(0.055, 0.03),
      trainSeconds(),
      size(),
    ],
  },
  { name: 'clinc5', sets: () => clinc(5), measures: [accuracy(76.5, 78)] },
  { name: 'hwu', sets: () => hwu(), measures: [accuracy(88.8, 89.5), trainSeconds()] },
  { name: 'hwu10', sets: () => hwu(10), measures: [accuracy(73.5, 75)] },
  { name: 'chatbot', sets: () => braun('chatbot'), measures: [accuracy(100, 100)] },
  { name: 'askubuntu', sets: () => braun('askubuntu'), measures: [accuracy(93.5, 94.5)] },
  { name: 'webapps', sets: () => braun('webapps'), measures: [accuracy(83, 86.4)] },
  { name: 'corpus50', sets: corpus50, measures: [accuracy(90.5, 93, 'accuracy, mean of six languages')] },
  { name: 'xsid', sets: xsid, measures: [accuracy(92.7, 93.5, 'accuracy, mean of 13 languages')] },
  ...[1, 2, 3].map(wordings => ({
    name: `faq${wordings}`,
    sets: () => faq(wordings),
    measures: [accuracy()],
  })),
]

/** How well, how fast and how small, on public sets (@see understanding-sets.ts) beside nlp.js and natural in the same run. */
export const understanding: Bench = {
  name: 'understanding',
  about: `intents on public sets, beside nlp.js and natural: ${PARTS.map(({ name }) => name).join(' ')} cost`,
  async run({ only, peers }) {
    const figures: Figure[] = []
    for (const part of PARTS)
      if (only.length === 0 || only.includes(part.name)) figures.push(...(await figuresOf(part, peers)))
    if (only.length === 0 || only.includes('cost')) figures.push(...(await cost()))
    return figures
  },
}

async function figuresOf({ name, sets, measures }: Part, peers: boolean): Promise<Figure[]> {
  const done = new Map<string, Outcome[]>()
  for (const system of systems(peers)) done.set(system.name, await outcomes(system, sets()))
  const mine = done.get(ours.name) ?? []
  const [first] = mine
  return [
    ...measures.map(measure => figureOf(name, measure, mine, done)),
    ...(name.startsWith('clinc') && first ? diagram(name, test(first)) : []),
  ]
}

function figureOf(
  part: string,
  { name, unit, value, must, aim, low }: Measure,
  mine: readonly Outcome[],
  done: ReadonlyMap<string, readonly Outcome[]>,
): Figure {
  const own = value(mine)
  const others = [...done]
    .filter(([system]) => system !== ours.name)
    .map(([system, theirs]) => `${system} ${rounded(value(theirs))}`)
  const goal = must === undefined ? [] : [`must ${must}, aim ${aim}`]
  const target = [...goal, ...others].join('; ')
  return {
    name: `${part}: ${name}`,
    value: own,
    unit,
    ...(target !== '' && { target }),
    ...(must !== undefined && { reached: low ? rounded(own) <= must : rounded(own) >= must }),
  }
}

/** What was promised and what came true, in tenths. */
const diagram = (part: string, trials: readonly Trial[]): Figure[] =>
  reliability(trials, 10).map(({ from, to, count, confidence, accuracy: right }) => ({
    name: `${part}: promised ${(from * 100).toFixed(0)}-${(to * 100).toFixed(0)} % (${count} messages), right`,
    value: percent(right),
    unit: '%',
    target: `promised ${(confidence * 100).toFixed(1)}`,
  }))

/** As figures are told: what a table shows is what counts. */
const rounded = (value: number): number =>
  Math.abs(value) < 2 ? Math.round(value * 1000) / 1000 : Math.round(value * 10) / 10
