import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FailedCall, StandIn } from './stand-in.ts'

/** A call as a stand-in sees it, body whole. */
export interface StandInCall {
  method: string
  /** Path without the query. */
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
}

/** What a stand-in answers: a status with JSON or bytes, a connection cut off, or nothing for as long as the caller waits. */
export type StandInAnswer =
  | { status: number; json?: unknown; bytes?: Uint8Array; headers?: Record<string, string> }
  | 'drop'
  | 'hang'

/** Who is told of something; `tell` tells all. */
export function createListeners<Value>() {
  const listeners = new Set<(value: Value) => void>()
  return {
    tell(value: Value) {
      for (const listener of listeners) listener(value)
    },
    listen(listener: (value: Value) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A server on loopback for a stand-in. `port` 0: any free one. */
export async function serveStandIn(
  port: number,
  answer: (call: StandInCall) => StandInAnswer | Promise<StandInAnswer>,
): Promise<{ url: string; onFailed: StandIn['onFailed']; close(): Promise<void> }> {
  const failed = createListeners<FailedCall>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const { method = 'GET', headers } = request
    const call = { method, path: url.pathname, query: url.searchParams, headers, body: Buffer.concat(chunks) }
    const found = await answer(call)
    const reason = failureOf(found)
    if (reason !== undefined) failed.tell({ call: `${method} ${url.pathname}`, reason })
    write(response, found)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onFailed: failed.listen,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const REASON_CHARS = 300

/** Why a call came to nothing; undefined: it went well. */
function failureOf(answer: StandInAnswer): string | undefined {
  if (answer === 'hang') return 'no answer'
  if (answer === 'drop') return 'the connection is cut'
  if (answer.status < 400) return undefined
  const body = answer.json === undefined ? '' : JSON.stringify(answer.json)
  return `${answer.status} ${body}`.trim().slice(0, REASON_CHARS)
}

function write(response: ServerResponse, answer: StandInAnswer): void {
  if (answer === 'hang') return
  if (answer === 'drop') {
    response.socket?.destroy()
    return
  }
  const { status, json, bytes, headers = {} } = answer
  const body = bytes ?? (json === undefined ? '' : JSON.stringify(json))
  response.writeHead(status, {
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  })
  response.end(body)
}
