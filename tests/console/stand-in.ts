import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Allowed } from '../../protocol/api/allowed.ts'
import type { ContextPackage, HandoffSummary } from '../../protocol/api/handoff.ts'
import type { StreamEvent } from '../../protocol/api/stream.ts'
import { consoleRoutes } from '../../server/console-routes.ts'
import { AGENTS, type Entry, manyHandoffs, PICTURE, packageOf, sampleTranscript } from './sample.ts'
import { answerRead } from './stand-in-reads.ts'

/** What goes wrong, as long as it is set. */
export interface Faults {
  /** Every call is cut without an answer. */
  offline: boolean
  /** The next writes are answered so, one each. */
  writes: number[]
  /** The next replies are taken, but their answers are cut. */
  loseAnswers: number
}

/** A desk in memory that speaks /api/v1 as the console uses it, on loopback, with faults at will: only for tests of the console. */
export interface StandIn {
  url: string
  faults: Faults
  handoffs: Map<string, HandoffSummary>
  transcripts: Map<string, Entry[]>
  allowed: Allowed
  /** More of a package than the sample has. */
  more: Partial<ContextPackage>
  /** Writes that were done, each once. */
  done: { path: string; body: Record<string, unknown> }[]
  signedIn: boolean
  emit(event: StreamEvent): void
  /** A customer's words, as the worker would tell them. */
  say(handoffId: string, text: string): Entry
  dropStreams(): void
  /** Streams that are open now. */
  streams(): number
  reset(): void
  close(): Promise<void>
}

const CLOSED = new Set(['returned', 'resolved'])

export async function startStandIn(): Promise<StandIn> {
  const pages = consoleRoutes(join(import.meta.dirname, '../../web/dist/console'))
  const streams = new Set<ServerResponse>()
  const log: StreamEvent[] = []
  const keys = new Map<string, { id: string }>()
  let count = 0

  const desk: StandIn = {
    url: '',
    faults: { offline: false, writes: [], loseAnswers: 0 },
    handoffs: new Map(),
    transcripts: new Map(),
    allowed: { open: true, templates: [] },
    more: {},
    done: [],
    signedIn: true,
    emit(event) {
      const durable = event.event === 'handoff' || event.event === 'message' || event.event === 'mention'
      const told = durable ? { ...event, id: String(log.push(event)) } : event
      for (const stream of streams) write(stream, told)
    },
    say(handoffId, text) {
      const row = desk.handoffs.get(handoffId) as HandoffSummary
      const id = `said_${++count}`
      const entry: Entry = {
        id,
        at: new Date().toISOString(),
        speaker: 'customer',
        text,
        activity: { type: 'message', id, text },
      }
      desk.transcripts.set(handoffId, [...(desk.transcripts.get(handoffId) ?? []), entry])
      desk.emit({ event: 'message', data: { handoffId, conversationId: row.conversationId, entry } })
      return entry
    },
    dropStreams() {
      for (const stream of streams) stream.destroy()
    },
    streams: () => streams.size,
    reset() {
      desk.faults = { offline: false, writes: [], loseAnswers: 0 }
      desk.handoffs = new Map(manyHandoffs(14).map(row => [row.id, row]))
      desk.transcripts = new Map()
      desk.allowed = { open: true, templates: [] }
      desk.more = {}
      desk.done = []
      desk.signedIn = true
      keys.clear()
      desk.dropStreams()
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  function write(stream: ServerResponse, { id, event, data }: StreamEvent): void {
    stream.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  function openStream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    const after = request.headers['last-event-id']
    const id = String(after ?? log.length)
    write(response, { id, event: 'ready', data: { at: new Date().toISOString() } })
    if (after !== undefined) {
      log.slice(Number(after)).forEach((event, at) => {
        write(response, { ...event, id: String(Number(after) + at + 1) })
      })
    }
    streams.add(response)
    response.on('close', () => streams.delete(response))
  }

  function change(id: string, verb: string, part: Partial<HandoffSummary>): HandoffSummary {
    const row = { ...(desk.handoffs.get(id) as HandoffSummary), ...part, updatedAt: new Date().toISOString() }
    desk.handoffs.set(id, row)
    desk.emit({ event: 'handoff', data: { change: verb, by: 'agt_ana', handoff: row } })
    return row
  }

  function say(id: string, entryId: string, verb: string, body: Record<string, unknown>): void {
    const text = String(body.text ?? body.template ?? '')
    const entry: Entry = {
      id: `${entryId}:0`,
      at: new Date().toISOString(),
      speaker: 'agent',
      author: 'Ana Ionescu',
      text,
      activity: verb === 'note' ? { type: 'event', name: 'note', text } : { type: 'message', text },
      ...(verb === 'note' ? {} : { delivery: { status: 'waiting', at: new Date().toISOString() } }),
    }
    desk.transcripts.set(id, [...(desk.transcripts.get(id) ?? sampleTranscript()), entry])
    desk.emit({ event: 'message', data: { handoffId: id, conversationId: 'c', entry } })
  }

  function act(
    id: string,
    verb: string,
    body: Record<string, unknown>,
    key: string | undefined,
  ): [number, unknown] {
    const row = desk.handoffs.get(id)
    if (row === undefined) return [404, { title: 'No such hand-off' }]
    if (verb === 'typing') return [204, undefined]
    const known = key === undefined ? undefined : keys.get(key)
    if (known !== undefined) return [202, known]
    if (CLOSED.has(row.status))
      return [
        409,
        { title: 'Not possible now', detail: `${verb} is not possible: the hand-off is ${row.status}` },
      ]
    desk.done.push({ path: `${id}/${verb}`, body })
    const me = AGENTS[0] as (typeof AGENTS)[number]
    const mine = { agentId: me.id, agentName: me.name }
    const accepted = { id: `inb_${++count}` }
    if (key !== undefined) keys.set(key, accepted)
    if (verb === 'reply' || verb === 'note') {
      if (verb === 'reply' && row.status !== 'active') change(id, verb, { status: 'active', ...mine })
      setTimeout(() => say(id, accepted.id, verb, body), 20)
      return [202, accepted]
    }
    const { agentId: _a, agentName: _n, offeredUntil: _o, ...free } = row
    desk.handoffs.set(id, free)
    const next: Partial<HandoffSummary> =
      {
        claim: { status: 'active' as const, ...mine },
        accept: { status: 'active' as const, ...mine },
        resume: { status: 'active' as const, ...mine },
        hold: { status: 'on_hold' as const, ...mine },
        decline: { status: 'waiting' as const },
        transfer: { status: 'offered' as const, agentId: String(body.to) },
        return: { status: 'returned' as const },
        resolve: { status: 'resolved' as const },
      }[verb] ?? {}
    const changed = change(id, verb, next)
    return verb === 'return' || verb === 'resolve' ? [202, accepted] : [200, packageFor(changed)]
  }

  const packageFor = (row: HandoffSummary): ContextPackage => {
    const transcript = desk.transcripts.get(row.id) ?? sampleTranscript()
    desk.transcripts.set(row.id, transcript)
    return { ...packageOf(row, transcript), ...desk.more }
  }

  const server = createServer((request, response) => {
    void answer(request, response)
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', desk.url)
    const send = (status: number, body?: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(
        body === undefined
          ? undefined
          : typeof body === 'string' || Buffer.isBuffer(body)
            ? body
            : JSON.stringify(body),
      )
    }
    if (pathname.startsWith('/console')) {
      const headers = request.headers as Record<string, string | undefined>
      const found = await pages[0]?.handle({
        method: 'GET',
        url: request.url ?? '/',
        params: {},
        query: searchParams,
        headers,
        body: new Uint8Array(),
        clientAddress: '',
      })
      return send(found?.status ?? 404, found?.body, found?.headers)
    }
    if (pathname.startsWith('/media/')) return send(200, PICTURE, { 'content-type': 'image/svg+xml' })
    if (desk.faults.offline) return void request.socket.destroy()
    const path = pathname.replace('/api/v1/', '')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const json = (): Record<string, unknown> =>
      JSON.parse(bytes.toString() || '{}') as Record<string, unknown>
    if (path === 'session' && request.method === 'POST') {
      if (json().password !== 'a long password') return send(401, { title: 'Wrong e-mail or password' })
      desk.signedIn = true
    }
    if (path === 'setup') {
      if (json().token !== 'one-time') return send(410, { title: 'The link has ended' })
      desk.signedIn = true
      return send(201, answerRead(desk, 'session', searchParams, packageFor))
    }
    if (!desk.signedIn) return send(401, { title: 'Not signed in' })
    if (path === 'session' && request.method === 'DELETE') {
      desk.signedIn = false
      return send(204)
    }
    if (path === 'stream') return openStream(request, response)
    const verb = /^handoffs\/([^/]+)\/([a-z]+)$/.exec(path)
    if (request.method === 'POST' && path !== 'session') {
      const fault = path.endsWith('/typing') ? undefined : desk.faults.writes.shift()
      if (fault !== undefined) return send(fault, { title: 'Refused', detail: 'the test wants it so' })
      if (path === 'uploads') {
        const name = decodeURIComponent(String(request.headers['x-file-name']))
        return send(201, {
          id: 'med_9',
          contentUrl: 'media:med_9',
          contentType: request.headers['content-type'],
          name,
          size: bytes.length,
        })
      }
      if (verb === null) return send(404, { title: 'No such path' })
      const [status, body] = act(
        verb[1] as string,
        verb[2] as string,
        json(),
        request.headers['idempotency-key'] as string | undefined,
      )
      if (desk.faults.loseAnswers > 0 && verb[2] !== 'typing') {
        desk.faults.loseAnswers -= 1
        return void request.socket.destroy()
      }
      return send(status, body)
    }
    if (path === 'presence') {
      desk.emit({
        event: 'presence',
        data: { ...(AGENTS[0] as (typeof AGENTS)[number]), status: json().status as 'online' },
      })
      return send(204)
    }
    const found = answerRead(desk, path, searchParams, packageFor)
    return found === undefined ? send(404, { title: 'No such path' }) : send(200, found)
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  desk.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  desk.reset()
  return desk
}
