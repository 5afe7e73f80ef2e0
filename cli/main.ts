import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from '../dialogs/suggest.ts'
import { ConserjeError } from '../protocol/errors.ts'
import { packageRoot } from '../server/package-root.ts'
import type { Command, CommandIo } from './command.ts'

/** Every command, loaded only when it is called: `check` needs no server. A new command is a file in this folder and a line here. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).start,
  chat: async () => (await import('./chat.ts')).chat,
  check: async () => (await import('./check.ts')).check,
  test: async () => (await import('./test.ts')).test,
  new: async () => (await import('./new.ts')).newBot,
  'add-language': async () => (await import('./add-language.ts')).addLanguage,
  'add-dialog': async () => (await import('./add-dialog.ts')).addDialog,
  schema: async () => (await import('./schema.ts')).schema,
  understand: async () => (await import('./understand.ts')).understand,
  train: async () => (await import('./train.ts')).train,
  evaluate: async () => (await import('./evaluate.ts')).evaluate,
  versions: async () => (await import('./versions.ts')).versions,
  user: async () => (await import('./user.ts')).user,
  outbox: async () => (await import('./outbox.ts')).outbox,
  'stand-in': async () => (await import('./stand-in.ts')).standIn,
}

/** `conserje <command> …`. Resolves to the exit code: 0 fine, 1 found something, 2 used wrongly. */
export async function main(args: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(await overview())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
    io.stdout.write(`${version}\n`)
    return 0
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!load) {
    const near = nearest(name, Object.keys(COMMANDS))
    const help = near ? `did you mean "${near}"?` : `commands are ${Object.keys(COMMANDS).join(', ')}`
    io.stderr.write(`conserje: there is no command "${name}"; ${help}\n`)
    return 2
  }
  try {
    return await (await load()).run(rest, io)
  } catch (error) {
    if (!(error instanceof ConserjeError)) throw error
    io.stderr.write(`conserje ${name}: ${error.message}\n`)
    return 1
  }
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map(load => load()))
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`)
  return `Usage: conserje <command> [options]

${lines.join('\n')}

conserje <command> --help shows how one is used.

Example:
  conserje check bots/shop
`
}

/** Runs in this process; sets the exit code and lets what was written drain. */
export async function runProcess(): Promise<void> {
  const { argv, stdout, stderr, stdin, env } = process
  // `conserje … | head`: whoever reads has seen enough.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  process.exitCode = await main(argv.slice(2), { stdout, stderr, stdin, env, cwd: process.cwd() })
}

if (import.meta.main) await runProcess()
