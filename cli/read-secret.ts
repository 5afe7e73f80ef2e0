import type { Readable } from 'node:stream'
import type { CommandIo } from './command.ts'

type Terminal = Readable & { isTTY?: boolean; setRawMode?(raw: boolean): unknown }

const ENTER = ['\r', '\n', '\u0004']
const BACKSPACE = ['\u007f', '\b']
const INTERRUPT = '\u0003'

/** The first line of stdin, without showing it when a person types it. Undefined: nothing was given. */
export async function readSecret(io: CommandIo, prompt: string): Promise<string | undefined> {
  const stdin: Terminal = io.stdin
  if (!stdin.isTTY) return readLine(stdin)
  io.stderr.write(prompt)
  stdin.setRawMode?.(true)
  try {
    return await readTyped(stdin)
  } finally {
    stdin.setRawMode?.(false)
    stdin.pause()
    io.stderr.write('\n')
  }
}

async function readLine(stdin: Readable): Promise<string | undefined> {
  let text = ''
  for await (const chunk of stdin) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.split(/\r?\n/)[0] || undefined
}

function readTyped(stdin: Readable): Promise<string | undefined> {
  return new Promise(resolve => {
    let typed = ''
    const onData = (chunk: Buffer | string) => {
      for (const key of String(chunk)) {
        if (ENTER.includes(key) || key === INTERRUPT) {
          stdin.off('data', onData)
          resolve(key === INTERRUPT ? undefined : typed || undefined)
          return
        }
        typed = BACKSPACE.includes(key) ? typed.slice(0, -1) : typed + key
      }
    }
    stdin.on('data', onData)
  })
}
