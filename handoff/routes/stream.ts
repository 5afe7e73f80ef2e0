import { problem } from '../../protocol/api/problem.ts'
import { type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import type { DeskDeps } from './deps.ts'
import { viewerOf } from './viewer.ts'

/** `GET /api/v1/stream`. */
export const streamRoutes = (deps: DeskDeps): ApiRoute[] => [
  apiRoute({
    method: 'GET',
    path: '/api/v1/stream',
    tag: 'desk',
    summary: 'Server-sent events of what you may see; goes on from `Last-Event-ID`',
    access: 'desk',
    answer: { status: 200, contentType: 'text/event-stream' },
    errors: [429],
    handle({ caller, request }) {
      const stream = deps.stream.open({ caller, viewer: viewerOf(deps, caller, request) }, request)
      if (stream === undefined) {
        return problem(429, 'Too many streams', 'close one of those that are open', { 'retry-after': '15' })
      }
      return {
        status: 200,
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          // nginx would keep events back until its buffer is full.
          'x-accel-buffering': 'no',
        },
        stream,
      }
    },
  }),
]
