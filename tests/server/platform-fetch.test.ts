import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createPlatformFetch } from '../../server/platform-fetch.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/path?q=1`
}

const platformFetch = createPlatformFetch()
const POST = { method: 'POST', redirect: 'manual', body: '{"text":"¡hola!"}' } as const

test('a post brings its text, its headers and nothing compressed, and the answer comes as fetch gives it', async () => {
  const url = await serve(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    response.writeHead(201, [
      ['Retry-After', '7'],
      ['X-Two', 'a'],
      ['X-Two', 'b'],
    ] as never)
    response.end(
      JSON.stringify([request.method, request.url, request.headers, String(Buffer.concat(chunks))]),
    )
  })
  const headers = { Authorization: 'Bearer x', 'Content-Type': 'application/json' }
  const answer = await platformFetch(url, { ...POST, headers })
  expect([answer.status, answer.ok, answer.headers.get('retry-after')]).toEqual([201, true, '7'])
  const [method, path, seen, body] = (await answer.json()) as [string, string, object, string]
  expect([method, path, body]).toEqual(['POST', '/path?q=1', POST.body])
  expect(seen).toMatchObject({
    authorization: 'Bearer x',
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'content-length': '18',
  })
})

test('a connection is used again', async () => {
  const ports = new Set<number | undefined>()
  const url = await serve((request, response) => {
    ports.add(request.socket.remotePort)
    request.resume()
    response.end('{}')
  })
  for (let n = 0; n < 3; n++) await (await platformFetch(url, POST)).text()
  expect(ports.size).toBe(1)
})

test('redirects and answers without a body are left to the caller', async () => {
  const url = await serve((request, response) => {
    request.resume()
    response.writeHead(request.headers['x-want'] === '204' ? 204 : 302, { location: '/other' }).end()
  })
  const moved = await platformFetch(url, POST)
  expect([moved.status, moved.headers.get('location')]).toEqual([302, '/other'])
  const empty = await platformFetch(url, { ...POST, headers: { 'x-want': '204' } })
  expect([empty.status, empty.body]).toEqual([204, null])
})

test('a long answer is handed over as it comes, and ends with the one who has read enough', async () => {
  let isClosed: Promise<unknown> = Promise.resolve()
  const url = await serve((request, response) => {
    request.resume()
    isClosed = once(response, 'close')
    response.write('x'.repeat(100_000))
  })
  const answer = await platformFetch(url, POST)
  let bytes = 0
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length
    if (bytes >= 100_000) break
  }
  expect(bytes).toBe(100_000)
  await isClosed
})

test('a long answer comes whole', async () => {
  const whole = 'y'.repeat(300_000)
  const url = await serve((request, response) => {
    request.resume()
    response.end(whole)
  })
  expect(await (await platformFetch(url, POST)).text()).toBe(whole)
})

test('what ends a call rejects it with its own reason', async () => {
  const url = await serve(request => request.resume())
  const ended = new AbortController()
  const answer = platformFetch(url, { ...POST, signal: ended.signal })
  setTimeout(() => ended.abort(new Error('late')), 20)
  await expect(answer).rejects.toThrow('late')
  await expect(platformFetch(url, { ...POST, signal: ended.signal })).rejects.toThrow('late')
})

test('a fault of the connection is told as fetch tells it, with its code', async () => {
  const dropping = await serve(request => request.socket.destroy())
  await expect(platformFetch(dropping, POST)).rejects.toMatchObject({
    name: 'TypeError',
    cause: { code: 'ECONNRESET' },
  })
  const halfway = await serve((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-length': '10' })
    response.write('half', () => request.socket.destroy())
  })
  await expect(platformFetch(halfway, POST)).rejects.toMatchObject({ name: 'TypeError' })
  servers.splice(0, 1)[0]?.close()
  await expect(platformFetch(dropping, POST)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})

test('anything but posted text goes by fetch itself', async () => {
  const url = await serve((request, response) => {
    response.end(`${request.method} ${request.headers['content-type']?.split(';')[0]}`)
    request.resume()
  })
  const form = new FormData()
  form.set('a', 'b')
  expect(await (await platformFetch(url)).text()).toBe('GET undefined')
  expect(await (await platformFetch(url, { ...POST, body: form })).text()).toBe('POST multipart/form-data')
})
