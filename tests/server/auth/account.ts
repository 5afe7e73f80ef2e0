import type { ApiCaller } from '../../../protocol/api/route.ts'
import type { HttpAnswer, HttpRequest } from '../../../protocol/http.ts'
import { serveApi } from '../../../server/api/serve-api.ts'
import { createAuth } from '../../../server/auth/auth.ts'
import { newSetupToken } from '../../../server/auth/setup.ts'
import { openStore } from '../../../store/open.ts'
import type { AgentRow, Store } from '../../../store/store.ts'
import { freshDatabase } from '../../fresh-database.ts'

export const ana: AgentRow = {
  id: 'agt_1',
  name: 'Ana',
  email: 'ana@example.org',
  role: 'agent',
  passwordHash: 'hash of secret phrase',
  createdAt: '2026-01-01T00:00:00.000Z',
}

export interface Call {
  headers?: Record<string, string>
  body?: unknown
  address?: string
}

/** The auth routes on a real store, with a clock and hashes of the test's own. */
export async function openAccounts() {
  const database = await freshDatabase('sqlite')
  const store: Store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: true })
  await store.agents.add(ana)
  const clock = { now: Date.parse('2026-03-02T10:00:00.000Z') }
  const hashed: string[] = []
  /** How many hashes are being made, the most that ever were at once, and what they wait for. */
  const hashing = { now: 0, most: 0, until: Promise.resolve() }
  async function hash<T>(result: T): Promise<T> {
    hashing.most = Math.max(hashing.most, ++hashing.now)
    await hashing.until
    hashing.now--
    return result
  }
  const signals: string[][] = []
  store.onWake((topic, ids) => {
    if (topic === 'session') signals.push([...ids])
  })
  const deps = {
    ...store,
    clock: () => clock.now,
    secure: true,
    decoyHash: 'decoy',
    ownOrigins: ['https://desk.example'],
    hashPassword: (password: string) => hash(`hash of ${password}`),
    verifyPassword(password: string, expected: string) {
      hashed.push(expected)
      return hash(expected === `hash of ${password}`)
    },
  }
  const auth = createAuth(deps)
  const routes = serveApi(auth.routes, {
    async authenticate(asked) {
      const found = await auth.authenticate(asked)
      if ('status' in found) return found
      const { agent, scopes } = found
      const caller: ApiCaller = { ...agent, teams: 'all' }
      return { caller, ...(scopes === undefined ? {} : { scopes }) }
    },
  })
  async function call(
    method: string,
    path: string,
    { headers = {}, body, address }: Call = {},
  ): Promise<HttpAnswer> {
    const parts = `/api/v1/${path}`.split('/')
    const route = routes.find(
      one =>
        one.method === method &&
        one.path.split('/').length === parts.length &&
        one.path.split('/').every((part, n) => part.startsWith(':') || part === parts[n]),
    )
    if (route === undefined) throw new Error(`no route ${method} ${path}`)
    const answer = await route.handle(
      requestOf(method, path, { headers, body, ...(address && { address }) }, parts[4]),
    )
    const declared = auth.routes.find(one => one.path === route.path && one.method === method)?.answer
    if (answer.status === declared?.status) declared.schema?.parse(answer.body)
    return answer
  }
  return {
    store,
    clock,
    hashed,
    hashing,
    signals,
    auth,
    call,
    setupToken: () => newSetupToken(deps),
    async close() {
      await store.close()
      await database.drop()
    },
  }
}
export type Accounts = Awaited<ReturnType<typeof openAccounts>>

export const requestOf = (
  method: string,
  path: string,
  { headers = {}, body = '', address = '10.0.0.1' }: Call = {},
  id = '',
): HttpRequest => ({
  method,
  url: `/api/v1/${path}`,
  params: { id },
  query: new URLSearchParams(),
  headers: { host: 'desk.example', ...headers },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  clientAddress: address,
})

export const signIn = (accounts: Accounts, password: string, email = ana.email, more: Call = {}) =>
  accounts.call('POST', 'session', { body: { email, password }, ...more })

/** Headers of a session that was opened. */
export async function session(
  accounts: Accounts,
  password = 'secret phrase',
): Promise<Record<string, string>> {
  const answer = await signIn(accounts, password)
  const cookie = (answer.headers?.['set-cookie'] ?? '').split(';')[0] as string
  return { cookie, 'x-csrf-token': (answer.body as { csrfToken: string }).csrfToken }
}
