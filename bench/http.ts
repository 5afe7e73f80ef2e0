import { Agent, request } from 'node:http'
import { type Bench, type Figure, median, quantile, startServer, withFolder } from './bench.ts'

const RUNS = 5
const PER_SECOND = 500
const SECONDS = 20
const CONVERSATIONS = 500
const TEXTS = [
  "where's my order 10432?",
  '¿cuánto tarda el envío a Canarias?',
  'aș vrea să returnez un produs',
  'do you ship to Norway?',
  'quiero hablar de mi factura',
  'ce metode de plată aveți?',
]

interface Conversation {
  id: string
  token: string
  posted: string[]
}

interface Run {
  latenciesMs: number[]
  failed: number
  lost: number
  unanswered: number
}

/** Direct Line messages at a fixed rate, timed from the moment when each was due, so that a stall counts for all that wait behind it. */
export const http: Bench = {
  name: 'http',
  about: `${PER_SECOND} Direct Line messages a second for ${SECONDS} s: the HTTP answer, and that every message is answered`,
  async run(): Promise<Figure[]> {
    const runs: Run[] = []
    for (let run = 0; run < RUNS; run++) runs.push(await withFolder(oneRun))
    const p99 = median(runs.map(run => quantile(run.latenciesMs, 0.99)))
    const p50 = median(runs.map(run => quantile(run.latenciesMs, 0.5)))
    const sum = (of: (run: Run) => number) => runs.reduce((total, run) => total + of(run), 0)
    const none = (name: string, value: number): Figure => ({
      name,
      value,
      unit: 'messages',
      target: 'none',
      reached: value === 0,
    })
    return [
      { name: 'HTTP answer, p50', value: p50, unit: 'ms' },
      { name: 'HTTP answer, p99', value: p99, unit: 'ms', target: 'under 25', reached: p99 < 25 },
      none(
        'refused',
        sum(run => run.failed),
      ),
      none(
        'lost',
        sum(run => run.lost),
      ),
      none(
        'unanswered',
        sum(run => run.unanswered),
      ),
    ]
  },
}

async function oneRun(folder: string): Promise<Run> {
  const server = await startServer(folder, { SETTLE_MS: '0' })
  const agent = new Agent({ keepAlive: true, maxSockets: 200 })
  const call = (method: string, path: string, token?: string, body?: object) =>
    callJson(agent, server.url, method, path, token, body)
  try {
    const conversations: Conversation[] = []
    for (let index = 0; index < CONVERSATIONS; index++) {
      const made = (await call('POST', '/v3/directline/tokens/generate', undefined, {})).body
      const started = await call('POST', '/v3/directline/conversations', String(made.token), {})
      if (started.status !== 201) throw new Error(`a conversation did not start: ${started.status}`)
      const { conversationId, token } = started.body
      conversations.push({ id: String(conversationId), token: String(token), posted: [] })
    }
    await new Promise(resolve => setTimeout(resolve, 1_000))
    const latenciesMs: number[] = []
    let failed = 0
    const pending: Promise<void>[] = []
    const startedAt = performance.now()
    for (let index = 0; index < PER_SECOND * SECONDS; index++) {
      const dueAt = startedAt + (index * 1000) / PER_SECOND
      const early = dueAt - performance.now()
      if (early > 1) await new Promise(resolve => setTimeout(resolve, early))
      const conversation = conversations[index % CONVERSATIONS] as Conversation
      const activity = {
        type: 'message',
        from: { id: 'u' },
        text: TEXTS[index % TEXTS.length],
        channelData: { clientActivityID: String(index) },
      }
      pending.push(
        call(
          'POST',
          `/v3/directline/conversations/${conversation.id}/activities`,
          conversation.token,
          activity,
        ).then(
          ({ status, body }) => {
            latenciesMs.push(performance.now() - dueAt)
            if (status === 200) conversation.posted.push(String(body.id))
            else failed++
          },
          () => {
            failed++
          },
        ),
      )
    }
    await Promise.all(pending)
    return { latenciesMs, failed, ...(await countMissing(conversations, call)) }
  } finally {
    agent.destroy()
    await server.stop()
  }
}

type Call = (
  method: string,
  path: string,
  token?: string,
) => Promise<{ status: number; body: Record<string, unknown> }>

/** Waits until every posted message has an answer that names it (or names a later one of the same turn), at most 30 s. */
async function countMissing(conversations: readonly Conversation[], call: Call) {
  const deadline = performance.now() + 30_000
  for (;;) {
    let lost = 0
    let unanswered = 0
    for (const { id, token, posted } of conversations) {
      const { body } = await call('GET', `/v3/directline/conversations/${id}/activities`, token)
      const log = (body.activities ?? []) as { id: string; replyToId?: string; from?: { role?: string } }[]
      const there = new Set(log.map(entry => entry.id))
      const replies = log.map(entry => entry.replyToId).filter(reply => reply !== undefined)
      for (const message of posted) {
        if (!there.has(message)) lost++
        else if (!replies.includes(message)) unanswered++
      }
    }
    if ((lost === 0 && unanswered === 0) || performance.now() > deadline) return { lost, unanswered }
    await new Promise(resolve => setTimeout(resolve, 500))
  }
}

function callJson(
  agent: Agent,
  base: string,
  method: string,
  path: string,
  token?: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const sent = request(
      base + path,
      {
        method,
        agent,
        headers: {
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      },
      response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8')
          resolve({ status: response.statusCode ?? 0, body: answer === '' ? {} : JSON.parse(answer) })
        })
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}
