import { Readable } from 'node:stream'
import type { Command } from '../../cli/command.ts'

/** Runs a command as `main` does, and keeps what it wrote. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  {
    cwd = process.cwd(),
    stdin = '',
    env = {},
  }: { cwd?: string; stdin?: string; env?: Record<string, string> } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' }
  const writer = (name: 'stdout' | 'stderr') => ({
    write(text: string | Uint8Array) {
      written[name] += String(text)
      return true
    },
  })
  const code = await command.run(args, {
    stdout: writer('stdout') as never,
    stderr: writer('stderr') as never,
    stdin: Readable.from([stdin]),
    cwd,
    env,
  })
  return { code, ...written }
}
