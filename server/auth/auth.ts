import type { ApiRoute } from '../../protocol/api/route.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import { accountRoutes } from './account-routes.ts'
import type { AuthDeps } from './auth-deps.ts'
import { authenticate, type Identity } from './authenticate.ts'
import { createGuesses } from './guesses.ts'
import { createHashLine } from './hash-line.ts'
import { sessionRoutes } from './session-routes.ts'
import { setupRoutes } from './setup.ts'

export interface Auth {
  /** Sign-in, password, tokens, the first account. */
  routes: ApiRoute[]
  /** Who asks; 401 for nobody, 403 for a session's write without its CSRF token. */
  authenticate(request: HttpRequest): Promise<Identity | HttpAnswer>
}

/** Who may use the desk: sessions for people, tokens for programs. */
export function createAuth(given: AuthDeps): Auth {
  const inLine = createHashLine()
  const deps: AuthDeps = {
    ...given,
    hashPassword: password => inLine(() => given.hashPassword(password)),
    verifyPassword: (password, hash) => inLine(() => given.verifyPassword(password, hash)),
  }
  const guesses = createGuesses(deps)
  return {
    routes: [...sessionRoutes(deps, guesses), ...accountRoutes(deps, guesses), ...setupRoutes(deps)],
    authenticate: request => authenticate(deps, request),
  }
}
