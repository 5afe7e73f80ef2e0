import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Channel } from '../../../adapters/adapter.ts'
import type { HttpAnswer } from '../../../protocol/http.ts'
import { routeFor } from '../door.ts'

/** A channel on a real port of the loopback address. `intercept` may answer in its place, to play faults of a network. */
export async function serve(
  channel: Channel,
  intercept: (request: IncomingMessage) => HttpAnswer | undefined = () => undefined,
) {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    write(response, intercept(request) ?? (await answer(channel, request, Buffer.concat(chunks))))
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const streams = new Set<Socket>()
  server.on('upgrade', (request, socket, head) => {
    requests.push(`UPGRADE ${request.url}`)
    streams.add(socket as Socket)
    socket.on('close', () => streams.delete(socket as Socket))
    if (!channel.upgrade?.(request, socket, head)) socket.destroy()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    domain: `http://127.0.0.1:${port}/v3/directline`,
    requests,
    /** Cuts every open stream without a goodbye. */
    cutStreams: () => {
      for (const socket of streams) socket.destroy()
    },
    async close() {
      await channel.close?.()
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function answer(channel: Channel, request: IncomingMessage, body: Buffer): Promise<HttpAnswer> {
  const url = new URL(request.url as string, 'http://localhost')
  const found = routeFor(channel, request.method as string, url.pathname)
  if (!found) return { status: 404 }
  return found.route.handle({
    method: request.method as string,
    url: request.url as string,
    params: found.params,
    query: url.searchParams,
    headers: request.headers as Record<string, string | undefined>,
    body,
    clientAddress: request.socket.remoteAddress ?? '',
  })
}

function write(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  const isText = typeof body === 'string' || body instanceof Uint8Array
  response.writeHead(status, {
    ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }),
    ...headers,
  })
  response.end(body === undefined || isText ? body : JSON.stringify(body))
}

/** Waits until `check` gives a value; fails loudly instead of hanging. */
export async function until<T>(
  check: () => T | undefined | false,
  what: string,
  timeoutMs = 8000,
): Promise<T> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const value = check()
    if (value !== undefined && value !== false) return value
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
