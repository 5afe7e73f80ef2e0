import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { versions } from '../../cli/versions.ts'
import { readBotFolder } from '../../dialogs/read-folder.ts'
import { versionOf } from '../../dialogs/version.ts'
import { openStore } from '../../store/open.ts'
import { runCommand } from './run-command.ts'

const root = join(import.meta.dirname, '../..')
let cwd: string
let bot: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'conserje-versions-'))
  bot = join(cwd, 'bots', 'points')
  cpSync(join(root, 'tests/fixtures/acting-bot'), bot, { recursive: true })
  cpSync(join(root, 'bots/common'), join(cwd, 'bots/common'), { recursive: true })
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const databaseUrl = () => `sqlite:${join(cwd, 'conserje.db')}`
const run = (...args: string[]) =>
  runCommand(versions, [...args, '--bot', bot], { cwd, env: { DATABASE_URL: databaseUrl() } })
const files = () => readBotFolder(bot, join(cwd, 'bots/common'))
const texts = () => join(bot, 'locales/en.yaml')

/** As a server does that takes the folder over. */
async function goLive(at: string): Promise<string> {
  const store = await openStore({
    url: databaseUrl(),
    idleMs: 1,
    exclusive: false,
  })
  await store.versions.put(versionOf(files()), 'points', files(), at)
  await store.close()
  return versionOf(files())
}

function say(points: string): void {
  writeFileSync(texts(), readFileSync(texts(), 'utf8').replace(/told: .*/, `told: "${points}"`))
}

test('lists what was live, the newest first, and marks what lies in the folder', async () => {
  const first = await goLive('2026-03-01T10:00:00.000Z')
  say('You have none.')
  const second = await goLive('2026-03-02T10:00:00.000Z')
  const { code, stdout } = await run()
  expect(code).toBe(0)
  const lines = stdout.trim().split('\n')
  expect(lines[0]).toMatch(new RegExp(`^\\* ${second.slice(0, 12)}  live since 2026-03-02 10:00 UTC  0 open`))
  expect(lines[1]).toMatch(new RegExp(`^  ${first.slice(0, 12)}  live since 2026-03-01 10:00 UTC`))
  say('You have some.')
  expect((await run()).stdout).toMatch(/^\* [0-9a-f]{12} {2}the folder as it is; it has not been live\n/)
  expect(JSON.parse((await run('--json')).stdout)).toEqual([
    { version: second, at: '2026-03-02T10:00:00.000Z', conversations: 0, here: false },
    { version: first, at: '2026-03-01T10:00:00.000Z', conversations: 0, here: false },
  ])
})

test('compares a version with the folder, and two with each other', async () => {
  const first = await goLive('2026-03-01T10:00:00.000Z')
  expect((await run('compare', first.slice(0, 8))).stdout).toBe('nothing differs\n')
  say('You have none.')
  const second = await goLive('2026-03-02T10:00:00.000Z')
  for (const args of [[first], [first, second]]) {
    const { code, stdout } = await run('compare', ...args)
    expect(code).toBe(1)
    expect(stdout).toContain('--- points/locales/en.yaml')
    expect(stdout).toContain('-  told: "You have {{account.points}} points."\n+  told: "You have none."')
  }
})

test('restores a version, a removed and an added file too, and keeps what was there as a version', async () => {
  const first = await goLive('2026-03-01T10:00:00.000Z')
  const before = files()
  say('Never live.')
  rmSync(join(bot, 'intents/en.yaml'))
  writeFileSync(join(bot, 'locales/es.yaml'), 'points: { told: "hola" }\n')
  const edited = versionOf(files())
  const { code, stdout } = await run('restore', first.slice(0, 6))
  expect(code).toBe(0)
  expect(stdout).toContain('removed points/locales/es.yaml')
  expect(stdout).toContain('wrote points/intents/en.yaml')
  expect(files()).toEqual(before)
  expect(existsSync(join(bot, 'locales/es.yaml'))).toBe(false)
  await run('restore', edited.slice(0, 12))
  expect(versionOf(files())).toBe(edited)
})

test('tells what it can not do', async () => {
  expect(await run('restore', 'abcd')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there is no version abcd'),
  })
  expect(await run('restore', '../x')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is no version'),
  })
  expect(await run('restore')).toMatchObject({ code: 2 })
  expect(await run('forget', 'abcd')).toMatchObject({ code: 2 })
})
