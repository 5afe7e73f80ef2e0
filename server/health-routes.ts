import { createHash, timingSafeEqual } from 'node:crypto'
import { problem } from '../protocol/api/problem.ts'
import { ConserjeError, type Fault, faultText } from '../protocol/errors.ts'
import type { HttpRequest, HttpRoute } from '../protocol/http.ts'
import type { Store } from '../store/store.ts'

export interface HealthDeps {
  store: Pick<Store, 'ping' | 'inbox' | 'outbox' | 'engine'>
  /** Loads what the metrics need at the first question: an idle server that nobody scrapes does not carry it. */
  metricsText(): Promise<string>
  metricsToken?: string | undefined
  contentVersion(): string
  /** What is wrong with the bot's files as they are saved, while an earlier version serves. */
  contentFaults(): readonly Fault[]
  /** False while the server is going down: a load balancer looks elsewhere then. */
  accepting(): boolean
}

/** `/healthz`: the process lives. `/readyz`: it can serve. `/metrics`: for Prometheus. */
export function healthRoutes(deps: HealthDeps): HttpRoute[] {
  return [
    { method: 'GET', path: '/healthz', handle: () => ({ status: 200, body: { status: 'ok' } }) },
    { method: 'GET', path: '/readyz', handle: () => ready(deps) },
    {
      method: 'GET',
      path: '/metrics',
      async handle(request) {
        if (!mayRead(request, deps.metricsToken)) {
          return problem(401, 'Not allowed', 'send METRICS_TOKEN as a bearer token', {
            'www-authenticate': 'Bearer',
          })
        }
        const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
        return { status: 200, headers, body: await deps.metricsText() }
      },
    },
  ]
}

async function ready(deps: HealthDeps) {
  if (!deps.accepting()) return { status: 503, body: { status: 'stopping' } }
  try {
    await deps.store.ping()
    const faults = deps.contentFaults()
    const [inbox, outbox] = await Promise.all([deps.store.inbox.counts(), deps.store.outbox.counts()])
    return {
      status: 200,
      body: {
        status: 'ready',
        store: deps.store.engine,
        content: deps.contentVersion(),
        ...(faults.length === 0 ? {} : { contentFaults: faults.map(faultText) }),
        inbox: { pending: inbox.pending, held: inbox.held, dead: inbox.dead },
        outbox: { queued: outbox.queued, leased: outbox.leased, parked: outbox.parked, dead: outbox.dead },
      },
    }
  } catch (error) {
    const reason = error instanceof ConserjeError ? error.code : 'internal'
    return { status: 503, body: { status: 'not ready', reason } }
  }
}

function mayRead(request: HttpRequest, token: string | undefined): boolean {
  if (token === undefined) return true
  const given = request.headers.authorization?.replace(/^Bearer /i, '') ?? ''
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
