import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Trial } from '../intents/measures.ts'
import { OUT_OF_SCOPE } from '../protocol/understanding.ts'
import { root, runForJson, withFolder } from './bench.ts'
import type { Row } from './understanding-data.ts'

/** What is learnt and asked in one go. */
export interface TrainingSet {
  language: string
  train: readonly Row[]
  /** By name; the first is the one that is timed. */
  tests: Readonly<Record<string, readonly Row[]>>
}

/** How one system did on one set. */
export interface Outcome {
  trainMs: number
  modelBytes: number
  /** One message, its fastest of three. */
  p50Us: number
  p99Us: number
  trials: Record<string, Trial[]>
}

export interface System {
  name: string
  script: string
}

export const ours: System = { name: 'conserje', script: join(root, 'bench/understanding-ours.ts') }
const peers: readonly System[] = [
  { name: 'nlp.js', script: join(root, 'bench/peers/understanding-nlp.mjs') },
  { name: 'natural', script: join(root, 'bench/peers/understanding-natural.mjs') },
]

/** Ours, and the peers unless they are not wanted. @throws when they are wanted and not installed */
export function systems(withPeers: boolean): System[] {
  if (!withPeers) return [ours]
  if (!existsSync(join(root, 'bench/peers/node_modules/node-nlp')))
    throw new Error('the peers are not installed: npm run bench:peers, or ask for none: --no-peers')
  return [ours, ...peers]
}

/** Learns and asks in a process of its own. What is marked out of scope in training is told to ours alone: the peers have no place for it. */
export async function outcomes(system: System, sets: readonly TrainingSet[]): Promise<Outcome[]> {
  const job = sets.map(({ language, train, tests }) => ({
    language,
    train: system === ours ? train : train.filter(({ intent }) => intent !== OUT_OF_SCOPE),
    tests: Object.fromEntries(
      Object.entries(tests).map(([name, rows]) => [name, rows.map(({ text }) => text)]),
    ),
  }))
  const results = await withFolder(folder => {
    const file = join(folder, 'job.json')
    writeFileSync(file, JSON.stringify(job))
    return runForJson<Result[]>(system.script, [file])
  })
  return results.map(({ answers, ...rest }, index) => ({
    ...rest,
    trials: Object.fromEntries(
      Object.entries(sets[index]?.tests ?? {}).map(([name, rows]) => [
        name,
        rows.map((row, at) => trialOf(row, answers[name]?.[at])),
      ]),
    ),
  }))
}

interface Result extends Omit<Outcome, 'trials'> {
  answers: Record<string, { intent: string; score: number }[]>
}

const trialOf = (row: Row, answer: { intent: string; score: number } | undefined): Trial => ({
  score: answer?.score ?? 0,
  right: answer?.intent === row.intent,
  outOfScope: row.intent === OUT_OF_SCOPE,
})
