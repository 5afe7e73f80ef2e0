import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../../protocol/errors.ts'

const schema = z.object({
  text: z.string(),
  intent: z.string().min(1),
  lang: z.string().min(2).default('en'),
})

/** A labelled message; `intent` is `oos` where none fits. */
export type Labelled = z.infer<typeof schema>

/**
 * Reads JSON lines `{"text","intent","lang"?}`; other keys are passed over.
 * @throws ConfigError with file and line.
 */
export function readMessages(file: string, cwd: string): Labelled[] {
  let text: string
  try {
    text = readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new ConfigError(
      `${file} can't be read (${code}); name a file of JSON lines {"text","intent","lang"?}`,
      {
        cause: error,
      },
    )
  }
  const messages = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [readLine(line, `${file}:${index + 1}`)]))
  if (messages.length === 0) throw new ConfigError(`${file} holds no messages`)
  return messages
}

function readLine(line: string, place: string): Labelled {
  try {
    return schema.parse(JSON.parse(line))
  } catch (error) {
    throw new ConfigError(
      `${place}: expected {"text","intent","lang"?}, both texts, found ${line.slice(0, 80)}`,
      {
        cause: error,
      },
    )
  }
}
