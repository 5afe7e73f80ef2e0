import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

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

/** A server on loopback for a stand-in. `port` 0: any free one. */
export async function serveStandIn(
  port: number,
  answer: (call: StandInCall) => StandInAnswer | Promise<StandInAnswer>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const { method = 'GET', headers } = request
    const call = { method, path: url.pathname, query: url.searchParams, headers, body: Buffer.concat(chunks) }
    write(response, await answer(call))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
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
