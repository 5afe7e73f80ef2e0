import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { check } from '../../cli/check.ts'
import { runCommand } from './run-command.ts'

const fixtures = new URL('../fixtures', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'conserje-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('prints each fault as seen from where it runs, and counts them', async () => {
  cpSync(join(fixtures, 'broken-bot'), join(folder, 'bots/broken-bot'), { recursive: true })
  const { code, stdout } = await runCommand(check, ['bots/broken-bot'], { cwd: folder })
  const lines = stdout.trimEnd().split('\n')
  expect(code).toBe(1)
  expect(lines).toContain(
    'bots/broken-bot/dialogs/refund.yaml:12:14: step 2 (ask): retries must be at most 5, found 9',
  )
  expect(lines.find(line => line.includes('warning: '))).toMatch(/^bots\/broken-bot\/.*:\d+:\d+: warning: /)
  expect(lines.at(-1)).toMatch(/^\d+ errors, \d+ warnings$/)
})

test('a folder of bots is no bot: those in it are named', async () => {
  cpSync(join(fixtures, 'broken-bot'), join(folder, 'many/broken-bot'), { recursive: true })
  const { code, stderr } = await runCommand(check, ['many'], { cwd: folder })
  expect(code).toBe(2)
  expect(stderr).toMatch(/holds bots and is none; name one of them: .*many\/broken-bot$/m)
})

test('prints JSON for programs', async () => {
  const { code, stdout } = await runCommand(check, ['broken-bot', '--json'], { cwd: fixtures })
  const report = JSON.parse(stdout)
  expect(code).toBe(1)
  expect(report.errors).toBeGreaterThan(20)
  expect(report.faults[0]).toEqual({
    file: expect.stringMatching(/^broken-bot\//),
    line: expect.any(Number),
    col: expect.any(Number),
    message: expect.any(String),
    severity: 'error',
  })
})

test('a folder that is no bot, an unknown option and too many folders are wrong use', async () => {
  const wrong = async (...args: string[]) => {
    const { code, stderr } = await runCommand(check, args, { cwd: '/' })
    return [code, stderr]
  }
  expect(await wrong('nowhere')).toMatchInlineSnapshot(`
    [
      2,
      "/nowhere is no folder with a bot; a bot is a folder with a bot.yaml, as bots/shop
    ",
    ]
  `)
  expect(await wrong('--jsn')).toMatchInlineSnapshot(`
    [
      2,
      "conserje check: Unknown option '--jsn'
    conserje check --help shows how it is used
    ",
    ]
  `)
  expect(await wrong('a', 'b')).toMatchInlineSnapshot(`
    [
      2,
      "conserje check: unexpected "b"
    conserje check --help shows how it is used
    ",
    ]
  `)
})

test('--help shows an example', async () => {
  const { code, stdout } = await runCommand(check, ['--help'])
  expect(code).toBe(0)
  expect(stdout).toContain('Example:')
})
