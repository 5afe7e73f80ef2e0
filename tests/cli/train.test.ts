import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { train } from '../../cli/train.ts'
import type { TrainingReport } from '../../cli/training-report/report.ts'
import { runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'conserje-train-'))
afterAll(() => rmSync(folder, { recursive: true }))
const bot = join(folder, 'bots/little')
for (const part of ['intents', 'locales']) mkdirSync(join(bot, part), { recursive: true })
cpSync(new URL('../../bots/common', import.meta.url).pathname, join(folder, 'bots/common'), {
  recursive: true,
})
writeFileSync(join(bot, 'bot.yaml'), 'name: "Little <b>shop</b>"\nlanguages: [en]\n')
writeFileSync(join(bot, 'locales/en.yaml'), 'hi: Hi\n')
const things = ['lamp', 'rug', 'chair', 'shelf', 'mirror', 'vase', 'clock', 'table', 'bed', 'sofa']
writeFileSync(
  join(bot, 'intents/en.yaml'),
  `order.status:
${things.map(thing => `  - where is my ${thing}`).join('\n')}
order.cancel:
${things.map(thing => `  - cancel the ${thing} <script>alert(1)</script>`).join('\n')}
odd.one:
  - where is my odd lamp
  - cancel the odd rug
`,
)

test('reports how the phrases hold together, as text and as a page on which nothing written is markup', async () => {
  const { code, stdout, stderr } = await runCommand(train, ['bots/little', '--report'], { cwd: folder })
  expect(code).toBe(0)
  expect(stderr).toMatch(/ready in [\d.]+ s: en/)
  expect(stdout).toContain('What to add')
  expect(stdout).toContain('odd.one has 2 phrases; write at least 10')
  const page = readFileSync(join(folder, 'understanding.html'), 'utf8')
  expect(page).toContain('<svg')
  expect(page).not.toContain('<script>')
  expect(page).not.toContain('<b>shop')
})

test('says the same as JSON, and writes no page', async () => {
  const args = ['bots/little', '--json', '--html', 'other.html']
  const { stdout } = await runCommand(train, args, { cwd: folder })
  const report: TrainingReport = JSON.parse(stdout)
  const [english] = report.languages
  const figures = (name: string) => english?.intents.find(({ intent }) => intent === name)
  expect(figures('order.status')).toMatchObject({ phrases: 10, recall: 1 })
  expect(figures('odd.one')?.recall).toBe(0)
  expect(report.confusions).toContainEqual({
    language: 'en',
    intent: 'odd.one',
    taken: 'order.status',
    phrases: ['where is my odd lamp'],
  })
  expect(existsSync(join(folder, 'other.html'))).toBe(false)
})

test('a bot with faults is not trained', async () => {
  cpSync(bot, join(folder, 'bots/broken'), { recursive: true })
  writeFileSync(join(folder, 'bots/broken/bot.yaml'), 'name: Broken\n')
  const { code, stderr } = await runCommand(train, ['bots/broken'], { cwd: folder })
  expect(code).toBe(1)
  expect(stderr).toContain('languages')
})
