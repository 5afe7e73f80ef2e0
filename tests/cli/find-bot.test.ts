import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { faultsFrom, findBot } from '../../cli/find-bot.ts'
import { packageRoot } from '../../server/package-root.ts'

const folder = mkdtempSync(join(tmpdir(), 'conserje-find-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the bot is the folder that is named, else bots/shop here, else the one that comes along', () => {
  expect(findBot(undefined, folder).dir).toBe(join(packageRoot, 'bots/shop'))
  expect(findBot('my-bot', folder)).toEqual({
    name: 'my-bot',
    dir: join(folder, 'my-bot'),
    commonDir: join(packageRoot, 'bots/common'),
  })
  mkdirSync(join(folder, 'bots/shop'), { recursive: true })
  mkdirSync(join(folder, 'bots/common'))
  expect(findBot(undefined, folder)).toMatchObject({
    dir: join(folder, 'bots/shop'),
    commonDir: join(folder, 'bots/common'),
  })
})

test('faults name files as seen from where the command runs', () => {
  const place = findBot('bots/shop', folder)
  const fault = { line: 1, col: 1, message: '', severity: 'error' as const }
  const seen = (cwd: string, file: string) => faultsFrom(cwd, place, [{ ...fault, file }])[0]?.file
  expect(seen(folder, 'shop/bot.yaml')).toBe('bots/shop/bot.yaml')
  expect(seen(join(folder, 'bots/shop'), 'shop/dialogs/a.yaml')).toBe('dialogs/a.yaml')
  expect(seen(join(folder, 'bots/shop'), 'common/dialogs/a.yaml')).toBe('../common/dialogs/a.yaml')
})
