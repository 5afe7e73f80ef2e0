import { problem } from '../../protocol/api/problem.ts'
import { type ApiRoute, apiRoute, openRoute } from '../../protocol/api/route.ts'
import { type Session, sessionSchema, signInSchema } from '../../protocol/api/session.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import type { AgentRow } from '../../store/store.ts'
import type { AuthDeps } from './auth-deps.ts'
import { sessionOf } from './authenticate.ts'
import { sessionCookie, sessionToken } from './cookie.ts'
import { foreignWrite } from './foreign.ts'
import { type Guesses, signInCounts } from './guesses.ts'
import { unlessFull } from './hash-line.ts'
import { hashOf, newSecret } from './secret.ts'

const SESSION_MS = 12 * 3_600_000
const BODY_BYTES = 8_192

/** Signing in and out: a session in an HttpOnly SameSite cookie, of which only the hash is stored. */
export function sessionRoutes(deps: AuthDeps, guesses: Guesses): ApiRoute[] {
  const signedOut = { status: 204, headers: { 'set-cookie': sessionCookie('', 0, deps.secure) } }
  return [
    openRoute({
      method: 'POST',
      path: '/api/v1/session',
      tag: 'account',
      summary: 'Signs in: a session in a cookie, and the token that writes carry',
      maxBodyBytes: BODY_BYTES,
      body: signInSchema,
      answer: { status: 200, schema: sessionSchema },
      errors: [401, 403, 429],
      handle: ({ body, request }) =>
        foreignWrite(request, deps.ownOrigins) ?? unlessFull(signIn(deps, guesses, body, request)),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/v1/session',
      tag: 'account',
      summary: 'Who is signed in',
      access: 'account',
      scope: 'none',
      answer: { status: 200, schema: sessionSchema },
      async handle({ request }) {
        const found = await sessionOf(deps, request)
        return found === undefined
          ? problem(401, 'Not signed in', 'sign in with POST /api/v1/session')
          : { status: 200, body: sessionView(found.agent, found.csrfToken) }
      },
    }),
    apiRoute({
      method: 'DELETE',
      path: '/api/v1/session',
      tag: 'account',
      summary: 'Signs out',
      access: 'account',
      scope: 'none',
      repeatable: true,
      answer: { status: 204 },
      async handle({ request, caller }) {
        await deps.agents.endSession(hashOf(sessionToken(request) ?? ''))
        deps.signal('session', [caller.id])
        return signedOut
      },
    }),
    apiRoute({
      method: 'DELETE',
      path: '/api/v1/sessions',
      tag: 'account',
      summary: 'Signs out everywhere, here too; API tokens stay',
      access: 'account',
      scope: 'none',
      repeatable: true,
      answer: { status: 204 },
      async handle({ caller }) {
        await deps.accounts.endSessions(caller.id)
        deps.signal('session', [caller.id])
        return signedOut
      },
    }),
  ]
}

async function signIn(
  deps: AuthDeps,
  guesses: Guesses,
  { email, password }: { email: string; password: string },
  request: HttpRequest,
): Promise<HttpAnswer> {
  const account = email.toLowerCase()
  return guesses.guard(
    signInCounts(account, request.clientAddress),
    async () => {
      const agent = await deps.agents.byEmail(account)
      const right = await deps.verifyPassword(password, agent?.passwordHash ?? deps.decoyHash)
      return agent === undefined || !right ? 'wrong' : enter(deps, agent, request)
    },
    problem(401, 'Wrong e-mail or password'),
  )
}

/** A session of its own, whatever the browser brought: one that somebody planted is worth nothing, and its own former one ends. */
export async function enter(deps: AuthDeps, agent: AgentRow, request: HttpRequest): Promise<HttpAnswer> {
  const [token, csrfToken, now] = [newSecret(), newSecret(), deps.clock()]
  const former = sessionToken(request)
  if (former !== undefined) await deps.agents.endSession(hashOf(former))
  await deps.agents.addSession({
    tokenHash: hashOf(token),
    agentId: agent.id,
    csrfToken,
    createdAt: isoTime(now),
    expiresAt: isoTime(now + SESSION_MS),
  })
  return {
    status: 200,
    headers: { 'set-cookie': sessionCookie(token, SESSION_MS / 1000, deps.secure) },
    body: sessionView(agent, csrfToken),
  }
}

const sessionView = ({ id, name, email, role }: AgentRow, csrfToken: string): Session => ({
  agent: { id, name, email, role },
  csrfToken,
})
