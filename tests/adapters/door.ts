import type { Channel } from '../../adapters/adapter.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../protocol/http.ts'

/** A request as a test writes it. */
export interface Call {
  method: string
  /** With the query. */
  path: string
  headers?: Record<string, string>
  body?: string | Uint8Array | object
  clientAddress?: string
}

const bytesOf = (body: Call['body']): Uint8Array => {
  if (body === undefined) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/** The route that a server would choose, with the path's parts. */
export function routeFor(channel: Pick<Channel, 'routes'>, method: string, path: string) {
  for (const route of channel.routes) {
    const names = [...route.path.matchAll(/:(\w+)/g)].map(match => match[1] as string)
    const match = new RegExp(`^${route.path.replaceAll(/:\w+/g, '([^/]+)')}$`).exec(path)
    if (match && route.method === method) {
      const params = Object.fromEntries(
        names.map((name, index) => [name, decodeURIComponent(match[index + 1] as string)]),
      )
      return { route, params }
    }
  }
  return undefined
}

/** Calls a channel's route as plain data; a path without a route is 404, as the server answers. */
export async function callRoute(channel: Pick<Channel, 'routes'>, call: Call): Promise<HttpAnswer> {
  const url = new URL(call.path, 'http://localhost')
  const found = routeFor(channel, call.method, url.pathname)
  if (!found) return { status: 404 }
  return found.route.handle(requestOf(call, url, found))
}

const requestOf = (
  call: Call,
  url: URL,
  { params }: { route: HttpRoute; params: Record<string, string> },
): HttpRequest => ({
  method: call.method,
  url: call.path,
  params,
  query: url.searchParams,
  headers: { host: 'bot.example', ...call.headers },
  body: bytesOf(call.body),
  clientAddress: call.clientAddress ?? '203.0.113.7',
})
