import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Hints, Understander } from '../intents/understander.ts'
import { isoTime } from '../protocol/clock.ts'
import { ConserjeError, faultText } from '../protocol/errors.ts'
import { silentLog } from '../protocol/log.ts'
import { openUnderstander } from '../server/understander.ts'
import type { Command, CommandIo } from './command.ts'
import { findBot } from './find-bot.ts'
import { checkBot } from './load-bot.ts'
import { readArgs } from './parse-args.ts'

const help = `
Usage: conserje understand [bot] [text] [--lang tag] [--market country] [--expects types]

Prints what the bot understands of a message, as JSON: language, intent, confidence, runners-up,
entities, sentiment. Without a text it reads JSON lines {"text", "lang"?, "market"?, "expects"?}
from standard input and answers each with a line.

  bot        the bot's folder; bots/shop when left out
  --lang     the conversation's language so far, where a line says none
  --market   the customer's country (ES), for phones, postcodes and its time zone
  --expects  what the open question asks for, with commas: postcode,email

Exit code: 0 all read, 1 a line is no such JSON or the bot has faults, 2 used wrongly.

Example:
  conserje understand bots/shop "¿dónde está el 10 432?"
  {"language":"es","languageConfidence":0.99,"intent":"order.status",…}
`

const lineSchema = z.strictObject({
  text: z.string(),
  lang: z.string().optional(),
  market: z.string().optional(),
  expects: z.array(z.string()).optional(),
})

/** `conserje understand [bot] [text]` */
export const understand: Command = {
  name: 'understand',
  summary: 'prints what the bot understands of a message',
  help,
  async run(args, io) {
    const options = {
      lang: { type: 'string' },
      market: { type: 'string' },
      expects: { type: 'string' },
    } as const
    const parsed = readArgs(understand, args, io, options, 2)
    if (typeof parsed === 'number') return parsed
    const { folder, text } = botAndText(parsed.positionals, io.cwd)
    const { lang, market, expects } = parsed.values
    const hints: Hints = {
      ...(lang !== undefined && { language: lang }),
      ...(market !== undefined && { market }),
      ...(expects !== undefined && { expects: expects.split(',').map(type => type.trim()) }),
    }
    try {
      const read = await readerFor(folder, io)
      if (!read) return 1
      if (text === undefined) return await readLines(read, hints, io)
      io.stdout.write(`${JSON.stringify(read(text, hints))}\n`)
      return 0
    } catch (error) {
      if (!(error instanceof ConserjeError) || error.blame !== 'config') throw error
      io.stderr.write(`${error.message}\n`)
      return 2
    }
  },
}

/** One word that is a bot's folder is the bot; any other is the text, for the bot that is there. */
function botAndText(positionals: readonly string[], cwd: string): { folder?: string; text?: string } {
  const [first, second] = positionals
  if (first === undefined) return {}
  if (second !== undefined) return { folder: first, text: second }
  const isFolder =
    existsSync(join(resolve(cwd, first), 'bot.yaml')) || (!/\s/.test(first) && first.includes('/'))
  return isFolder ? { folder: first } : { text: first }
}

/** Reads as the server would now: "tomorrow" is counted from today, in the market's time zone. */
async function readerFor(
  folder: string | undefined,
  io: CommandIo,
): Promise<Understander['understand'] | undefined> {
  const { content, faults } = await checkBot(findBot(folder, io.cwd), io.cwd)
  if (content) {
    const folderOfModels = resolve(io.cwd, io.env.DATA_DIR ?? 'data')
    const understander = await openUnderstander(content.training, folderOfModels, silentLog)
    const now = isoTime(Date.now())
    return (text, hints = {}) => {
      const timeZone = content.bot.markets[hints.market ?? '']?.timeZone
      return understander.understand(text, { now, ...(timeZone && { timeZone }), ...hints })
    }
  }
  for (const fault of faults) if (fault.severity === 'error') io.stderr.write(`${faultText(fault)}\n`)
  return undefined
}

/** A wrong line is answered too, with `{"error"}`, so that line n of the answer is always that of line n. */
async function readLines(read: Understander['understand'], hints: Hints, io: CommandIo): Promise<number> {
  let code = 0
  let number = 0
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (line.trim() === '') continue
    const message = readLine(line)
    if (typeof message === 'string') {
      code = 1
      io.stdout.write(`${JSON.stringify({ error: `line ${number}: ${message}` })}\n`)
      continue
    }
    const { text, lang, market, expects } = message
    const own = { ...(lang !== undefined && { language: lang }), ...(market !== undefined && { market }) }
    const understood = read(text, { ...hints, ...own, ...(expects && { expects }) })
    io.stdout.write(`${JSON.stringify(understood)}\n`)
  }
  return code
}

function readLine(line: string): z.infer<typeof lineSchema> | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'this is no JSON; expected {"text": "…", "lang"?: "es"}'
  }
  const result = lineSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  return `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'wrong'}; expected {"text": "…", "lang"?: "es"}`
}
