import { z } from 'zod'
import { newTokenSchema, passwordChangeSchema, tokenSchema } from '../../protocol/api/account.ts'
import { pageOf } from '../../protocol/api/page.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import { isoTime } from '../../protocol/clock.ts'
import { newId } from '../../protocol/ids.ts'
import type { TokenRow } from '../../store/store.ts'
import type { AuthDeps } from './auth-deps.ts'
import { TOKEN_PREFIX } from './authenticate.ts'
import { sessionToken } from './cookie.ts'
import { type Guesses, passwordCounts } from './guesses.ts'
import { unlessFull } from './hash-line.ts'
import { hashOf, newSecret } from './secret.ts'

const DAY_MS = 86_400_000
/** Of one account; whoever has that many uses none of most. */
const MOST_TOKENS = 50

/** One's own password and API tokens: by a session only, so that a token that leaked makes no others. */
export const accountRoutes = (deps: AuthDeps, guesses: Guesses): ApiRoute[] => [
  apiRoute({
    method: 'PUT',
    path: '/api/v1/password',
    tag: 'account',
    summary: 'Changes your password; every other session of yours ends',
    access: 'account',
    scope: 'none',
    // A password is kept nowhere, not even in a fingerprint.
    repeatable: true,
    body: passwordChangeSchema,
    answer: { status: 204 },
    errors: [429],
    async handle({ body, caller, request }) {
      const answer = guesses.guard(
        passwordCounts(caller.id),
        async () => {
          const agent = await deps.agents.get(caller.id)
          const right = await deps.verifyPassword(body.current, agent?.passwordHash ?? deps.decoyHash)
          if (agent === undefined || !right) return 'wrong'
          const hash = await deps.hashPassword(body.password)
          await deps.accounts.setPassword(caller.id, hash, hashOf(sessionToken(request) ?? ''))
          deps.signal('session', [caller.id])
          return { status: 204 }
        },
        problem(422, 'Wrong password', 'current: is not your password'),
      )
      return unlessFull(answer)
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/v1/tokens',
    tag: 'account',
    summary: 'Your API tokens, newest first',
    access: 'account',
    scope: 'none',
    answer: { status: 200, schema: pageOf(tokenSchema) },
    handle: async ({ caller }) => ({
      status: 200,
      body: { items: (await deps.accounts.tokens(caller.id)).map(tokenView) },
    }),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/v1/tokens',
    tag: 'account',
    summary: 'Makes an API token; it is shown in this answer and never again',
    access: 'account',
    scope: 'none',
    // The answer holds the secret, which is kept nowhere.
    repeatable: true,
    body: newTokenSchema,
    answer: { status: 201, schema: tokenSchema },
    errors: [409],
    async handle({ body: { name, scopes, days }, caller }) {
      if ((await deps.accounts.tokens(caller.id)).length >= MOST_TOKENS) {
        return problem(409, 'Too many tokens', `you have ${MOST_TOKENS}: revoke one that you no longer use`)
      }
      const [secret, now] = [TOKEN_PREFIX + newSecret(), deps.clock()]
      const token: TokenRow = {
        id: newId('tok'),
        agentId: caller.id,
        name,
        scopes: [...new Set(scopes)],
        createdAt: isoTime(now),
        ...(days === undefined ? {} : { expiresAt: isoTime(now + days * DAY_MS) }),
      }
      await deps.accounts.addToken({ ...token, tokenHash: hashOf(secret) })
      return { status: 201, body: { ...tokenView(token), token: secret } }
    },
  }),
  apiRoute({
    method: 'DELETE',
    path: '/api/v1/tokens/:id',
    tag: 'account',
    summary: 'Revokes an API token of yours; streams that it opened end',
    access: 'account',
    scope: 'none',
    repeatable: true,
    params: z.object({ id: z.string().min(1).max(200) }),
    answer: { status: 204 },
    errors: [404],
    async handle({ params: { id }, caller }) {
      if (!(await deps.accounts.removeToken(caller.id, id))) {
        return problem(404, 'No such token', 'you have none with this id')
      }
      deps.signal('session', [caller.id])
      return { status: 204 }
    },
  }),
]

const tokenView = ({ agentId: _, ...token }: TokenRow) => token
