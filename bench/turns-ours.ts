// One process of ours in `bench turns` and `bench growth`: everything between an accepted Activity and an outbox sent into a null channel, on
// SQLite with synchronous=FULL, understanding included. Prints {"turns","ms","cpuMs","mainMs"} as JSON.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Channel } from '../adapters/adapter.ts'
import { systemClock } from '../protocol/clock.ts'
import { silentLog } from '../protocol/log.ts'
import { loadBotFolder, parseBot } from '../server/bot.ts'
import { createContents } from '../server/contents.ts'
import { createDeliver } from '../server/deliver.ts'
import { dialogEngine } from '../server/dialog-engine.ts'
import { openOrderActions } from '../server/order-actions.ts'
import { createReceive } from '../server/receive.ts'
import { rehearse } from '../server/rehearse.ts'
import { createTakeTurns } from '../server/take-turns.ts'
import { openUnderstander } from '../server/understander.ts'
import { openStore } from '../store/open.ts'
import { root } from './bench.ts'
import { fill } from './fill.ts'
import { multiply } from './multiply.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    conversations: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '20' },
    /** Stored, closed-by-silence conversations that lie in the database before. */
    stored: { type: 'string', default: '0' },
    tag: { type: 'string', default: 'run' },
  },
})
const folder = values.folder
if (folder === undefined) throw new Error('--folder names where the database lies')
const conversations = Number(values.conversations)
const rounds = Number(values.rounds)
/** Conversations that go in through the store's doors; more are copies of them. */
const FILLED = 1_000

/**
 * A customer's whole conversation, in each language: a greeting, questions about the shop, an order with its proof (two calls), more questions, thanks. Nothing in it
 * leads to a person, after whom the bot is silent.
 */
const STORIES = [
  [
    'hello!',
    'do you ship to Norway?',
    'how can I pay?',
    "where's my order 10401?",
    'lucia.ortega@example.com',
    'how do I return something?',
    'do you have a shop in Madrid?',
    'thanks!',
  ],
  [
    '¡hola!',
    '¿cuánto tarda el envío?',
    '¿cómo puedo pagar?',
    '¿dónde está mi pedido 10401?',
    'lucia.ortega@example.com',
    '¿cuánto cuesta el envío?',
    '¿tenéis tienda en Madrid?',
    '¡gracias!',
  ],
  [
    'bună ziua!',
    'cât durează livrarea?',
    'ce metode de plată aveți?',
    'unde este comanda mea 10401?',
    'lucia.ortega@example.com',
    'cât costă livrarea?',
    'aveți magazin în Madrid?',
    'mulțumesc!',
  ],
] as const

const store = await openStore({
  url: `sqlite:${join(folder, 'bench.db')}`,
  idleMs: 86_400_000,
  exclusive: true,
  log: silentLog,
})
const stored = Number(values.stored)
await fill(store, Math.min(stored, FILLED))
if (stored > FILLED) multiply(join(folder, 'bench.db'), stored / FILLED - 1)

const bot = { name: 'shop', dir: join(root, 'bots/shop'), commonDir: join(root, 'bots/common') }
const content = loadBotFolder(bot)
const understander = await openUnderstander(content.training, folder, silentLog)
const contents = createContents({
  versions: store.versions,
  parse: files => parseBot(files, bot.name),
  clock: systemClock,
  log: silentLog,
})
await contents.publish(content)
// As the server does before it serves; the peer has as many turns to warm up.
rehearse(content, { engine: dialogEngine, understander, clock: systemClock })

/** Resolves who waits for the next answer on a thread. */
const waiting = new Map<string, () => void>()
let sent = 0
const nullChannel: Channel = {
  channel: 'null',
  limits: { textChars: 4000, buttons: 10, buttonChars: 100, markup: 'plain', cards: true, typing: false },
  routes: [],
  render: activities =>
    activities.filter(({ type }) => type === 'message').map(({ text }) => ({ text: text ?? '' })),
  async send(_payload, { threadKey, idempotencyKey }) {
    sent++
    const resolve = waiting.get(threadKey)
    waiting.delete(threadKey)
    resolve?.()
    return { platformId: idempotencyKey }
  },
}

const receive = createReceive('null', { inbox: store.inbox, clock: systemClock, settleMs: 0 })
const actions = await openOrderActions({ dir: bot.dir, shown: bot.name }, content.bot.orders, {
  store,
  clock: systemClock,
  log: silentLog,
})
const loops = [
  createTakeTurns({
    store,
    engine: dialogEngine,
    understander: () => understander,
    contents,
    clock: systemClock,
    log: silentLog,
    gather: false,
  }),
  createDeliver({
    store,
    channels: new Map([['null', nullChannel]]),
    actions: new Map(actions.map(action => [action.name, action])),
    clock: systemClock,
    log: silentLog,
    worker: 'bench',
    content: contents.current,
    mediaLink: () => undefined,
  }),
]
for (const loop of loops) loop.start()

async function talk(conversation: number): Promise<void> {
  const threadKey = `${values.tag}-${conversation}`
  const story = STORIES[conversation % STORIES.length] as (typeof STORIES)[number]
  for (let round = 0; round < rounds; round++) {
    const answered = new Promise<void>(resolve => waiting.set(threadKey, resolve))
    await receive([
      {
        account: 'bench',
        threadKey,
        platformId: `${threadKey}-${round}`,
        kind: 'activity',
        settle: true,
        activity: { type: 'message', text: story[round % story.length] },
      },
    ])
    await answered
  }
}

const stalled = setTimeout(() => {
  console.error(`${sent} answers after two minutes: some messages were not answered`)
  process.exit(1)
}, 120_000)
const before = process.cpuUsage()
const mainBefore = process.threadCpuUsage()
const started = performance.now()
await Promise.all(Array.from({ length: conversations }, (_, index) => talk(index)))
const ms = performance.now() - started
clearTimeout(stalled)
await Promise.all(loops.map(loop => loop.stop()))
await store.close()
if (sent < conversations * rounds) throw new Error(`only ${sent} answers`)
const { user, system } = process.cpuUsage(before)
const main = process.threadCpuUsage(mainBefore)
const cpuMs = (user + system) / 1000
// Of the thread that takes turns: what bounds the turns a second as long as the database's thread keeps pace.
const mainMs = (main.user + main.system) / 1000
console.log(JSON.stringify({ turns: conversations * rounds, ms, cpuMs, mainMs }))
process.exit(0)
