import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freshDatabase } from '../fresh-database.ts'
import { type ChildServer, freePort, startChild } from '../server/child-server.ts'
import { type ChatClient, type LogEntry, openChat } from '../server/direct-line-client.ts'

const KILLS = Number(process.env.CONSERJE_CRASH_KILLS ?? 3)
const CUSTOMERS = 12
/** Under load, and at no moment that the server could prepare for. */
const LIFE_MS = { least: 150, most: 1_500 }
const QUESTIONS = [
  'do you offer gift wrapping?',
  '¿cuánto tarda el envío?',
  'how can I pay?',
  'do you ship to other countries?',
  'what is your returns policy?',
]

interface Customer {
  chat: ChatClient
  /** Ids of what the server said 200 to, in order. */
  accepted: string[]
}

/** Writes one message after the other, without waiting for the answers. */
async function write(customer: Customer, stopped: () => boolean): Promise<void> {
  for (let n = 0; !stopped(); n++) {
    const id = await customer.chat.post(QUESTIONS[n % QUESTIONS.length] as string, `m${n}`)
    customer.accepted.push(id)
    await pause(20 * Math.random())
  }
}

const byBot = (log: readonly LogEntry[]) => log.filter(({ from }) => from?.role === 'bot')

async function settled(customers: readonly Customer[]): Promise<LogEntry[][]> {
  let logs: LogEntry[][] = []
  for (let tries = 0; tries < 300; tries++) {
    logs = await Promise.all(customers.map(({ chat }) => chat.log()))
    const missing = customers.some(({ accepted }, n) => {
      const answered = new Set(byBot(logs[n] as LogEntry[]).map(({ replyToId }) => replyToId))
      return accepted.some(id => !answered.has(id))
    })
    if (!missing) break
    await pause(200)
  }
  return logs
}

test.each(['sqlite', 'postgres'] as const)(
  `${KILLS} kills under load lose nothing, repeat nothing and keep the order, on %s`,
  async engine => {
    const database = await freshDatabase(engine)
    const port = await freePort()
    const options = { databaseUrl: database.url, port, env: { LOG_LEVEL: 'warn' } }
    let server: ChildServer = await startChild(options)
    try {
      const customers: Customer[] = await Promise.all(
        Array.from({ length: CUSTOMERS }, async () => ({ chat: await openChat(server.url), accepted: [] })),
      )
      let stopped = false
      const writing = customers.map(customer => write(customer, () => stopped))
      for (let kill = 0; kill < KILLS; kill++) {
        await pause(LIFE_MS.least + Math.random() * (LIFE_MS.most - LIFE_MS.least))
        await server.end('SIGKILL')
        server = await startChild(options)
      }
      stopped = true
      await Promise.all(writing)
      const logs = await settled(customers)
      expect(customers.reduce((sum, { accepted }) => sum + accepted.length, 0)).toBeGreaterThan(CUSTOMERS * 5)
      for (const [n, { accepted }] of customers.entries()) {
        const replies = byBot(logs[n] as LogEntry[])
        const answered = replies.map(({ replyToId }) => replyToId).filter(id => id !== undefined)
        // Once each, in the order of the messages: a turn may say several things, which stand together.
        expect(answered.filter((id, at) => id !== answered[at - 1])).toEqual(accepted)
        const said = replies.map(({ replyToId, text }) => `${replyToId} ${text}`)
        expect(said.filter((line, at) => said.indexOf(line) !== at)).toEqual([])
      }
    } finally {
      await server.end('SIGKILL')
      await database.drop()
    }
  },
  60_000 + KILLS * 15_000,
)
