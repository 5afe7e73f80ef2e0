import { ConserjeError, ContentError, faultText } from '../protocol/errors.ts'
import { type Config, readConfig } from '../server/config.ts'
import { withDotEnv } from '../server/environment.ts'
import { giveBackMemory } from '../server/give-back-memory.ts'
import { createLog, errorFields, type ServerLog } from '../server/log.ts'
import { type RunningServer, startServer } from '../server/main.ts'
import { PARTS, type Part } from '../server/open-loops.ts'
import type { Command, CommandIo } from './command.ts'
import { type BotPlace, faultsFrom, findBot } from './find-bot.ts'
import { readArgs } from './parse-args.ts'

const help = `
Usage: conserje start [bot] [--port number] [--only receive,turns,deliver]

Runs a bot: its channels, its web chat and the agents' API. Settings are environment
variables, or lines of a .env file here; docs/operating.md lists them.

  bot      the bot's folder; bots/shop when left out
  --port   where it listens, over the setting PORT (3978)
  --only   only these of receive, turns and deliver; other processes on the same
           PostgreSQL database do the rest

Exit code: 0 stopped when asked to, 1 a fault (told on stderr), 2 used wrongly.

Example:
  conserje start bots/shop --port 8080
  Casa Lumen is ready.
    chat     http://localhost:8080/chat
`

/** `conserje start [bot]` */
export const start: Command = {
  name: 'start',
  summary: 'runs a bot with its channels, its web chat and the agents’ API',
  help,
  async run(args, io) {
    const parsed = readArgs(start, args, io, { only: { type: 'string' }, port: { type: 'string' } })
    if (typeof parsed === 'number') return parsed
    const only = readParts(parsed.values.only)
    if (only === undefined) {
      io.stderr.write(`conserje start: --only takes ${PARTS.join(', ')}, with commas\n`)
      return 2
    }
    const place = findBot(parsed.positionals[0], io.cwd)
    const { port } = parsed.values
    const env = { ...withDotEnv(io.env, io.cwd), ...(port === undefined ? {} : { PORT: port }) }
    try {
      const config = readConfig(env)
      return await serve(config, place, only, io)
    } catch (error) {
      if (!(error instanceof ConserjeError)) throw error
      io.stderr.write(`${sentence(error, place, io)}\n`)
      return 1
    }
  },
}

function readParts(list: string | undefined): readonly Part[] | undefined {
  if (list === undefined) return PARTS
  const named = list.split(',').map(part => part.trim())
  const parts = PARTS.filter(part => named.includes(part))
  return parts.length === named.length ? parts : undefined
}

function sentence(error: ConserjeError, place: BotPlace, io: CommandIo): string {
  if (!(error instanceof ContentError)) return `conserje start: ${error.message}`
  const faults = faultsFrom(io.cwd, place, error.faults)
  return `${faults.map(faultText).join('\n')}\nThe bot has faults and does not start; conserje check shows the same list.`
}

async function serve(config: Config, place: BotPlace, only: readonly Part[], io: CommandIo): Promise<number> {
  const log = createLog(config.logLevel)
  const stopped = stopSignal(log)
  const server = await startServer(config, { bot: place, only, log })
  giveBackMemory()
  io.stdout.write(greeting(server, place.name, only, config.channels, io))
  const failed = await stopped
  await server.stop()
  const code = failed ? 1 : 0
  // A connection that a library keeps open must not keep the process: it has nothing more to say.
  setTimeout(() => process.exit(code), 500).unref()
  return code
}

/** Resolves at SIGTERM or SIGINT (false) or at a fault that nobody caught (true: the state is unknown, so it is better begun anew). A second signal ends the process at once. */
function stopSignal(log: ServerLog): Promise<boolean> {
  return new Promise(resolve => {
    let asked = false
    const onSignal = () => {
      if (asked) process.exit(1)
      asked = true
      resolve(false)
    }
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
    process.on('uncaughtException', error => {
      log.error(errorFields(error), 'a fault that nobody caught: stopping')
      process.exitCode = 1
      resolve(true)
    })
  })
}

function greeting(
  server: RunningServer,
  name: string,
  only: readonly Part[],
  channels: Config['channels'],
  io: CommandIo,
): string {
  if (!only.includes('receive'))
    return `${name} runs ${only.join(' and ')}; ${server.url}/readyz tells how it is.\n`
  const lines = [`${name} is ready.`, `  chat     ${server.url}/chat`, `  widget   ${server.url}/widget.js`]
  const on = channels.map(({ channel }) => channel).join(', ')
  const console = [`  console  ${server.url}/console`, `  channels ${on}`]
  return `${[...lines, ...console, ...(server.setupUrl === undefined ? [] : firstAccount(server.setupUrl, io))].join('\n')}\n`
}

/** The link goes to a person's terminal only: what is written elsewhere is kept, and read by others. */
function firstAccount(setupUrl: string, { stdout }: CommandIo): string[] {
  const command = '  npx conserje user add --name "Ana Pop" --email ana@shop.example --role supervisor'
  if (!('isTTY' in stdout) || stdout.isTTY !== true) {
    return ['', 'Nobody can sign in to the desk yet. The first account, its password on stdin:', command]
  }
  return [
    '',
    'Nobody can sign in to the desk yet. Make the first account, once, within 24 hours, at',
    `  ${setupUrl}`,
    'or here, its password on stdin:',
    command,
  ]
}
