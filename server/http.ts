import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import restify from 'restify'
import { problem } from '../protocol/api/problem.ts'
import { ConfigError, StoreError } from '../protocol/errors.ts'
import type { HttpAnswer, HttpRoute } from '../protocol/http.ts'
import type { Log } from '../protocol/log.ts'
import { type BodyBudget, type BodyShare, createBodyBudget } from './body-budget.ts'
import { DEFAULT_BODY_BYTES, readBody, toHttpRequest } from './http-request.ts'
import { errorFields } from './log.ts'
import { sendAnswer } from './send-answer.ts'
import { createOpenAnswers, type OpenAnswers } from './stream-answer.ts'

export interface HttpOptions {
  routes: readonly HttpRoute[]
  log: Log
  trustedProxies: number
  /** WebSocket upgrades, asked in order; the first that answers true has taken the socket. */
  upgrades?: readonly ((request: IncomingMessage, socket: Duplex, head: Buffer) => boolean)[]
  /** Told of each answer, for the metrics. `route` is the path as declared, so labels stay few. */
  onAnswer?(answer: { method: string; route: string; status: number; seconds: number }): void
  /** The whole request, headers and body, must be in by then; else 408. Default 60 s. */
  requestTimeoutMs?: number
  /** Bytes of request bodies held at a time; past it large ones are answered 503. Default 128 MiB. */
  mostBodyBytes?: number
}

/** Of all bodies that are read or worked on at a time: a dozen uploads of the usual limit. */
const MOST_BODY_BYTES = 134_217_728

export interface HttpServer {
  /** Resolves to the port. @throws ConfigError when the address can't be had */
  listen(port: number, host: string): Promise<number>
  /** Stops accepting and ends idle connections; resolves when the requests in flight are answered. */
  close(): Promise<void>
}

type Routable = Record<
  'get' | 'head' | 'post' | 'put' | 'patch' | 'del' | 'opts',
  (options: { path: string; name: string }, handler: restify.RequestHandler) => unknown
>
const VERBS = {
  GET: 'get',
  HEAD: 'head',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'del',
  OPTIONS: 'opts',
} as const

/** The HTTP server: routes as plain functions, raw bodies within limits, errors that tell nothing of the inside. */
export function createHttp(options: HttpOptions): HttpServer {
  // Restify's own parsers, loggers and formatters stay out: routes get raw bytes, and each plugin costs time on every webhook.
  const server = restify.createServer({ name: '', maxParamLength: 1024, dtrace: false })
  const inner = server.server
  const bodies = createBodyBudget(options.mostBodyBytes ?? MOST_BODY_BYTES)
  const { requestTimeoutMs = 60_000 } = options
  inner.headersTimeout = Math.min(10_000, requestTimeoutMs)
  inner.requestTimeout = requestTimeoutMs
  // Longer than the 60 s that load balancers keep a connection: they must be the ones to close it.
  inner.keepAliveTimeout = 65_000
  Object.assign(inner, { connectionsCheckingInterval: Math.min(5_000, requestTimeoutMs) })
  const open = createOpenAnswers()
  for (const route of options.routes) mount(server as unknown as Routable, route, options, { bodies, open })
  answerUnrouted(server)
  // Restify passes the inner server's errors on; `listen` tells of them.
  server.on('error', () => {})
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrade(options, request, socket, head),
  )
  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        inner.once('error', cause => reject(listenError(cause, port, host)))
        inner.listen(port, host, () => resolve((inner.address() as AddressInfo).port))
      }),
    close: () =>
      new Promise(resolve => {
        open.endAll()
        // A connection that is kept alive goes idle only after its answer, and would then hold the door for another minute.
        const sweeping = setInterval(() => inner.closeIdleConnections(), 50)
        inner.close(() => {
          clearInterval(sweeping)
          resolve()
        })
        inner.closeIdleConnections()
      }),
  }
}

function mount(
  server: Routable,
  route: HttpRoute,
  options: HttpOptions,
  { bodies, open }: { bodies: BodyBudget; open: OpenAnswers },
): void {
  const handler: restify.RequestHandler = (request, response, next) => {
    const startedAt = performance.now()
    const share = bodies.open()
    answer(route, request, options, share)
      .then(found => {
        sendAnswer(request, response, found, open)
        options.onAnswer?.({
          method: route.method,
          route: route.path,
          status: found.status,
          seconds: (performance.now() - startedAt) / 1000,
        })
      })
      .catch(error => options.log.error(errorFields(error), 'an answer could not be sent'))
      .finally(() => {
        share.close()
        next(false)
      })
  }
  const verbs = route.method === 'GET' ? (['GET', 'HEAD'] as const) : ([route.method] as const)
  for (const verb of verbs) {
    server[VERBS[verb]]({ path: route.path, name: `${verb} ${route.path}` }, handler)
  }
}

async function answer(
  route: HttpRoute,
  request: restify.Request,
  options: HttpOptions,
  share: BodyShare,
): Promise<HttpAnswer> {
  const limit = route.maxBodyBytes ?? DEFAULT_BODY_BYTES
  const body = await readBody(request, limit, share)
  if (body === 503) return unavailable()
  if (body === 413) return problem(413, 'Too large', `the body may have at most ${limit} bytes`)
  if (body === 400) return problem(400, 'Incomplete body')
  const params = (request.params ?? {}) as Record<string, string>
  try {
    return await route.handle(toHttpRequest(request, params, body, options.trustedProxies))
  } catch (error) {
    options.log.error({ ...errorFields(error), route: route.path }, 'a route failed')
    return error instanceof StoreError ? unavailable() : problem(500, 'Internal error')
  }
}

const unavailable = () => problem(503, 'Not available now', 'try again in a moment', { 'retry-after': '2' })

/** 404 and 405 in our own form. Restify calls back when the listener is done; `_sent` keeps it from answering again. */
function answerUnrouted(server: restify.Server): void {
  const send =
    (found: HttpAnswer) =>
    (request: IncomingMessage, response: ServerResponse, _error: unknown, done: () => void) => {
      const allow = response.getHeader('allow')
      const headers = typeof allow === 'string' ? { allow, ...found.headers } : found.headers
      Object.assign(response, { _sent: true })
      sendAnswer(request, response, { ...found, ...(headers === undefined ? {} : { headers }) })
      done()
    }
  server.on('NotFound', send(problem(404, 'No such path')))
  server.on('MethodNotAllowed', send(problem(405, 'Method not allowed here')))
  server.on('restifyError', (request, response, error, done) => {
    if (!(response as ServerResponse).headersSent) {
      send(problem(400, 'Malformed request'))(request, response, error, done)
    } else done()
  })
}

function upgrade(options: HttpOptions, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // A client that resets the connection in the middle of its upgrade is no event of ours.
  socket.on('error', () => socket.destroy())
  try {
    if ((options.upgrades ?? []).some(take => take(request, socket, head))) return
  } catch (error) {
    options.log.error(errorFields(error), 'an upgrade failed')
  }
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}

function listenError(cause: NodeJS.ErrnoException, port: number, host: string): ConfigError {
  const why: Record<string, string> = {
    EADDRINUSE: `port ${port} is taken on ${host}: stop what uses it, or set PORT to another`,
    EACCES: `port ${port} may not be used by this account: set PORT to 1024 or more`,
    EADDRNOTAVAIL: `${host} is no address of this machine: set HOST to one, or to 0.0.0.0 for all`,
  }
  return new ConfigError(why[cause.code ?? ''] ?? `can't listen on ${host}, port ${port}: ${cause.code}`, {
    cause,
  })
}
