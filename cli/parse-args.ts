import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Command, CommandIo } from './command.ts'

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true; strict: true }>
>

/**
 * Reads a command's arguments. A number is the exit code: 0 after `--help`, 2 after a wrong use, which is told with the way to help.
 * `positionals` is how many may follow the command's name.
 */
export function readArgs<const Options extends ParseArgsOptionsConfig>(
  command: Pick<Command, 'name' | 'help'>,
  args: readonly string[],
  io: CommandIo,
  options: Options,
  positionals = 1,
): Parsed<Options> | number {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(`${command.help.trim()}\n`)
    return 0
  }
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    if (parsed.positionals.length > positionals)
      throw new TypeError(`unexpected "${parsed.positionals[positionals]}"`)
    return parsed as Parsed<Options>
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const [reason] = error.message.split('. ')
    io.stderr.write(
      `conserje ${command.name}: ${reason}\nconserje ${command.name} --help shows how it is used\n`,
    )
    return 2
  }
}
