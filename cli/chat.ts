import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Content } from '../dialogs/content.ts'
import { baseOf } from '../locales/language-tag.ts'
import type { Action } from '../protocol/call.ts'
import { ConserjeError, faultText } from '../protocol/errors.ts'
import { silentLog } from '../protocol/log.ts'
import { dialogEngine } from '../server/dialog-engine.ts'
import { openUnderstander } from '../server/understander.ts'
import { happenedLines, understandingLine } from './chat-lines.ts'
import type { Command, CommandIo } from './command.ts'
import { createSimulation, type Happened, type Simulation } from './conversation-test/simulation.ts'
import { type BotPlace, findBot, pathFrom } from './find-bot.ts'
import { checkBot } from './load-bot.ts'
import { memoryActions } from './memory-actions.ts'
import { readArgs } from './parse-args.ts'

const help = `
Usage: conserje chat [bot] [--lang language] [--channel name] [--trace]

A conversation with the whole bot, here in the terminal: its dialogs, its understanding and
its demo orders, with nothing stored. Type a choice's number or its words. /return gives the
conversation back to the bot after a hand-off; /quit or the end of the input ends it.

  bot        the bot's folder; bots/shop when left out
  --lang     the customer's language or locale, as es or es-MX
  --channel  as which channel the bot speaks; webchat when left out
  --trace    shows language, intent, confidence, and the steps that were taken

Exit code: 0 the conversation ended, 1 the bot has faults, 2 used wrongly.

Example:
  conserje chat --lang es --trace
  echo "where is my order 10432?" | conserje chat
`

const OPTIONS = {
  lang: { type: 'string' },
  channel: { type: 'string', default: 'webchat' },
  trace: { type: 'boolean', default: false },
} as const

/** How often what falls due in the conversation (a wait, a timeout) is looked for. */
const TICK_MS = 500

/** `conserje chat [bot]` */
export const chat: Command = {
  name: 'chat',
  summary: 'a conversation with the bot in the terminal',
  help,
  async run(args, io) {
    const parsed = readArgs(chat, args, io, OPTIONS)
    if (typeof parsed === 'number') return parsed
    const { lang, channel, trace } = parsed.values
    try {
      const place = findBot(parsed.positionals[0], io.cwd)
      const { content, faults, own } = await checkBot(place, io.cwd)
      if (content === undefined) {
        io.stderr.write(`${faults.map(faultText).join('\n')}\n`)
        return 1
      }
      const languages = content.bot.languages
      if (lang !== undefined && !languages.includes(baseOf(lang))) {
        io.stderr.write(`conserje chat: ${content.bot.name} speaks ${languages.join(', ')}, not ${lang}\n`)
        return 2
      }
      const locale = lang ?? (languages[0] as string)
      const simulation = await open(content, place, io, { locale, channel, own })
      await converse(simulation, io, trace)
      return 0
    } catch (error) {
      if (!(error instanceof ConserjeError) || error.blame !== 'config') throw error
      io.stderr.write(`${error.message}\n`)
      return 2
    }
  },
}

async function open(
  content: Content,
  place: BotPlace,
  io: CommandIo,
  { locale, channel, own }: { locale: string; channel: string; own: readonly Action[] },
): Promise<Simulation> {
  const dataDir = resolve(io.cwd, io.env.DATA_DIR || 'data')
  const understander = await openUnderstander(content.training, dataDir, silentLog)
  const startMs = Date.now()
  const shown = pathFrom(io.cwd, place, place.name)
  const actions = await memoryActions({ dir: place.dir, shown }, content.bot.orders, () => Date.now())
  return createSimulation({
    content,
    engine: dialogEngine,
    understander,
    actions: new Map([...actions, ...own].map(action => [action.name, action])),
    channel,
    locale,
    customer: { verified: false, returning: false },
    startMs,
  })
}

/** Reads a line, shows what comes of it, until the input ends. Time goes on as outside, so waits fall due while nobody types. */
async function converse(simulation: Simulation, io: CommandIo, trace: boolean): Promise<void> {
  const terminal = (io.stdin as { isTTY?: boolean }).isTTY === true
  const show = (happened: readonly Happened[]) => {
    for (const line of happenedLines(happened, trace)) io.stdout.write(`${line}\n`)
  }
  const settle = async () => {
    while (simulation.pendingCall !== undefined) show(await simulation.runPendingCall())
  }
  const catchUp = () => show(simulation.advance(Math.max(0, Date.now() - simulation.now)))
  const join = { type: 'conversationUpdate', membersAdded: [{ id: 'customer' }], recipient: { id: 'bot' } }
  show(simulation.receive([join]))
  const ticking = setInterval(catchUp, TICK_MS)
  const lines = createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  if (terminal) io.stdout.write('> ')
  for await (const line of lines) {
    const text = line.trim()
    if (text === '/quit') break
    catchUp()
    if (text === '/return') show(simulation.desk({ kind: 'desk', verb: 'returned', slots: {} }))
    else if (text !== '') {
      if (!terminal) io.stdout.write(`> ${text}\n`)
      const happened = simulation.receive([{ type: 'message', text }])
      if (trace) io.stdout.write(`${understandingLine(simulation.understanding)}\n`)
      show(happened)
    }
    await settle()
    if (terminal) io.stdout.write('> ')
  }
  clearInterval(ticking)
  lines.close()
}
