import type { Readable, Writable } from 'node:stream'

/** What a command may touch, handed in so that tests run it without a process. */
export interface CommandIo {
  stdout: Pick<Writable, 'write'>
  stderr: Pick<Writable, 'write'>
  stdin: Readable
  /** Absolute. */
  cwd: string
  env: Readonly<Record<string, string | undefined>>
}

/** One file in `cli/` a command: `conserje <name>`. */
export interface Command {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** What `--help` prints: usage, options, and an example. */
  readonly help: string
  /** Resolves to the exit code: 0 fine, 1 found something, 2 used wrongly. */
  run(args: readonly string[], io: CommandIo): Promise<number>
}
