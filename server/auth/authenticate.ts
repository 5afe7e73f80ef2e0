import { SCOPES, type Scope } from '../../protocol/api/account.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type Clock, isoTime } from '../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import type { AccountStore, AgentRow, AgentStore } from '../../store/store.ts'
import { sessionToken } from './cookie.ts'
import { foreignWrite } from './foreign.ts'
import { hashOf, sameSecret } from './secret.ts'

/** What API tokens begin with, so that one in a wrong place is found by whoever looks for secrets. */
export const TOKEN_PREFIX = 'cnj_'
/** A token's last use is written no more often. */
const USED_EVERY_MS = 60_000

/** Who is signed in, and how. */
export interface Identity {
  agent: AgentRow
  /** Of a token; absent: a session. */
  scopes?: readonly Scope[]
}

export interface AuthenticateDeps {
  agents: Pick<AgentStore, 'session'>
  accounts: Pick<AccountStore, 'byToken' | 'tokenUsed'>
  clock: Clock
  ownOrigins: readonly string[]
}

/** By token or by session; 401 for nobody, 403 for a session's write that does not bear its CSRF token. */
export async function authenticate(
  deps: AuthenticateDeps,
  request: HttpRequest,
): Promise<Identity | HttpAnswer> {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1]
  if (request.headers.authorization !== undefined) return byToken(deps, bearer ?? '')
  const found = await sessionOf(deps, request)
  if (found === undefined) {
    return problem(401, 'Not signed in', 'sign in with POST /api/v1/session, or send an API token', CHALLENGE)
  }
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (reads) return { agent: found.agent }
  if (!sameSecret(request.headers['x-csrf-token'] ?? '', found.csrfToken)) {
    return problem(
      403,
      'CSRF token missing or wrong',
      'send the csrfToken of the session as header x-csrf-token',
    )
  }
  return foreignWrite(request, deps.ownOrigins) ?? { agent: found.agent }
}

const CHALLENGE = { 'www-authenticate': 'Bearer realm="conserje"' }

/** The session that the request's cookie names, if it has not ended. */
export async function sessionOf(
  { agents, clock }: Pick<AuthenticateDeps, 'agents' | 'clock'>,
  request: HttpRequest,
): Promise<{ agent: AgentRow; csrfToken: string } | undefined> {
  const token = sessionToken(request)
  return token === undefined ? undefined : agents.session(hashOf(token), isoTime(clock()))
}

async function byToken(
  { accounts, clock }: AuthenticateDeps,
  secret: string,
): Promise<Identity | HttpAnswer> {
  const now = clock()
  const found = secret.startsWith(TOKEN_PREFIX)
    ? await accounts.byToken(hashOf(secret), isoTime(now))
    : undefined
  if (found === undefined) {
    return problem(401, 'Unknown token', 'the API token is none, has expired or was revoked', CHALLENGE)
  }
  const { agent, token } = found
  const usedMs = token.lastUsedAt === undefined ? 0 : Date.parse(token.lastUsedAt)
  if (now - usedMs >= USED_EVERY_MS) await accounts.tokenUsed(token.id, isoTime(now))
  return { agent, scopes: SCOPES.filter(scope => token.scopes.includes(scope)) }
}
