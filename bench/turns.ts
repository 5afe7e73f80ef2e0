import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, type Figure, median, root, runForJson, withFolder } from './bench.ts'

const RUNS = 5
const peer = join(root, 'bench/peers/botbuilder-turns.mjs')

interface Result {
  turns: number
  ms: number
}

/** Whole turns a second, beside botbuilder's waterfall with nothing durable and no understanding; one process each, in turn. */
export const turns: Bench = {
  name: 'turns',
  about:
    'turns a second, 500 conversations at once, durable and understood, beside botbuilder 4.23 in memory',
  async run(): Promise<Figure[]> {
    if (!existsSync(join(root, 'bench/peers/node_modules/botbuilder'))) {
      throw new Error('the peers are not installed: npm run bench:peers')
    }
    const ours: number[] = []
    const peers: number[] = []
    for (let run = 0; run < RUNS; run++) {
      const mine = await withFolder(folder =>
        runForJson<Result>(join(root, 'bench/turns-ours.ts'), ['--folder', folder, '--rounds', '20']),
      )
      ours.push((mine.turns / mine.ms) * 1000)
      const other = await runForJson<Result>(peer, ['--rounds', '20'])
      peers.push((other.turns / other.ms) * 1000)
    }
    const ratio = median(ours) / median(peers)
    return [
      { name: 'conserje', value: median(ours), unit: 'turns/s' },
      { name: 'botbuilder', value: median(peers), unit: 'turns/s' },
      {
        name: 'conserje / botbuilder',
        value: ratio,
        unit: '',
        target: 'at least 0.5',
        reached: ratio >= 0.5,
      },
    ]
  },
}
