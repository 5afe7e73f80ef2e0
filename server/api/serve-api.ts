import type { Scope } from '../../protocol/api/account.ts'
import { problem } from '../../protocol/api/problem.ts'
import { ACCESS, type ApiCaller, type ApiRoute } from '../../protocol/api/route.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../protocol/http.ts'

/** Who is signed in, and by what: a token does only what its scopes allow. */
export interface SignedIn {
  caller: ApiCaller
  /** Absent: a session. */
  scopes?: readonly Scope[]
}

export interface ServeDeps {
  /** Who asks; an answer (401, 403, 429) when nobody may. */
  authenticate(request: HttpRequest): Promise<SignedIn | HttpAnswer>
  /** Milliseconds after which the account may ask again; 0: now. */
  rate?(caller: ApiCaller): number
  /** Does a write once for its `Idempotency-Key`, however often it is asked. */
  once?(request: HttpRequest, caller: ApiCaller, write: () => Promise<HttpAnswer>): Promise<HttpAnswer>
}

/** Declared routes as the server mounts them: who asks is known and may, and what is asked is checked, before a handler runs. */
export const serveApi = (routes: readonly ApiRoute[], deps: ServeDeps): HttpRoute[] =>
  routes.map(route => ({
    method: route.method,
    path: route.path,
    ...(route.maxBodyBytes === undefined ? {} : { maxBodyBytes: route.maxBodyBytes }),
    handle: request => answer(route, request, deps),
  }))

async function answer(route: ApiRoute, request: HttpRequest, deps: ServeDeps): Promise<HttpAnswer> {
  if (route.access === undefined) return route.answerTo(request, undefined)
  const signedIn = await deps.authenticate(request)
  if (!('caller' in signedIn)) return signedIn
  const waitMs = deps.rate?.(signedIn.caller) ?? 0
  if (waitMs > 0) {
    return problem(429, 'Too many requests', 'an account may make only so many a minute', {
      'retry-after': String(Math.ceil(waitMs / 1000)),
    })
  }
  const refusal = refused(route, signedIn)
  if (refusal !== undefined) return refusal
  const run = async () => route.answerTo(request, signedIn.caller)
  const writes = route.method !== 'GET' && route.repeatable !== true
  return writes && deps.once !== undefined ? deps.once(request, signedIn.caller, run) : run()
}

function refused(route: ApiRoute, { caller, scopes }: SignedIn): HttpAnswer | undefined {
  const roles: readonly string[] = route.access === undefined ? [] : ACCESS[route.access]
  if (!roles.includes(caller.role)) {
    return problem(403, 'Not allowed', `this is for ${roles.join(' and ')} accounts; yours is ${caller.role}`)
  }
  if (scopes === undefined) return undefined
  const needed = scopeOf(route)
  if (needed === 'none') return problem(403, 'Not allowed', 'this takes a session of your own, not a token')
  return scopes.includes(needed)
    ? undefined
    : problem(
        403,
        'Not allowed',
        `this takes a token with the scope ${needed}; yours has ${scopes.join(', ')}`,
      )
}

/** What a token needs to call a route. */
export const scopeOf = ({ scope, method }: Pick<ApiRoute, 'scope' | 'method'>): Scope | 'none' =>
  scope ?? (method === 'GET' ? 'read' : 'write')
