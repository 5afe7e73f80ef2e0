import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import {
  type SlackStandIn,
  type SlackStandInOptions,
  standIn,
  textOf,
} from '../../../handoff/desks/slack/stand-in/index.ts'
import type { SlackMessage } from '../../../handoff/desks/slack/stand-in/world.ts'
import { hashPassword } from '../../../server/password.ts'
import { openStore } from '../../../store/open.ts'
import type { Store } from '../../../store/store.ts'
import { type FreshDatabase, freshDatabase } from '../../fresh-database.ts'
import { type ChildServer, freePort, startChild } from '../../server/child-server.ts'
import { type ChatClient, openChat } from '../../server/direct-line-client.ts'

/** A workspace, a server that works from it, and customers on its web chat. */
export interface SlackHouse {
  slack: SlackStandIn
  server(): ChildServer
  /** Kills it, or ends it, and starts it again on the same port. */
  restart(signal?: NodeJS.Signals): Promise<void>
  kill(): Promise<void>
  start(): Promise<void>
  /** Somebody of the workspace who has an account here too. */
  agent(name: string): Promise<string>
  /** A customer who has asked for a person; resolves once their thread stands in Slack. */
  escalate(text?: string): Promise<{ chat: ChatClient; head: SlackMessage }>
  /** Beside the server's own. */
  store(): Promise<Store>
  close(): Promise<void>
}

export interface SlackHouseOptions extends SlackStandInOptions {
  engine?: 'sqlite' | 'postgres'
  env?: Record<string, string>
}

/** Waits until it holds, ten seconds at most. */
export async function until<Value>(what: string, find: () => Value | undefined | false): Promise<Value> {
  for (let tries = 0; tries < 1_200; tries++) {
    const found = find()
    if (found !== undefined && found !== false) return found
    await pause(25)
  }
  throw new Error(`waited in vain for ${what}`)
}

export async function openSlackHouse(options: SlackHouseOptions = {}): Promise<SlackHouse> {
  const { engine = 'sqlite', env = {}, ...workspace } = options
  const port = await freePort()
  const slack = await standIn.start({ webhookUrl: `http://127.0.0.1:${port}/webhooks/slack`, ...workspace })
  const database: FreshDatabase = await freshDatabase(engine)
  const settings = {
    databaseUrl: database.url,
    port,
    env: { LOG_LEVEL: 'warn', ...slack.environment, ...env },
  }
  let server = await startChild(settings)
  const stores: Store[] = []
  const open = async () => {
    const store = await openStore({ url: database.url, idleMs: 1, exclusive: false })
    stores.push(store)
    return store
  }
  const accounts = await open()
  return {
    slack,
    server: () => server,
    async restart(signal = 'SIGKILL') {
      await server.end(signal)
      server = await startChild(settings)
    },
    async kill() {
      await server.end('SIGKILL')
    },
    async start() {
      server = await startChild(settings)
    },
    async agent(name) {
      const email = `${name.toLowerCase()}@shop.example`
      const passwordHash = await hashPassword('correct horse battery')
      const createdAt = new Date().toISOString()
      await accounts.agents.add({ id: `agt_${name}`, name, email, role: 'agent', passwordHash, createdAt })
      return slack.person(name, email)
    },
    async escalate(text = 'I want to talk to a human') {
      const before = slack.heads().length
      const chat = await openChat(server.url)
      await chat.post(text, 'first')
      const head = await until('a thread', () => slack.heads()[before])
      await until('what was said before', () => slack.read(head).some(said => said.includes('said so far')))
      return { chat, head }
    },
    store: open,
    async close() {
      await server.end('SIGKILL')
      await slack.close()
      for (const store of stores) await store.close()
      await database.drop()
    },
  }
}

/** The first message of a thread as it reads now. */
export const headText = (head: SlackMessage): string => textOf(head)

/** Waits until somebody reads this in the thread. */
export async function untilRead(
  slack: SlackStandIn,
  head: SlackMessage,
  words: string | RegExp,
): Promise<string> {
  const matches = (text: string) => (typeof words === 'string' ? text.includes(words) : words.test(text))
  try {
    return await until(String(words), () => slack.read(head).find(matches))
  } catch (error) {
    expect(slack.read(head)).toContain(words)
    throw error
  }
}

/** How often it stands below the thread's first message, which may quote it. */
export const times = (slack: SlackStandIn, head: SlackMessage, words: string): number =>
  slack
    .read(head)
    .slice(1)
    .filter(text => text.includes(words)).length

/** What the customer has read from the desk. */
export async function untilChat(chat: ChatClient, words: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if ((await chat.log()).some(({ text }) => text?.includes(words))) return
    await pause(25)
  }
  expect((await chat.log()).map(({ text }) => text)).toContain(words)
}

/** What they never may. */
export const chatTexts = async (chat: ChatClient): Promise<string> =>
  (await chat.log()).map(({ text }) => text ?? '').join('\n')
