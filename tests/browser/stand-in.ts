import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import { replyTo, welcome } from './stand-in-bot.ts'

export type Fields = Record<string, unknown>

interface Conversation {
  id: string
  log: Fields[]
  sockets: Set<WebSocket>
  seen: Map<string, string>
}

/** What goes wrong, as long as it is set. */
export interface Faults {
  /** Every request is cut without an answer, and so is every new socket. */
  offline: boolean
  /** Upgrades are refused, as by a proxy that knows no WebSocket. */
  noSockets: boolean
  /** The next posts are answered so, one each, instead of being taken. */
  posts: { status: number; retryAfter?: number }[]
  /** The next posts are taken, but their answers are cut. */
  loseAnswers: number
  /** Tokens made before are no longer good. */
  expired: boolean
  resumeRefused: boolean
  replyMs: number
}

/** A server that speaks as much Direct Line as the widget uses, on loopback, with faults at will. */
export interface StandIn {
  url: string
  faults: Faults
  conversations: Map<string, Conversation>
  /** Messages that were taken, each once. */
  taken: Fields[]
  requests: string[]
  /** Says something to everybody, as the bot or as given. */
  say(activity: Fields): void
  /** Sends frames as they are to everybody. */
  raw(...frames: string[]): void
  dropSockets(): void
  /** Pages and pictures by path, before those of web/dist. */
  pages: Map<string, string>
  /** Forgets all conversations and faults. */
  reset(): void
  close(): Promise<void>
}

const dist = join(import.meta.dirname, '../../web/dist')
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

const noFaults = (): Faults => ({
  offline: false,
  noSockets: false,
  posts: [],
  loseAnswers: 0,
  expired: false,
  resumeRefused: false,
  replyMs: 30,
})

export async function startStandIn(): Promise<StandIn> {
  const faults = noFaults()
  const conversations = new Map<string, Conversation>()
  const taken: Fields[] = []
  const requests: string[] = []
  const pages = new Map<string, string>()
  const connections = new Set<Socket>()
  let count = 0
  let generation = 0
  let url = ''

  const tokenFor = (id: string) => {
    const claims = Buffer.from(JSON.stringify({ user: `user-of-${id}`, conv: id, generation })).toString(
      'base64url',
    )
    return `e30.${claims}.x`
  }
  const grant = (id: string) => ({
    conversationId: id,
    token: tokenFor(id),
    expires_in: 1800,
    resumeToken: `resume.${id}`,
    streamUrl: `${url.replace('http', 'ws')}/v3/directline/conversations/${id}/stream?t=${tokenFor(id)}`,
  })
  const frame = (activities: Fields[], watermark: number) =>
    JSON.stringify({ activities, watermark: String(watermark) })

  function append(conversation: Conversation, activity: Fields): string {
    if (activity.type === 'typing') {
      for (const socket of conversation.sockets) socket.send(frame([activity], conversation.log.length))
      return ''
    }
    const id = `${conversation.id}|${String(conversation.log.length + 1).padStart(7, '0')}`
    const full = {
      timestamp: new Date().toISOString(),
      channelId: 'directline',
      conversation: { id: conversation.id },
      ...activity,
      id,
    }
    conversation.log.push(full)
    for (const socket of conversation.sockets) socket.send(frame([full], conversation.log.length))
    return id
  }

  const sayTo = (conversation: Conversation, activity: Fields) =>
    append(conversation, {
      type: 'message',
      from: { id: 'bot', name: 'Casa Lumen', role: 'bot' },
      ...activity,
    })

  function take(conversation: Conversation, activity: Fields): string {
    const clientId = String((activity.channelData as Fields | undefined)?.clientActivityID ?? Math.random())
    const known = conversation.seen.get(clientId)
    if (known) return known
    const id = append(conversation, { ...activity, from: { id: `user-of-${conversation.id}`, role: 'user' } })
    conversation.seen.set(clientId, id)
    taken.push(activity)
    const replies = replyTo(activity, url)
    if (replies.length > 0)
      append(conversation, { type: 'typing', from: { id: 'bot', name: 'Casa Lumen', role: 'bot' } })
    setTimeout(() => {
      for (const reply of replies) sayTo(conversation, { ...reply, replyToId: id })
    }, faults.replyMs)
    return id
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'access-control-allow-origin': request.headers.origin ?? '*',
        'access-control-allow-headers':
          'authorization, content-type, x-ms-bot-agent, x-requested-with, accept',
        'access-control-expose-headers': 'retry-after',
        ...headers,
      })
      response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body))
    }
    if (!pathname.startsWith('/v3/')) {
      const name = pathname === '/' ? '/index.html' : pathname === '/chat' ? '/chat.html' : pathname
      const html = pages.get(name)
      const content = html ?? (await readFile(join(dist, name)).catch(() => undefined))
      const csp =
        "default-src 'none'; script-src 'self'; style-src 'none'; img-src 'self' blob: data:; connect-src *"
      const headers: Record<string, string> = {
        'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'image/svg+xml',
      }
      if (name === '/chat.html') headers['content-security-policy'] = csp
      return content === undefined ? send(404, {}) : send(200, content, headers)
    }
    if (request.method === 'OPTIONS') return send(204, '')
    requests.push(`${request.method} ${pathname.replace('/v3/directline', '')}`)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const json = (): Fields => JSON.parse(body.toString() || '{}') as Fields
    const path = pathname.replace('/v3/directline', '')
    if (path === '/tokens/generate') return send(200, grant(`c${++count}x${Date.now()}`))
    if (path === '/tokens/resume') {
      const id = String(json().resumeToken).replace('resume.', '')
      return faults.resumeRefused || !conversations.has(id) ? send(403, {}) : send(200, grant(id))
    }
    const token = (request.headers.authorization ?? '').replace('Bearer ', '')
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? 'e30', 'base64url').toString()) as Fields
    const id = String(claims.conv)
    if (faults.expired) {
      generation += 1
      faults.expired = false
    }
    if (claims.generation !== generation) return send(403, { error: { code: 'TokenExpired', message: '' } })
    if (path === '/tokens/refresh') return send(200, grant(id))
    if (path === '/conversations') {
      const conversation = conversations.get(id) ?? { id, log: [], sockets: new Set(), seen: new Map() }
      conversations.set(id, conversation)
      if (conversation.log.length === 0) sayTo(conversation, welcome(String(json().locale)))
      return send(201, grant(id))
    }
    const conversation = conversations.get(id)
    if (!conversation || !path.startsWith(`/conversations/${id}`)) return send(404, {})
    if (request.method === 'GET' && path.endsWith('/activities')) {
      const after = Number(searchParams.get('watermark') || 0)
      return send(200, frame(conversation.log.slice(after), conversation.log.length))
    }
    if (request.method === 'GET') {
      const { streamUrl, ...rest } = grant(id)
      return send(200, {
        ...rest,
        streamUrl: `${streamUrl}&watermark=${searchParams.get('watermark') ?? ''}`,
      })
    }
    // A sign of typing goes by itself, and its loss is nobody's: the faults are for what is said.
    if (!path.endsWith('/upload') && json().type === 'typing') return send(200, { id: `${id}|typing` })
    const fault = faults.posts.shift()
    if (fault)
      return send(
        fault.status,
        {},
        fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) },
      )
    const activity = path.endsWith('/upload') ? await uploaded(request, body) : json()
    const activityId = take(conversation, activity)
    if (faults.loseAnswers > 0) {
      faults.loseAnswers -= 1
      return request.socket.destroy()
    }
    return send(200, { id: activityId })
  }

  async function uploaded(request: IncomingMessage, body: Buffer): Promise<Fields> {
    const headers = { 'content-type': request.headers['content-type'] ?? '' }
    const form = await new Response(new Uint8Array(body), { headers }).formData()
    const activity = JSON.parse(await (form.get('activity') as File).text()) as Fields
    const attachments = (form.getAll('file') as File[]).map(file => ({
      contentType: file.type,
      name: file.name,
      contentUrl: `${url}/${encodeURIComponent(file.name)}`,
    }))
    return { ...activity, attachments }
  }

  const server = createServer((request, response) => {
    if (faults.offline) return request.socket.destroy()
    answer(request, response).catch(error => {
      response.writeHead(500)
      response.end(String(error))
    })
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('connection', socket => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const conversation = conversations.get(pathname.split('/')[4] ?? '')
    if (faults.offline || faults.noSockets || !conversation) return socket.destroy()
    sockets.handleUpgrade(request, socket, head, ws => {
      conversation.sockets.add(ws)
      ws.on('close', () => conversation.sockets.delete(ws))
      const after = Number(searchParams.get('watermark') || 0)
      if (conversation.log.length > after)
        ws.send(frame(conversation.log.slice(after), conversation.log.length))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    faults,
    conversations,
    taken,
    requests,
    pages,
    say: activity => {
      for (const conversation of conversations.values()) sayTo(conversation, activity)
    },
    raw(...frames) {
      for (const { sockets: open } of conversations.values())
        for (const ws of open) for (const data of frames) ws.send(data)
    },
    dropSockets() {
      for (const { sockets: open } of conversations.values()) for (const ws of open) ws.terminate()
    },
    reset() {
      Object.assign(faults, noFaults())
      conversations.clear()
      taken.length = 0
      requests.length = 0
    },
    async close() {
      sockets.close()
      server.close()
      for (const socket of connections) socket.destroy()
    },
  }
}
