import { expect, test } from 'vitest'
import { start } from '../../cli/start.ts'
import { runCommand } from './run-command.ts'

/* What start does when it starts is in tests/server/serve.test.ts, in processes of their own. */

test('start --help shows an example', async () => {
  const { code, stdout } = await runCommand(start, ['--help'])
  expect(code).toBe(0)
  expect(stdout).toContain('Example:\n  conserje start bots/shop --port 8080')
})

test.each([
  [['--only', 'receive,dance'], 'conserje start: --only takes receive, turns, deliver, with commas'],
  [['--prot', '1'], "conserje start: Unknown option '--prot'"],
  [['a', 'b'], 'conserje start: unexpected "b"'],
])('start %j is used wrongly', async (args, reason) => {
  const { code, stderr } = await runCommand(start, args)
  expect([code, stderr.split('\n')[0]]).toEqual([2, reason])
})

test('start says what is wrong with the port and the folder', async () => {
  expect(await runCommand(start, ['--port', 'high'])).toMatchObject({
    code: 1,
    stderr: 'conserje start: PORT should be a port, 0 to 65535 (0: any free one)\n',
  })
  const nowhere = await runCommand(start, ['bots/nowhere'])
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('is no folder with a bot')])
})
