import type { z } from 'zod'
import { setupSchema } from '../../protocol/api/account.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiRoute, openRoute } from '../../protocol/api/route.ts'
import { sessionSchema } from '../../protocol/api/session.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import { newId } from '../../protocol/ids.ts'
import type { AuthDeps } from './auth-deps.ts'
import { foreignWrite } from './foreign.ts'
import { unlessFull } from './hash-line.ts'
import { hashOf, newSecret, sameSecret } from './secret.ts'
import { enter } from './session-routes.ts'

/** A link that was printed and forgotten is worth nothing on the next day. */
const VALID_MS = 24 * 3_600_000
const KEY = 'setup_token'

/**
 * A token for the link with which the first account is made, in place of one that was made before. Undefined when there is an account. Only its hash is stored.
 */
export async function newSetupToken(
  deps: Pick<AuthDeps, 'agents' | 'settings' | 'clock'>,
): Promise<string | undefined> {
  if ((await deps.agents.list()).length > 0) return undefined
  const token = newSecret()
  await deps.settings.set(KEY, `${hashOf(token)} ${isoTime(deps.clock() + VALID_MS)}`)
  return token
}

/** `POST /api/v1/setup`: makes the first account, a supervisor's, and signs it in. */
export const setupRoutes = (deps: AuthDeps): ApiRoute[] => [
  openRoute({
    method: 'POST',
    path: '/api/v1/setup',
    tag: 'account',
    summary: 'Makes the first account, by the one-time link of the first start, and signs it in',
    maxBodyBytes: 8_192,
    body: setupSchema,
    answer: { status: 201, schema: sessionSchema },
    errors: [403, 410],
    handle: ({ body, request }) =>
      foreignWrite(request, deps.ownOrigins) ?? unlessFull(setUp(deps, body, request)),
  }),
]

async function setUp(
  deps: AuthDeps,
  { token, name, email, password }: z.output<typeof setupSchema>,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const [hash = '', until = ''] = ((await deps.settings.get(KEY)) ?? '').split(' ')
  const now = isoTime(deps.clock())
  if (!sameSecret(hashOf(token), hash) || until <= now) return gone
  const agent = {
    id: newId('agt'),
    name,
    email: email.toLowerCase(),
    role: 'supervisor' as const,
    passwordHash: await deps.hashPassword(password),
    createdAt: now,
  }
  // Whoever comes second finds an account there.
  if (!(await deps.accounts.addFirst(agent))) return gone
  await deps.settings.set(KEY, 'used')
  return { ...(await enter(deps, agent, request)), status: 201 }
}

const gone = problem(
  410,
  'The link has ended',
  'it was used, has expired, or there is an account already; conserje user add makes one',
)
