import { expect, test } from 'vitest'
import { main } from '../../cli/main.ts'
import { runCommand } from './run-command.ts'

const conserje = (...args: string[]) =>
  runCommand({ name: '', summary: '', help: '', run: (rest, io) => main(rest, io) }, args)

test('lists the commands, with an example', async () => {
  const { code, stdout } = await conserje('--help')
  expect(code).toBe(0)
  expect(stdout).toMatch(/check\s+finds everything wrong/)
  expect(stdout).toContain('Example:')
  expect((await conserje()).code).toBe(2)
})

test('every command has help with an example', async () => {
  const { stdout } = await conserje('--help')
  const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name as string)
  expect(names).toContain('test')
  for (const name of names) {
    const help = await conserje(name, '--help')
    expect([name, help.code, /Example/.test(help.stdout)]).toEqual([name, 0, true])
  }
})

test('an unknown command is wrong use, and a near one is offered', async () => {
  expect(await conserje('chekc')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'conserje: there is no command "chekc"; did you mean "check"?\n',
  })
  expect((await conserje('constructor')).code).toBe(2)
})

test('tells its version', async () => {
  const { code, stdout } = await conserje('--version')
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)])
})
