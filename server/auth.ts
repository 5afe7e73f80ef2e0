import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { problem } from '../protocol/api/problem.ts'
import { type ApiRoute, apiRoute, openRoute } from '../protocol/api/route.ts'
import { type Session, sessionSchema, signInSchema } from '../protocol/api/session.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../protocol/http.ts'
import type { AgentRow, AgentStore, TryStore } from '../store/store.ts'

const COOKIE = 'conserje_session'
const SESSION_MS = 12 * 3_600_000
const WINDOW_MS = 15 * 60_000
/** Wrong passwords within 15 minutes after which an account, or an address, must wait. */
const MAX_TRIES = { account: 10, address: 50 }

export interface AuthDeps {
  agents: AgentStore
  tries: TryStore
  clock: Clock
  verifyPassword(password: string, hash: string): Promise<boolean>
  /** A hash of no one's password, so that an unknown e-mail costs the same time as a wrong password. */
  decoyHash: string
  /** Cookies only over TLS: true when PUBLIC_URL is https. */
  secure: boolean
}

export interface Auth {
  /** `POST`, `GET` and `DELETE /api/v1/session`. */
  routes: ApiRoute[]
  /** The signed-in agent; 401 for nobody, 403 for a write without its CSRF token. */
  authenticate(request: HttpRequest): Promise<AgentRow | HttpAnswer>
}

/** Sign-in with e-mail and password: a session in an HttpOnly SameSite cookie, of which only the hash is stored. */
export function createAuth(deps: AuthDeps): Auth {
  const cookie = (token: string, maxAgeSeconds: number) =>
    `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${deps.secure ? '; Secure' : ''}`

  async function authenticate(request: HttpRequest): Promise<AgentRow | HttpAnswer> {
    const found = await session(deps, request)
    if (found === undefined) return problem(401, 'Not signed in', 'sign in with POST /api/v1/session')
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (!reads && !equal(request.headers['x-csrf-token'] ?? '', found.csrfToken)) {
      return problem(
        403,
        'CSRF token missing or wrong',
        'send the csrfToken of the session as header x-csrf-token',
      )
    }
    return found.agent
  }

  /** Sign-ins under way, by account and by address. */
  const guesses = new Map<string, number>()

  async function signIn(
    body: { email: string; password: string },
    request: HttpRequest,
  ): Promise<HttpAnswer> {
    const email = body.email.toLowerCase()
    const now = deps.clock()
    const keys = { account: `sign-in:${email}`, address: `sign-in-address:${request.clientAddress}` }
    // Guesses sent at once must not all see a count of nought.
    const underWay = [countOf(guesses, keys.account), countOf(guesses, keys.address)] as const
    change(guesses, Object.values(keys), 1)
    try {
      const [byAccount, byAddress] = await Promise.all([
        deps.tries.count(keys.account, WINDOW_MS, now),
        deps.tries.count(keys.address, WINDOW_MS, now),
      ])
      if (byAccount + underWay[0] >= MAX_TRIES.account || byAddress + underWay[1] >= MAX_TRIES.address) {
        return problem(429, 'Too many tries', 'try again in 15 minutes', {
          'retry-after': String(WINDOW_MS / 1000),
        })
      }
      return await enter(body.password, email, keys, now)
    } finally {
      change(guesses, Object.values(keys), -1)
    }
  }

  async function enter(
    password: string,
    email: string,
    keys: { account: string; address: string },
    now: number,
  ): Promise<HttpAnswer> {
    const agent = await deps.agents.byEmail(email)
    const right = await deps.verifyPassword(password, agent?.passwordHash ?? deps.decoyHash)
    if (agent === undefined || !right) {
      await Promise.all([deps.tries.hit(keys.account, now), deps.tries.hit(keys.address, now)])
      return problem(401, 'Wrong e-mail or password')
    }
    const token = randomBytes(32).toString('base64url')
    const csrfToken = randomBytes(32).toString('base64url')
    await deps.agents.addSession({
      tokenHash: hashToken(token),
      agentId: agent.id,
      csrfToken,
      createdAt: isoTime(now),
      expiresAt: isoTime(now + SESSION_MS),
    })
    return {
      status: 200,
      headers: { 'set-cookie': cookie(token, SESSION_MS / 1000) },
      body: answer(agent, csrfToken),
    }
  }

  return {
    authenticate,
    routes: [
      openRoute({
        method: 'POST',
        path: '/api/v1/session',
        tag: 'account',
        summary: 'Signs in: a session in a cookie, and the token that writes carry',
        maxBodyBytes: 8_192,
        body: signInSchema,
        answer: { status: 200, schema: sessionSchema },
        errors: [401, 429],
        handle: ({ body, request }) => signIn(body, request),
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
          const found = await session(deps, request)
          return found === undefined
            ? problem(401, 'Not signed in', 'sign in with POST /api/v1/session')
            : { status: 200, body: answer(found.agent, found.csrfToken) }
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
        async handle({ request }) {
          await deps.agents.endSession(hashToken(tokenOf(request) ?? ''))
          return { status: 204, headers: { 'set-cookie': cookie('', 0) } }
        },
      }),
    ],
  }
}

const countOf = (counts: ReadonlyMap<string, number>, key: string): number => counts.get(key) ?? 0

function change(counts: Map<string, number>, keys: readonly string[], by: number): void {
  for (const key of keys) {
    const count = countOf(counts, key) + by
    if (count > 0) counts.set(key, count)
    else counts.delete(key)
  }
}

async function session(deps: AuthDeps, request: HttpRequest) {
  const token = tokenOf(request)
  return token === undefined ? undefined : deps.agents.session(hashToken(token), isoTime(deps.clock()))
}

function tokenOf(request: HttpRequest): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === COOKIE && value) return value
  }
  return undefined
}

const answer = (agent: AgentRow, csrfToken: string): Session => ({
  agent: { id: agent.id, name: agent.name, email: agent.email, role: agent.role },
  csrfToken,
})

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
