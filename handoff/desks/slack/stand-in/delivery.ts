import { setTimeout as pause } from 'node:timers/promises'
import { type WebSocket, WebSocketServer } from 'ws'
import { sign } from '../../../../adapters/signature.ts'

/* How Slack delivers: signed requests, tried again when nobody takes them, or envelopes on a socket. */

export interface Delivery {
  to(url: string | undefined): void
  /** Something happened: tried again, with `x-slack-retry-num`. Resolves to the last status; 0: nobody took it. */
  event(body: Record<string, unknown>, times?: number): Promise<number>
  /** A button or a modal: once, and its answer counts. */
  interact(payload: Record<string, unknown>): Promise<{ status: number; json: unknown }>
  /** Any body, signed as of so many seconds ago. */
  raw(body: string, options?: { ageS?: number; contentType?: string; secret?: string }): Promise<number>
  socketUrl(): string
  /** Ends the connections, as Slack does every few hours. */
  hangUp(): void
  connections(): number
  close(): Promise<void>
}

/** Slack itself waits a minute, then five. */
const RETRIES_MS = [100, 400, 1_000, 2_000, 4_000, 4_000, 4_000]
const ANSWER_MS = 3_000

export async function createDelivery(signingSecret: string, first: string | undefined): Promise<Delivery> {
  const closing = new AbortController()
  const sockets = new Set<WebSocket>()
  const waiting = new Map<string, (answer: unknown) => void>()
  let url = first
  let envelopes = 0
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }

  server.on('connection', socket => {
    sockets.add(socket)
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: sockets.size,
        connection_info: { app_id: 'A0CONSERJE' },
      }),
    )
    const pinging = setInterval(() => socket.ping(), 1_000)
    socket.on('message', data => {
      const { envelope_id, payload } = JSON.parse(String(data))
      waiting.get(envelope_id)?.(payload)
    })
    socket.on('close', () => {
      clearInterval(pinging)
      sockets.delete(socket)
    })
    socket.on('error', () => {})
  })

  /** Undefined: nobody acknowledged it in time. */
  async function envelope(
    type: string,
    payload: object,
    more: object,
  ): Promise<{ answer: unknown } | undefined> {
    const socket = [...sockets].at(-1)
    if (socket === undefined) return undefined
    const id = `envelope-${++envelopes}`
    const answered = new Promise<{ answer: unknown }>(resolve =>
      waiting.set(id, answer => resolve({ answer })),
    )
    socket.send(
      JSON.stringify({
        envelope_id: id,
        type,
        payload,
        accepts_response_payload: type === 'interactive',
        ...more,
      }),
    )
    const late = pause(ANSWER_MS, undefined, { ref: false, signal: closing.signal }).catch(() => undefined)
    const answer = await Promise.race([answered, late])
    waiting.delete(id)
    return answer
  }

  async function post(
    body: string,
    contentType: string,
    headers: Record<string, string> = {},
    { ageS = 0, secret = signingSecret }: { ageS?: number; secret?: string } = {},
  ): Promise<{ status: number; text: string }> {
    if (url === undefined) return { status: 0, text: '' }
    const at = String(Math.floor(Date.now() / 1000) - ageS)
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': contentType,
          'x-slack-request-timestamp': at,
          'x-slack-signature': sign(`v0:${at}:${body}`, secret, { encoding: 'hex', prefix: 'v0=' }),
          ...headers,
        },
        body,
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(ANSWER_MS)]),
      })
      return { status: response.status, text: await response.text() }
    } catch {
      return { status: 0, text: '' }
    }
  }

  async function deliver(body: Record<string, unknown>, attempt: number): Promise<number> {
    const reason = attempt === 0 ? {} : { retry_attempt: attempt, retry_reason: 'timeout' }
    if (url === undefined) return (await envelope('events_api', body, reason)) === undefined ? 0 : 200
    const headers: Record<string, string> =
      attempt === 0 ? {} : { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': 'http_timeout' }
    return (await post(JSON.stringify(body), 'application/json', headers)).status
  }

  return {
    to(next) {
      url = next
    },
    async event(body, times = 1) {
      let status = 0
      for (let attempt = 0; attempt <= RETRIES_MS.length && !closing.signal.aborted; attempt++) {
        status = await deliver(body, attempt)
        if (status >= 200 && status < 300 && attempt + 1 >= times) return status
        await pause(RETRIES_MS[attempt] ?? 0, undefined, { ref: false, signal: closing.signal }).catch(
          () => {},
        )
      }
      return status
    },
    async interact(payload) {
      if (url === undefined) {
        const answered = await envelope('interactive', payload, {})
        return { status: answered === undefined ? 0 : 200, json: answered?.answer }
      }
      const form = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
      const { status, text } = await post(form, 'application/x-www-form-urlencoded')
      return { status, json: text.startsWith('{') ? JSON.parse(text) : undefined }
    },
    raw: async (body, { contentType = 'application/json', ...options } = {}) =>
      (await post(body, contentType, {}, options)).status,
    socketUrl: () => `ws://127.0.0.1:${port}/link?ticket=1`,
    hangUp() {
      for (const socket of sockets)
        socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))
    },
    connections: () => sockets.size,
    async close() {
      closing.abort()
      for (const socket of sockets) socket.terminate()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
