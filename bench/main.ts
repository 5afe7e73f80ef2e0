import { parseArgs } from 'node:util'
import type { Bench, Figure } from './bench.ts'
import { channels } from './channels.ts'
import { desk } from './desk.ts'
import { growth } from './growth.ts'
import { http } from './http.ts'
import { start } from './start.ts'
import { turns } from './turns.ts'
import { understanding } from './understanding.ts'
import { language } from './understanding-language.ts'
import { nearMisses, unseen, unseen2 } from './unseen.ts'

const BENCHES: readonly Bench[] = [
  turns,
  http,
  channels,
  desk,
  growth,
  start,
  understanding,
  language,
  unseen,
  unseen2,
  nearMisses,
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    'no-peers': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log('Usage: npm run bench [-- name …] [--only part …] [--no-peers] [--quick] [--json]\n')
  for (const bench of BENCHES) console.log(`  ${bench.name.padEnd(10)}${bench.about}`)
  process.exit(0)
}

const unknown = positionals.find(name => !BENCHES.some(bench => bench.name === name))
if (unknown !== undefined) {
  console.error(`no benchmark ${unknown}; there are ${BENCHES.map(bench => bench.name).join(', ')}`)
  process.exit(2)
}

const results: Record<string, Figure[]> = {}
for (const bench of BENCHES) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue
  if (!values.json) console.log(`\n${bench.name}: ${bench.about}`)
  const figures = await bench.run({ only: values.only, peers: !values['no-peers'], quick: values.quick })
  results[bench.name] = figures
  if (values.json) continue
  for (const { name, value, unit, target, reached } of figures) {
    const verdict =
      target === undefined ? '' : `  ${reached === undefined ? ' ' : reached ? '✓' : '✗'} ${target}`
    console.log(
      `  ${name.padEnd(54)}${value.toLocaleString('en', { maximumFractionDigits: 2 }).padStart(12)} ${unit.padEnd(10)}${verdict}`,
    )
  }
}
if (values.json) console.log(JSON.stringify(results, null, 2))
process.exitCode = Object.values(results)
  .flat()
  .some(figure => figure.reached === false)
  ? 1
  : 0
