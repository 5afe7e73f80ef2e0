import { problem } from '../../protocol/api/problem.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'

/**
 * Refuses a write that a page of another origin has a browser make, beside SameSite and the CSRF token: signing in has no token yet, and a page could sign its visitor in
 * as somebody else. Programs send neither header. `ownOrigins`: PUBLIC_URL's.
 */
export function foreignWrite(request: HttpRequest, ownOrigins: readonly string[]): HttpAnswer | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return undefined
  if (site === undefined && origin === undefined) return undefined
  if (origin !== undefined && isOwn(origin, host, ownOrigins)) return undefined
  return problem(403, 'Foreign origin', 'writes come from the console’s own pages; programs use an API token')
}

function isOwn(origin: string, host: string | undefined, ownOrigins: readonly string[]): boolean {
  if (ownOrigins.includes(origin)) return true
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
