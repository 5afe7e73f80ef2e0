import { createInterface } from 'node:readline'
import type { StandIn, TakenMessage } from '../adapters/stand-in.ts'
import { standIns as channelStandIns } from '../adapters/stand-ins.ts'
import { deskStandIns } from '../handoff/desks/stand-ins.ts'
import type { Command, CommandIo } from './command.ts'
import { readArgs } from './parse-args.ts'
import { createStandInCustomer, type Said, type StandInCustomer } from './stand-in-customer.ts'

const help = `
Usage: conserje stand-in <channel|slack> [--port n] [--webhook address] [--json]

Channels: botframework (or teams), email (or mail), instagram, messenger (or facebook),
twitter (or x), whatsapp.

A stand-in of the channel's platform on this machine, with its documented limits, signatures,
reports and faults: for trying a bot without an account. It prints the settings that point a
server at it; set them, start the server, and type here as the customer. What the server sends
is shown as the customer would see it, and each call of the server that is refused or broken off
with its reason.

  text           the customer writes it
  /press Title   presses the option of that title under the newest message, capitals or not
  /as Name       goes on as another customer
  /fail kind [n] the next n calls of the server (1 when left out) fail so; kinds below
  /random share  from now on this share of calls fails, as 0.1; 0 ends it
  of slack, where an agent types, in the newest thread: /claim, /text Words (for the desk), /send
  Words (to the customer), /reply Words (by the button), /shortcut (sends their newest message),
  /edit Words, /delete, /return, /resolve cause
  /quit          ends it, as the end of the input does, once nothing came for two seconds

  --port     where the platform listens; any free port when left out
  --webhook  where it delivers; http://127.0.0.1:3978 and the channel's path when left out
  --json     a line of JSON for each thing that happens, for programs

Kinds: rateLimited, serverError, timeout, timeoutAfter, dropped, droppedAfter, expiredToken, refused.

Exit code: 0 ended, 2 used wrongly.

Example:
  conserje stand-in whatsapp --port 4100
`

const standIns = { ...channelStandIns, ...deskStandIns }

const OPTIONS = {
  port: { type: 'string' },
  webhook: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/** The address of `npm start` on this machine. */
const SERVER = 'http://127.0.0.1:3978'
/** Where each channel's webhook is; a channel that fetches has none. */
export const WEBHOOK_PATHS: Readonly<Record<string, string>> = {
  botframework: '/api/messages',
  instagram: '/webhooks/facebook',
  messenger: '/webhooks/facebook',
  slack: '/webhooks/slack',
  twitter: '/webhooks/twitter',
  whatsapp: '/webhooks/whatsapp',
}
/** Other names that a channel goes by. */
const ALIASES: Readonly<Record<string, string>> = {
  'bot-framework': 'botframework',
  facebook: 'messenger',
  mail: 'email',
  teams: 'botframework',
  x: 'twitter',
}
/** After the end of the input, answers are still waited for, as long as some come. */
const QUIET_MS = 2_000

/** `conserje stand-in <channel>` */
export const standIn: Command = {
  name: 'stand-in',
  summary: "a stand-in of a channel's platform, with a customer to type as",
  help,
  async run(args, io) {
    const parsed = readArgs(standIn, args, io, OPTIONS)
    if (typeof parsed === 'number') return parsed
    const [named = ''] = parsed.positionals
    const channel = ALIASES[named.toLowerCase()] ?? named
    const { json, port = '0', webhook = defaultWebhook(channel) } = parsed.values
    const fault = wrongUse(channel, port, webhook)
    if (fault !== undefined) {
      io.stderr.write(`conserje stand-in: ${fault}\nconserje stand-in --help shows how it is used\n`)
      return 2
    }
    const definition = await standIns[channel]?.()
    const platform = await definition?.start({
      port: Number(port),
      ...(webhook !== undefined && { webhookUrl: webhook }),
    })
    if (platform === undefined) return 2
    try {
      await converse(platform, webhook, json, io)
    } finally {
      await platform.close()
      // An open terminal would keep the program.
      io.stdin.destroy()
    }
    return 0
  },
}

const defaultWebhook = (channel: string): string | undefined => {
  const path = WEBHOOK_PATHS[channel]
  return path === undefined ? undefined : SERVER + path
}

function wrongUse(channel: string, port: string, webhook: string | undefined): string | undefined {
  if (!Object.hasOwn(standIns, channel)) return `expected a channel: ${Object.keys(standIns).join(', ')}`
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    return `expected a port from 0 to 65535, found "${port}"`
  if (webhook !== undefined && !URL.canParse(webhook)) return `expected an address, found "${webhook}"`
  return undefined
}

async function converse(
  platform: StandIn,
  webhook: string | undefined,
  json: boolean,
  io: CommandIo,
): Promise<void> {
  const write = (happened: object, lines: string) =>
    io.stdout.write(json ? `${JSON.stringify(happened)}\n` : lines && `${lines}\n`)
  const { channel, url, environment } = platform
  write(
    { happened: 'started', channel, url, environment, webhook: webhook ?? null },
    opening(platform, webhook),
  )
  let newestAt = Date.now()
  const unlisten = platform.onTaken(message => {
    newestAt = Date.now()
    const { to, kind, text, options } = message
    write({ happened: 'sent', to, kind, text, options }, shownMessage(message))
  })
  const unlistenFailed = platform.onFailed(failed =>
    write({ happened: 'failed', ...failed }, `✗ ${failed.call}: ${failed.reason}`),
  )
  const customer: StandInCustomer = createStandInCustomer(platform)
  const report = (said: Said) =>
    write(said, said.happened === 'delivered' ? refusal(said.status, webhook) : said.note)
  // A press follows what was said before it: each line waits for the one before.
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '/quit') break
    const said = await customer.types(line.trim())
    if (said !== undefined) report(said)
    newestAt = Date.now()
  }
  while (Date.now() - newestAt < QUIET_MS) await new Promise(resolve => setTimeout(resolve, 50))
  unlisten()
  unlistenFailed()
}

function opening({ channel, url, environment }: StandIn, webhook: string | undefined): string {
  const settings = Object.entries(environment).map(([name, value]) => `  export ${name}='${value}'`)
  const delivers = webhook === undefined ? 'The server fetches from it.' : `It delivers to ${webhook}.`
  return [
    `${channel} stands in at ${url}. ${delivers}`,
    'Set these, then start the server:',
    ...settings,
    '',
  ].join('\n')
}

/** As a customer reads it; typing and the like are a word in brackets. */
function shownMessage({ to, kind, text, options }: TakenMessage): string {
  const shown = text === '' ? `(${kind})` : text.replaceAll('\n', '\n    ')
  const buttons = options.length === 0 ? '' : `\n    [${options.join('] [')}]`
  return `→ ${to}: ${shown}${buttons}`
}

function refusal(status: number, webhook: string | undefined): string {
  if (status >= 200 && status < 300) return ''
  if (status === 0) return `nobody answers at ${webhook}: does the server run, with the settings above?`
  if (status === 404) return 'there is no such option, or no such address at the server'
  return `the server answered ${status}`
}
