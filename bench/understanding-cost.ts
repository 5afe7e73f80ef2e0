import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { silentLog } from '../protocol/log.ts'
import { loadBotFolder } from '../server/bot.ts'
import { openUnderstander } from '../server/understander.ts'
import { type Figure, median, quantile, root, runForJson, withFolder } from './bench.ts'

const ROUNDS = 9
/** Longer messages of the conversations are there to be hostile. */
const LONGEST = 500

/** What understanding costs the reference bot: learning all of its languages, loading them, one message, and importing the matcher. */
export async function cost(): Promise<Figure[]> {
  const bot = { name: 'shop', dir: join(root, 'bots/shop'), commonDir: join(root, 'bots/common') }
  const { training } = loadBotFolder(bot)
  return withFolder(async folder => {
    const started = performance.now()
    await openUnderstander(training, folder, silentLog)
    const trainS = (performance.now() - started) / 1000
    const reloaded = performance.now()
    const understander = await openUnderstander(training, folder, silentLog)
    const loadMs = performance.now() - reloaded
    const models = join(folder, 'models')
    const bytes = readdirSync(models).reduce((sum, name) => sum + statSync(join(models, name)).size, 0)
    const texts = customersWords(join(bot.dir, 'tests'))
    const times = texts.map(text => fastest(() => understander.understand(text)))
    const languages = `shop bot, ${training.languages.length} languages`
    const imported = await importCost()
    return [
      figure(`${languages}: training`, trainS, 's', 8, 3),
      figure(`${languages}: loading what was learnt`, loadMs, 'ms', 300, 300),
      figure(`${languages}: model file, culture packs included`, bytes / 1e6, 'MB', 4, 2),
      figure('shop bot: one message, everything, p50', median(times), 'µs', 220, 60),
      figure('shop bot: one message, everything, p99', quantile(times, 0.99), 'µs', 660, 200),
      figure('import of the matcher', imported.ms, 'ms', 50, 20),
      figure('import of the matcher, memory', imported.mb, 'MB', 15, 10),
    ]
  })
}

const figure = (name: string, value: number, unit: string, must: number, aim: number): Figure => ({
  name: `cost: ${name}`,
  value,
  unit,
  target: `must ${must}, aim ${aim}`,
  reached: value <= must,
})

/** What customers write in the bot's conversations, in all languages. */
function customersWords(folder: string): string[] {
  const texts = new Set<string>()
  const walk = (node: unknown, said: boolean): void => {
    if (typeof node === 'string') said && node.length < LONGEST && texts.add(node)
    else if (Array.isArray(node)) for (const each of node) walk(each, said)
    else if (node !== null && typeof node === 'object')
      for (const [key, value] of Object.entries(node)) walk(value, said || key === 'customer')
  }
  for (const file of readdirSync(folder)) walk(parse(readFileSync(join(folder, file), 'utf8')), false)
  return [...texts]
}

/** In µs, of several rounds: on a busy machine the others measure the neighbours. */
function fastest(work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    work()
    least = Math.min(least, performance.now() - started)
  }
  return least * 1000
}

/** Of fresh processes, above an empty one's memory. */
async function importCost(): Promise<{ ms: number; mb: number }> {
  const results = []
  for (let run = 0; run < 5; run++)
    results.push(await runForJson<{ ms: number; mb: number }>('bench/understanding-import.ts', []))
  return { ms: median(results.map(({ ms }) => ms)), mb: median(results.map(({ mb }) => mb)) }
}
