import { readFileSync } from 'node:fs'
import { type Bench, type Figure, median, startServer, withFolder } from './bench.ts'

const RUNS = 5

/** How soon the server is ready, and what it holds when nobody writes. */
export const start: Bench = {
  name: 'start',
  about: 'time until /readyz answers, with and without the cached model; memory when idle',
  async run(): Promise<Figure[]> {
    const cold: number[] = []
    const warm: number[] = []
    const residentMb: number[] = []
    for (let run = 0; run < RUNS; run++) {
      await withFolder(async folder => {
        const first = await startServer(folder)
        cold.push(first.readyMs)
        await first.stop()
        const second = await startServer(folder)
        warm.push(second.readyMs)
        await new Promise(resolve => setTimeout(resolve, 3_000))
        residentMb.push(residentBytes(second.pid) / 1e6)
        await second.stop()
      })
    }
    const [coldMs, warmMs, mb] = [median(cold), median(warm), median(residentMb)]
    return [
      {
        name: 'ready, model trained anew',
        value: coldMs,
        unit: 'ms',
        target: 'under 10,000',
        reached: coldMs < 10_000,
      },
      {
        name: 'ready, model cached',
        value: warmMs,
        unit: 'ms',
        target: 'under 3,000',
        reached: warmMs < 3_000,
      },
      { name: 'resident when idle', value: mb, unit: 'MB', target: 'under 200', reached: mb < 200 },
    ]
  },
}

/** Linux's own count of a process' resident memory. */
function residentBytes(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kb) * 1024
}
