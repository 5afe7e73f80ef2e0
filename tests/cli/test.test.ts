import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { test as command } from '../../cli/test.ts'
import { runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'conserje-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const files = {
  'bot.yaml': 'name: Lamp\nlanguages: [en]\n',
  'dialogs/hours.yaml': 'dialog: hours\ntrigger: hours\nsteps: [{ say: hours }, { end: resolved }]\n',
  'locales/en.yaml': 'hours: Nine to five.\n',
  'intents/en.yaml':
    'hours:\n  - when are you open\n  - what are your opening hours\n  - are you open on sunday\n  - when do you close\nparking:\n  - where can I park\n  - is there a car park\n  - do you have parking\n  - can I leave the car with you\n',
  'tests/hours.yaml':
    '- test: hours\n  on: { channel: [webchat, whatsapp] }\n  story:\n    - customer: when are you open?\n    - understood: { intent: hours }\n    - bot: hours\n- test: parking\n  story:\n    - customer: is there a car park?\n    - bot: hours\n',
}

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, 'lamp', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
})

test('runs the conversations with the real understanding and engine, and shows what failed', async () => {
  const { code, stdout } = await runCommand(command, ['lamp'], { cwd: folder })
  expect(code).toBe(1)
  expect(stdout).toContain('lamp/tests/hours.yaml:10:7: parking (webchat, en)\n  expected  bot: hours\n')
  expect(stdout).toMatch(/2 conversations, 3 runs: 2 passed, 1 failed\n$/)
})

test('a filter chooses, one that fits nothing is wrong use, and JSON is for programs', async () => {
  const { code, stdout } = await runCommand(command, ['lamp', '--json', '--filter', 'HOURS (nothing'], {
    cwd: folder,
  })
  expect([code, JSON.parse(stdout)]).toEqual([2, { passed: 0, failed: 0, faults: [], results: [] }])
  const passing = await runCommand(command, ['lamp', '--json', '--filter', 'parking'], { cwd: folder })
  expect(JSON.parse(passing.stdout)).toMatchObject({
    passed: 0,
    failed: 1,
    results: [{ file: 'lamp/tests/hours.yaml', test: 'parking', ok: false, failure: { line: 10, col: 7 } }],
  })
})

test('a bot with errors runs nothing and tells them', async () => {
  writeFileSync(join(folder, 'lamp/locales/en.yaml'), 'hour: Nine to five.\n')
  const { code, stdout } = await runCommand(command, ['lamp'], { cwd: folder })
  expect(code).toBe(1)
  expect(stdout).toContain(
    'lamp/dialogs/hours.yaml:3:16: step 1 (say): there is no text "hours"; did you mean "hour"?',
  )
  expect(await runCommand(command, ['nowhere'], { cwd: folder })).toMatchObject({ code: 2 })
})
