import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { FAULT_KINDS } from '../adapters/stand-in.ts'
import { startWhatsappStandIn, type WhatsappStandIn } from '../adapters/whatsapp/stand-in/index.ts'
import {
  type Bench,
  type BenchOptions,
  type Figure,
  quantile,
  type RunningServer,
  startServer,
  withFolder,
} from './bench.ts'

const PER_SECOND = 300
const FULL = { customers: 500, messages: 10_000 }
/** Each customer writes as often as in a full run. */
const QUICK = { customers: 500, messages: 1_500 }
/** Of the sends, each in one of all ways. */
const FAULT_SHARE = 0.1
/** A number that Meta has upgraded. */
const ACCOUNT_PER_SECOND = 1_000
/** Before that, unmeasured and without faults: what a server has behind it that is in service. */
const WARM_UP = { customers: 500, messages: 1_000 }
/** After the last message: longer than any row waits that can still go. */
const PATIENCE_MS = 180_000
/** A second copy would come after the time that a row waits for a status. */
const LATE_COPY_MS = 15_000
/** The bot repeats this number. */
const FIRST_NUMBER = 1_000

/** WhatsApp under fire: a platform that fails in every way, a real server process, customers who write on. */
export const channels: Bench = {
  name: 'channels',
  about: `WhatsApp: ${FULL.messages} messages of ${FULL.customers} customers at ${PER_SECOND} a second, and a platform that fails one send in ten (--quick: ${QUICK.messages})`,
  run: options => withFolder(folder => oneRun(folder, options)),
}

interface Load {
  customers: number
  messages: number
}

async function oneRun(folder: string, { quick }: BenchOptions): Promise<Figure[]> {
  const load = quick ? QUICK : FULL
  const standIn = await startWhatsappStandIn({ perSecond: ACCOUNT_PER_SECOND, shuffle: true })
  let server: RunningServer | undefined
  try {
    server = await startServer(
      folder,
      {
        ...standIn.environment,
        SETTLE_MS: '0',
        LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
        // An empty database of one's own, where not SQLite is to be measured.
        ...(process.env.BENCH_DATABASE_URL === undefined
          ? {}
          : { DATABASE_URL: process.env.BENCH_DATABASE_URL }),
      },
      'bench/echo-bot',
    )
    standIn.webhook(`${server.url}/webhooks/whatsapp`)
    await write(standIn, WARM_UP, 0)
    await allAnswered(standIn, WARM_UP, 0)
    standIn.failAtRandom(FAULT_SHARE, FAULT_KINDS)
    const before = processorMs(server.pid)
    const { latenciesMs, refused } = await write(standIn, load, WARM_UP.messages)
    const writtenAt = performance.now()
    await allAnswered(standIn, load, WARM_UP.messages)
    const drainMs = performance.now() - writtenAt
    const spentMs = processorMs(server.pid) - before
    await pause(LATE_COPY_MS)
    return figures({ latenciesMs, refused, drainMs, spentMs, standIn, load })
  } finally {
    await server?.stop()
    await standIn.close()
  }
}

/** Linux's own count of what a process and its threads took of the processors. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const TICKS_PER_SECOND = 100
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}

/** Of the message with this index, counted from the warm-up's first. */
const numberOf = (index: number, customers: number) => FIRST_NUMBER + Math.floor(index / customers)

const nameOf = (customer: number) => `34600${String(customer).padStart(6, '0')}`

/** Each message at its moment, timed from then, so that a stall counts for all that wait behind it. */
async function write(standIn: WhatsappStandIn, { customers, messages }: Load, before: number) {
  const latenciesMs: number[] = []
  let refused = 0
  const pending: Promise<void>[] = []
  /** The order of what a customer writes is the order of our posts: Meta promises none, and what it mixes can't be told from a fault of ours. */
  const last = new Map<string, Promise<unknown>>()
  const startedAt = performance.now()
  for (let index = 0; index < messages; index++) {
    const dueAt = startedAt + (index * 1000) / PER_SECOND
    const early = dueAt - performance.now()
    if (early > 1) await pause(early)
    const number = numberOf(before + index, customers)
    const customer = nameOf(index % customers)
    const said = (last.get(customer) ?? Promise.resolve())
      .then(() => standIn.say(customer, `count ${number}`))
      .then(status => {
        latenciesMs.push(performance.now() - dueAt)
        if (status !== 200) refused++
      })
    last.set(customer, said)
    pending.push(said)
  }
  await Promise.all(pending)
  return { latenciesMs, refused }
}

/** The numbers that each customer was told, in that order. */
function toldNumbers(standIn: WhatsappStandIn): Map<string, number[]> {
  const told = new Map<string, number[]>()
  for (const { to, text } of standIn.taken) {
    const number = /^You said (\d+)\.$/.exec(text)?.[1]
    if (number === undefined) continue
    const numbers = told.get(to) ?? []
    told.set(to, numbers)
    numbers.push(Number(number))
  }
  return told
}

/** Of those that the platform refused for good: `customer number`. */
const refusedForGood = (standIn: WhatsappStandIn): Set<string> =>
  new Set(
    standIn.refused.map(body => {
      const { to, text } = body as { to: string; text: { body: string } }
      return `${to} ${/\d+/.exec(text.body)?.[0]}`
    }),
  )

function missing(standIn: WhatsappStandIn, { customers, messages }: Load, before: number): number {
  const told = toldNumbers(standIn)
  const refused = refusedForGood(standIn)
  let count = 0
  for (let index = 0; index < messages; index++) {
    const name = nameOf(index % customers)
    const number = numberOf(before + index, customers)
    if (!told.get(name)?.includes(number) && !refused.has(`${name} ${number}`)) count++
  }
  return count
}

async function allAnswered(standIn: WhatsappStandIn, load: Load, before: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (missing(standIn, load, before) > 0 && performance.now() < deadline) await pause(500)
}

function figures({
  latenciesMs,
  refused,
  drainMs,
  spentMs,
  standIn,
  load,
}: {
  latenciesMs: readonly number[]
  refused: number
  drainMs: number
  spentMs: number
  standIn: WhatsappStandIn
  load: Load
}): Figure[] {
  const told = [...toldNumbers(standIn).values()]
  const twice = told.reduce((sum, numbers) => sum + numbers.length - new Set(numbers).size, 0)
  const disordered = told.reduce(
    (sum, numbers) => sum + numbers.filter((number, at) => number < (numbers[at - 1] ?? 0)).length,
    0,
  )
  const p99 = quantile(latenciesMs, 0.99)
  const none = (name: string, value: number, unit = 'messages'): Figure => ({
    name,
    value,
    unit,
    target: 'none',
    reached: value === 0,
  })
  const { overruns, busiest } = standIn.rates
  return [
    { name: 'webhook answer, p50', value: quantile(latenciesMs, 0.5), unit: 'ms' },
    { name: 'webhook answer, p99', value: p99, unit: 'ms', target: 'under 25', reached: p99 < 25 },
    none('not taken by the webhook', refused),
    none('unanswered', missing(standIn, load, WARM_UP.messages)),
    none('answered twice', twice),
    none('answered out of order', disordered),
    none('over the account limit', overruns.account, 'calls'),
    none("over a customer's limit", overruns.pair, 'calls'),
    { name: 'refused for good by the platform', value: standIn.refused.length, unit: 'messages' },
    { name: 'busiest second', value: busiest.perSecond, unit: 'calls' },
    { name: 'processor time of the server, a message', value: spentMs / load.messages, unit: 'ms' },
    { name: 'last answer after the last message', value: drainMs / 1000, unit: 's' },
  ]
}
