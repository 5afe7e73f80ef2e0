import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { setupSchema } from '../../../protocol/api/account.ts'
import { type Session, sessionSchema } from '../../../protocol/api/session.ts'
import { keys } from './keys.ts'
import { forgetRecent } from './recent.ts'
import { ApiError, request, setCsrfToken } from './request.ts'

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  retry: (count, error) => error instanceof ApiError && error.status !== 401 && count < 5,
  queryFn: async (): Promise<Session | null> => {
    try {
      return keep(await request('session', { schema: sessionSchema }))
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
})

function keep(session: Session): Session {
  setCsrfToken(session.csrfToken)
  return session
}

/** @throws ApiError 401 wrong e-mail or password, 429 too many tries */
export async function signIn(client: QueryClient, body: { email: string; password: string }): Promise<void> {
  enter(client, await request('session', { method: 'POST', body, schema: sessionSchema }))
}

/** Makes the first account by its one-time link, which signs it in. @throws ApiError */
export async function setUp(client: QueryClient, body: z.infer<typeof setupSchema>): Promise<void> {
  enter(client, await request('setup', { method: 'POST', body, schema: sessionSchema }))
}

function enter(client: QueryClient, session: Session): void {
  forget(client)
  client.setQueryData(keys.session, keep(session))
}

/** Ends the session here; what was loaded is forgotten even when the server can't be told. */
export async function signOut(client: QueryClient): Promise<void> {
  await request('session', { method: 'DELETE' }).catch(() => {})
  sessionStorage.clear()
  client.setQueryData(keys.session, null)
  forget(client)
}

/** What was loaded for somebody else. The session itself stays, since the page watches it. */
function forget(client: QueryClient): void {
  forgetRecent()
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] })
  client.getMutationCache().clear()
}
