import { join } from 'node:path'
import { type Bench, type Figure, median, root, runForJson, withFolder } from './bench.ts'

const RUNS = 5
const SMALL = 1_000
const LARGE = 1_000_000
const script = join(root, 'bench/turns-ours.ts')

/** The same turns on a database that holds a thousand conversations, and on one that holds a million; alternating. */
export const growth: Bench = {
  name: 'growth',
  about: `turns a second with ${LARGE.toLocaleString('en')} stored conversations beside ${SMALL.toLocaleString('en')}`,
  run: () =>
    withFolder(small =>
      withFolder(async large => {
        await fillOnly(small, SMALL)
        await fillOnly(large, LARGE)
        const rates = { small: [] as number[], large: [] as number[] }
        for (let run = 0; run < RUNS; run++) {
          rates.small.push(await rate(small, run))
          rates.large.push(await rate(large, run))
        }
        const ratio = median(rates.large) / median(rates.small)
        const figures: Figure[] = [
          { name: 'with 1,000', value: median(rates.small), unit: 'turns/s' },
          { name: 'with 1,000,000', value: median(rates.large), unit: 'turns/s' },
          { name: 'ratio', value: ratio, unit: '', target: 'at least 0.8', reached: ratio >= 0.8 },
        ]
        return figures
      }),
    ),
}

const fillOnly = (folder: string, stored: number) =>
  runForJson(script, [
    '--folder',
    folder,
    '--stored',
    String(stored),
    '--conversations',
    '1',
    '--rounds',
    '1',
    '--tag',
    'warm',
  ])

async function rate(folder: string, run: number): Promise<number> {
  const { turns, ms } = await runForJson<{ turns: number; ms: number }>(script, [
    '--folder',
    folder,
    '--rounds',
    '20',
    '--tag',
    `run${run}`,
  ])
  return (turns / ms) * 1000
}
