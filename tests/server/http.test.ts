import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { StoreError } from '../../protocol/errors.ts'
import type { HttpRoute } from '../../protocol/http.ts'
import { silentLog } from '../../protocol/log.ts'
import { createHttp, type HttpOptions, type HttpServer } from '../../server/http.ts'

let server: HttpServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const echo: HttpRoute = {
  method: 'POST',
  path: '/echo/:id',
  maxBodyBytes: 1_000,
  handle: ({ params, query, headers, body, clientAddress }) => ({
    status: 200,
    body: {
      params,
      query: Object.fromEntries(query),
      type: headers['content-type'],
      bytes: [...body],
      clientAddress,
    },
  }),
}

async function open(routes: readonly HttpRoute[], options: Partial<HttpOptions> = {}) {
  server = createHttp({ routes, log: silentLog, trustedProxies: 0, ...options })
  const port = await server.listen(0, '127.0.0.1')
  return { port, url: `http://127.0.0.1:${port}` }
}

test('hands the raw bytes, the decoded path and the query to the route', async () => {
  const { url } = await open([echo])
  const response = await fetch(`${url}/echo/a%2Fb?x=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from([0x7b, 0xff, 0x20]),
  })
  expect(await response.json()).toEqual({
    params: { id: 'a/b' },
    query: { x: '1' },
    type: 'application/json',
    bytes: [0x7b, 0xff, 0x20],
    clientAddress: '127.0.0.1',
  })
})

test('answers 413 before the handler runs, announced or not, and keeps serving', async () => {
  let handled = 0
  const counted = {
    ...echo,
    handle: () => {
      handled++
      return { status: 200 }
    },
  }
  const { url } = await open([counted])
  const announced = await fetch(`${url}/echo/1`, { method: 'POST', body: 'x'.repeat(10_000_000) })
  expect(announced.status).toBe(413)
  expect(await announced.json()).toMatchObject({ detail: 'the body may have at most 1000 bytes' })
  const chunks = new ReadableStream({
    start(controller) {
      for (let n = 0; n < 100; n++) controller.enqueue(Buffer.alloc(10_000))
      controller.close()
    },
  })
  const streamed = await fetch(`${url}/echo/1`, {
    method: 'POST',
    body: chunks,
    duplex: 'half',
  } as RequestInit)
  expect(streamed.status).toBe(413)
  expect(handled).toBe(0)
  expect((await fetch(`${url}/echo/1`, { method: 'POST', body: 'fine' })).status).toBe(200)
})

test('answers unknown paths and methods as problems, with security headers', async () => {
  const { url } = await open([echo])
  const missing = await fetch(`${url}/nowhere`)
  expect(missing.status).toBe(404)
  expect(missing.headers.get('content-type')).toBe('application/problem+json')
  expect(missing.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await missing.json()).toMatchObject({ title: 'No such path', status: 404 })
  const method = await fetch(`${url}/echo/1`)
  expect(method.status).toBe(405)
  expect(method.headers.get('allow')).toBe('POST')
})

test('answers broken escapes and overlong parts with a client error', async () => {
  const { url } = await open([echo])
  for (const path of ['/echo/%zz', '/%zz', `/echo/${'x'.repeat(5_000)}`, '//', '/echo/%00']) {
    const { status } = await fetch(`${url}${path}`, { method: 'POST' })
    expect([path, status >= 200 && status < 500]).toEqual([path, true])
  }
})

test('tells nothing of the inside when a route fails', async () => {
  const fail = (path: string, error: unknown): HttpRoute => ({
    method: 'GET',
    path,
    handle: () => Promise.reject(error),
  })
  const { url } = await open([
    fail('/bug', new Error('secret: password of the database')),
    fail('/store', new StoreError('store.unreachable', 'postgres://user:secret@host')),
  ])
  const bug = await fetch(`${url}/bug`)
  expect(bug.status).toBe(500)
  expect(await bug.text()).not.toContain('secret')
  const store = await fetch(`${url}/store`)
  expect([store.status, store.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await store.text()).not.toContain('secret')
})

test('answers HEAD where there is GET, without a body', async () => {
  const { url } = await open([
    { method: 'GET', path: '/page', handle: () => ({ status: 200, body: 'hello' }) },
  ])
  const response = await fetch(`${url}/page`, { method: 'HEAD' })
  expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
    200,
    '5',
    '',
  ])
})

test('believes as many forwarded addresses as there are proxies, counted from the right', async () => {
  const { url } = await open([echo], { trustedProxies: 1 })
  const response = await fetch(`${url}/echo/1`, {
    method: 'POST',
    headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' },
  })
  expect(await response.json()).toMatchObject({ clientAddress: '203.0.113.7' })
})

test('holds only so many bytes of half-sent bodies; small ones always find room', async () => {
  const large = { ...echo, maxBodyBytes: 1_000_000, handle: () => ({ status: 200 }) }
  const { url, port } = await open([large], { mostBodyBytes: 300_000 })
  const half = connect(port, '127.0.0.1')
  half.write('POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n')
  half.write(Buffer.alloc(280_000))
  await pause(200)
  const post = (bytes: number) => fetch(`${url}/echo/1`, { method: 'POST', body: Buffer.alloc(bytes) })
  const refused = await post(200_000)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
  expect((await post(1_000)).status).toBe(200)
  half.destroy()
  await pause(100)
  expect((await post(200_000)).status).toBe(200)
})

test('gives up on a body that does not come', async () => {
  const { port } = await open([echo], { requestTimeoutMs: 300 })
  const socket = connect(port, '127.0.0.1')
  socket.write('POST /echo/1 HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf')
  const answer = await new Promise<string>(resolve => {
    let text = ''
    socket.on('data', chunk => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
  })
  expect(answer).toContain('408')
})

test('offers an upgrade to each channel, and refuses what nobody takes', async () => {
  const { port } = await open([echo], {
    upgrades: [
      (request, socket) => {
        if (request.url !== '/mine') return false
        socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
        return true
      },
    ],
  })
  const ask = (path: string) =>
    new Promise<string>(resolve => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n`),
      )
      let text = ''
      socket.on('data', chunk => {
        text += chunk
      })
      socket.on('close', () => resolve(text.split('\r\n')[0] as string))
    })
  expect(await ask('/mine')).toContain('101')
  expect(await ask('/other')).toContain('404')
})

test('finishes the requests in flight when it closes', async () => {
  const slow: HttpRoute = {
    method: 'GET',
    path: '/slow',
    async handle() {
      await pause(200)
      return { status: 200, body: 'done' }
    },
  }
  const { url } = await open([slow])
  const answer = fetch(`${url}/slow`).then(response => response.text())
  await pause(50)
  await server?.close()
  server = undefined
  expect(await answer).toBe('done')
  await expect(fetch(`${url}/slow`)).rejects.toThrow()
})

test('says what to do when the port is taken', async () => {
  const { port } = await open([echo])
  const second = createHttp({ routes: [], log: silentLog, trustedProxies: 0 })
  await expect(second.listen(port, '127.0.0.1')).rejects.toThrow(
    `port ${port} is taken on 127.0.0.1: stop what uses it, or set PORT to another`,
  )
})
