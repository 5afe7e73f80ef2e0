import { type ApiRoute, openRoute } from '../../protocol/api/route.ts'
import { openApiDocument } from './openapi.ts'

/** `GET /api/v1/openapi.json`: tells of these routes and of itself; written at the first question. */
export function openApiRoute(routes: readonly ApiRoute[], server: string): ApiRoute {
  let text: string | undefined
  const own: ApiRoute = openRoute({
    method: 'GET',
    path: '/api/v1/openapi.json',
    tag: 'account',
    summary: 'This document',
    answer: { status: 200, contentType: 'application/json' },
    handle() {
      text ??= JSON.stringify(openApiDocument([...routes, own], { version: '1', server }))
      return { status: 200, headers: { 'content-type': 'application/json' }, body: text }
    },
  })
  return own
}
