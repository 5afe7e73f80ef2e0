import { createHash, randomBytes } from 'node:crypto'
import { Agent, type ClientRequest, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '../protocol/ids.ts'
import { DECOY_HASH } from '../server/password.ts'
import { openStore } from '../store/open.ts'
import {
  type Bench,
  type BenchOptions,
  type Figure,
  quantile,
  type RunningServer,
  startServer,
  withFolder,
} from './bench.ts'

const FULL = { agents: 200, conversations: 2_000, seconds: 40, claims: 40 }
const QUICK = { agents: 40, conversations: 200, seconds: 5, claims: 10 }
/** Each live conversation brings a message a minute. */
const MESSAGES_A_MINUTE = 1
const CLAIMING = 50
const HOUR_MS = 3_600_000

/** The desk on one process: everybody listens to everything, since the shop's teams name nobody. */
export const desk: Bench = {
  name: 'desk',
  about: `${FULL.agents} agents on the event stream, ${FULL.conversations} live conversations: from the answer to a customer's post to each agent's stream; and claims of ${CLAIMING} agents at once`,
  run: options => withFolder(folder => oneRun(folder, options)),
}

interface Session {
  token: string
  csrfToken: string
}
interface Customer {
  id: string
  token: string
}

async function oneRun(folder: string, { quick }: BenchOptions): Promise<Figure[]> {
  const load = quick ? QUICK : FULL
  const sessions = await makeAgents(folder, load.agents)
  const server = await startServer(folder, { SETTLE_MS: '0' })
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  try {
    const call = caller(server, agent)
    const customers = await escalate(call, load.conversations)
    const boss = sessions[0] as Session
    const handoffs = await waiting(call, boss, load.conversations)
    const streams = await Promise.all(sessions.map(session => listen(server, session)))
    await pause(2_000)
    const told = await talk(call, customers, streams, load.seconds)
    const winners = await claimTogether(call, sessions, handoffs.slice(0, load.claims))
    for (const stream of streams) stream.close()
    return figures(told, winners, load.agents)
  } finally {
    agent.destroy()
    await server.stop()
  }
}

/** Accounts with a session each, made beside the server: signing in 200 times is no part of what is measured. */
async function makeAgents(folder: string, count: number): Promise<Session[]> {
  const store = await openStore({
    url: `sqlite:${join(folder, 'conserje.db')}`,
    idleMs: 24 * HOUR_MS,
    exclusive: false,
  })
  const now = Date.now()
  const at = new Date(now).toISOString()
  const sessions: Session[] = []
  for (let n = 0; n < count; n++) {
    const id = newId('agt')
    const session = {
      token: randomBytes(32).toString('base64url'),
      csrfToken: randomBytes(32).toString('base64url'),
    }
    await store.agents.add({
      id,
      name: `Agent ${n}`,
      email: `agent${n}@example.org`,
      role: 'agent',
      passwordHash: DECOY_HASH,
      createdAt: at,
    })
    await store.agents.addSession({
      tokenHash: createHash('sha256').update(session.token).digest('hex'),
      agentId: id,
      csrfToken: session.csrfToken,
      createdAt: at,
      expiresAt: new Date(now + 12 * HOUR_MS).toISOString(),
    })
    sessions.push(session)
  }
  await store.close()
  return sessions
}

type Call = (
  method: string,
  path: string,
  options?: { bearer?: string; session?: Session; body?: object },
) => Promise<{ status: number; body: Record<string, unknown> }>

const caller =
  ({ url }: RunningServer, agent: Agent): Call =>
  (method, path, { bearer, session, body } = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body)
      const headers: Record<string, string | number> = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...(session === undefined
          ? {}
          : { cookie: `conserje_session=${session.token}`, 'x-csrf-token': session.csrfToken }),
      }
      const sent = request(url + path, { method, agent, headers }, response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8')
          resolve({ status: response.statusCode ?? 0, body: answer === '' ? {} : JSON.parse(answer) })
        })
        response.on('error', reject)
      })
      sent.on('error', reject)
      sent.end(text)
    })

const post = (call: Call, { id, token }: Customer, text: string) =>
  call('POST', `/v3/directline/conversations/${id}/activities`, {
    bearer: token,
    body: {
      type: 'message',
      from: { id: 'u' },
      locale: 'en',
      text,
      channelData: { clientActivityID: randomBytes(8).toString('hex') },
    },
  })

async function escalate(call: Call, count: number): Promise<Customer[]> {
  const customers: Customer[] = []
  for (let from = 0; from < count; from += 50) {
    const some = Array.from({ length: Math.min(50, count - from) }, async () => {
      const { body: made } = await call('POST', '/v3/directline/tokens/generate', { body: {} })
      const { body } = await call('POST', '/v3/directline/conversations', {
        bearer: String(made.token),
        body: {},
      })
      const customer = { id: String(body.conversationId), token: String(body.token) }
      await post(call, customer, 'I want to talk to a person')
      return customer
    })
    customers.push(...(await Promise.all(some)))
  }
  return customers
}

/** Ids of all hand-offs, once there are so many. */
async function waiting(call: Call, session: Session, count: number): Promise<string[]> {
  const deadline = performance.now() + 120_000
  for (;;) {
    const ids: string[] = []
    for (let cursor = ''; ; ) {
      const { status, body } = await call('GET', `/api/v1/handoffs?status=waiting,offered${cursor}`, {
        session,
      })
      if (status !== 200) throw new Error(`the queue can not be read: ${status} ${JSON.stringify(body)}`)
      ids.push(...(body.items as { id: string }[]).map(({ id }) => id))
      if (typeof body.nextCursor !== 'string') break
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`
    }
    if (ids.length >= count) return ids
    if (performance.now() > deadline)
      throw new Error(`${ids.length} of ${count} conversations were handed over in two minutes`)
    await pause(1_000)
  }
}

interface Stream {
  /** When each message, by its number, was first in the stream: `performance.now()`. */
  seen: Map<number, number>
  close(): void
}

/** One agent's stream. Only the number of a message is looked for: what a page does with it is the browser's. */
function listen({ url }: RunningServer, session: Session): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const seen = new Map<number, number>()
    let rest = ''
    const sent: ClientRequest = request(
      `${url}/api/v1/stream`,
      { headers: { cookie: `conserje_session=${session.token}`, accept: 'text/event-stream' }, agent: false },
      response => {
        if (response.statusCode !== 200)
          return reject(new Error(`the stream was refused: ${response.statusCode}`))
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          const now = performance.now()
          const text = rest + chunk
          for (const [, number] of text.matchAll(/live message (\d+)\./g)) {
            if (!seen.has(Number(number))) seen.set(Number(number), now)
          }
          rest = text.slice(-30)
        })
        response.on('error', () => {})
        resolve({ seen, close: () => sent.destroy() })
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

interface Told {
  delaysMs: number[]
  missed: number
  messages: number
}

/** Messages at a fixed rate over all conversations; a delay counts from the moment when the post was answered, which follows its commit to the inbox, the worker's being still to come. */
async function talk(
  call: Call,
  customers: readonly Customer[],
  streams: readonly Stream[],
  seconds: number,
): Promise<Told> {
  const perSecond = (customers.length * MESSAGES_A_MINUTE) / 60
  const count = Math.ceil(perSecond * seconds)
  const postedAt = new Map<number, number>()
  const pending: Promise<void>[] = []
  const startedAt = performance.now()
  for (let n = 0; n < count; n++) {
    const early = startedAt + (n * 1_000) / perSecond - performance.now()
    if (early > 1) await pause(early)
    const customer = customers[n % customers.length] as Customer
    pending.push(
      post(call, customer, `live message ${n}.`).then(({ status }) => {
        if (status === 200) postedAt.set(n, performance.now())
      }),
    )
  }
  await Promise.all(pending)
  await pause(3_000)
  const delaysMs: number[] = []
  let missed = 0
  for (const { seen } of streams) {
    for (const [n, at] of postedAt) {
      const shown = seen.get(n)
      if (shown === undefined) missed++
      else delaysMs.push(Math.max(0, shown - at))
    }
  }
  return { delaysMs, missed, messages: postedAt.size }
}

/** For each hand-off, how many of the agents who claimed it at once were told that it is theirs. */
async function claimTogether(
  call: Call,
  sessions: readonly Session[],
  handoffs: readonly string[],
): Promise<number[]> {
  const winners: number[] = []
  for (const id of handoffs) {
    const answers = await Promise.all(
      sessions
        .slice(0, CLAIMING)
        .map(session => call('POST', `/api/v1/handoffs/${id}/claim`, { session, body: {} })),
    )
    winners.push(answers.filter(({ status }) => status < 300).length)
  }
  return winners
}

function figures({ delaysMs, missed, messages }: Told, winners: readonly number[], agents: number): Figure[] {
  const p95 = quantile(delaysMs, 0.95)
  const notOne = winners.filter(count => count !== 1).length
  return [
    { name: 'messages, each to every agent', value: messages, unit: 'messages' },
    { name: 'post answered to agent’s stream, p50', value: quantile(delaysMs, 0.5), unit: 'ms' },
    {
      name: 'post answered to agent’s stream, p95',
      value: p95,
      unit: 'ms',
      target: 'under 200',
      reached: p95 < 200,
    },
    { name: 'post answered to agent’s stream, p99', value: quantile(delaysMs, 0.99), unit: 'ms' },
    {
      name: `not seen by one of ${agents} agents`,
      value: missed,
      unit: 'messages',
      target: 'none',
      reached: missed === 0,
    },
    {
      name: 'claims at once without exactly one winner',
      value: notOne,
      unit: `of ${winners.length}`,
      target: 'none',
      reached: notOne === 0,
    },
  ]
}
