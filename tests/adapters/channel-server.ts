import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Channel } from '../../adapters/adapter.ts'
import { callRoute } from './door.ts'

/** A plain HTTP server on loopback before a channel's routes, without any of the house's. */
export async function serveChannel(
  channel: Pick<Channel, 'routes'>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = await callRoute(channel, {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks),
    })
    const { status, headers = {}, body } = answer
    const isObject = typeof body === 'object' && !(body instanceof Uint8Array)
    if (isObject) headers['content-type'] = 'application/json'
    response.writeHead(status, headers).end(isObject ? JSON.stringify(body) : body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
