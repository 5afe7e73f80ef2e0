import { beforeEach, describe, expect, test } from 'vitest'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import { serveApi } from '../../server/api/serve-api.ts'
import { type Auth, createAuth } from '../../server/auth.ts'
import type { AgentRow } from '../../store/store.ts'

const ana: AgentRow = {
  id: 'agt_1',
  name: 'Ana',
  email: 'ana@example.org',
  role: 'agent',
  passwordHash: 'hash of secret',
  createdAt: '2026-01-01T00:00:00.000Z',
}

let now: number
let auth: Auth
let hashed: string[]

beforeEach(() => {
  now = Date.parse('2026-03-02T10:00:00.000Z')
  hashed = []
  const sessions = new Map<string, { agentId: string; csrfToken: string; expiresAt: string }>()
  const hits: { key: string; at: number }[] = []
  auth = createAuth({
    clock: () => now,
    secure: true,
    decoyHash: 'decoy',
    async verifyPassword(password, hash) {
      hashed.push(hash)
      return hash === `hash of ${password}`
    },
    tries: {
      async hit(key, at) {
        hits.push({ key, at })
      },
      count: async (key, windowMs, at) =>
        hits.filter(hit => hit.key === key && hit.at > at - windowMs).length,
    },
    agents: {
      add: async () => true,
      list: async () => [ana],
      byEmail: async email => (email === ana.email ? ana : undefined),
      get: async () => ana,
      remove: async () => true,
      loads: async () => new Map(),
      async addSession({ tokenHash, ...session }) {
        sessions.set(tokenHash, session)
      },
      async session(tokenHash, at) {
        const found = sessions.get(tokenHash)
        return found === undefined || found.expiresAt <= at
          ? undefined
          : { agent: ana, csrfToken: found.csrfToken }
      },
      async endSession(tokenHash) {
        sessions.delete(tokenHash)
      },
    },
  })
})

const request = (
  method: string,
  headers: Record<string, string> = {},
  body: unknown = '',
  clientAddress = '10.0.0.1',
): HttpRequest => ({
  method,
  url: '/api/v1/session',
  params: {},
  query: new URLSearchParams(),
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  clientAddress,
})

const session = (
  method: string,
  headers?: Record<string, string>,
  body?: unknown,
  address?: string,
): Promise<HttpAnswer> =>
  Promise.resolve(
    serveApi(auth.routes, {
      async authenticate(asked) {
        const agent = await auth.authenticate(asked)
        return 'status' in agent ? agent : { caller: { ...agent, teams: 'all' } }
      },
    })
      .find(route => route.method === method)
      ?.handle(request(method, headers, body, address)) as HttpAnswer,
  )

const signIn = (password: string, email = ana.email, address?: string) =>
  session('POST', {}, { email, password }, address)

async function signedIn() {
  const answer = await signIn('secret')
  const cookie = answer.headers?.['set-cookie'] as string
  return { cookie: cookie.split(';')[0] as string, whole: cookie, body: answer.body as { csrfToken: string } }
}

describe('sign-in', () => {
  test('sets a cookie that scripts, other sites and plain HTTP do not get', async () => {
    const { whole, body } = await signedIn()
    expect(whole).toMatch(/HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/)
    expect(body).toMatchObject({ agent: { name: 'Ana', role: 'agent' } })
    expect(JSON.stringify(body)).not.toContain('hash')
  })

  test('takes the e-mail in any case', async () => {
    expect((await signIn('secret', 'Ana@Example.org')).status).toBe(200)
  })

  test('answers a wrong password and an unknown e-mail alike, at the same cost', async () => {
    const [wrong, unknown] = [await signIn('guess'), await signIn('guess', 'nobody@example.org')]
    expect(unknown).toEqual(wrong)
    expect(wrong.status).toBe(401)
    expect(hashed).toEqual(['hash of secret', 'decoy'])
  })

  test('locks an account after ten wrong tries, also for the right password, for 15 minutes', async () => {
    for (let index = 0; index < 10; index++) await signIn('guess', ana.email, `10.0.1.${index}`)
    const locked = await signIn('secret')
    expect(locked.status).toBe(429)
    expect(locked.headers?.['retry-after']).toBe('900')
    now += 15 * 60_000 + 1
    expect((await signIn('secret')).status).toBe(200)
  })

  test('lets no more than ten guesses at an account through when they come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => signIn('guess', ana.email, `10.0.2.${index}`)),
    )
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(hashed).toHaveLength(10)
    now += 15 * 60_000 + 1
    expect((await signIn('secret')).status).toBe(200)
  })

  test('makes an address wait that guesses over many accounts', async () => {
    for (let index = 0; index < 50; index++) await signIn('guess', `someone${index}@example.org`)
    expect((await signIn('secret')).status).toBe(429)
    expect((await signIn('secret', ana.email, '10.9.9.9')).status).toBe(200)
  })

  test.each([
    ['null'],
    [{ email: 'x' }],
    [{ email: 'no mail', password: 'p' }],
    [{ email: ana.email, password: 1 }],
  ])('answers the body %j with a sentence', async body => {
    expect((await session('POST', {}, body)).status).toBe(422)
  })
})

describe('a session', () => {
  test('lets a write through only with its CSRF token', async () => {
    const { cookie, body } = await signedIn()
    expect(await auth.authenticate(request('GET', { cookie }))).toMatchObject({ id: 'agt_1' })
    expect(await auth.authenticate(request('POST', { cookie }))).toMatchObject({ status: 403 })
    expect(
      await auth.authenticate(request('POST', { cookie, 'x-csrf-token': 'x'.repeat(43) })),
    ).toMatchObject({ status: 403 })
    expect(
      await auth.authenticate(request('POST', { cookie, 'x-csrf-token': body.csrfToken })),
    ).toMatchObject({ id: 'agt_1' })
  })

  test('ends after twelve hours', async () => {
    const { cookie } = await signedIn()
    now += 12 * 3_600_000
    expect(await auth.authenticate(request('GET', { cookie }))).toMatchObject({ status: 401 })
  })

  test('ends on sign-out, and tells who is signed in before', async () => {
    const { cookie, body } = await signedIn()
    expect((await session('GET', { cookie })).body).toMatchObject({
      agent: { email: ana.email },
      csrfToken: body.csrfToken,
    })
    expect((await session('DELETE', { cookie, 'x-csrf-token': body.csrfToken })).status).toBe(204)
    expect((await session('GET', { cookie })).status).toBe(401)
  })

  test.each([undefined, '', 'conserje_session=', 'conserje_session=forged', 'other=1; conserje_session=a=b'])(
    'is not made of the cookie %j',
    async cookie => {
      const headers: Record<string, string> = cookie === undefined ? {} : { cookie }
      expect(await auth.authenticate(request('GET', headers))).toMatchObject({ status: 401 })
    },
  )
})
