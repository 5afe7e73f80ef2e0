import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Accounts, ana, openAccounts, requestOf, session, signIn } from './account.ts'

let accounts: Accounts

beforeEach(async () => {
  accounts = await openAccounts()
})
afterEach(() => accounts.close())

describe('a password', () => {
  const change = (headers: Record<string, string>, current: string, password = 'another secret') =>
    accounts.call('PUT', 'password', { headers, body: { current, password } })

  test('is changed by who knows it; every other session ends', async () => {
    const [here, elsewhere] = [await session(accounts), await session(accounts)]
    expect((await change(here, 'wrong')).status).toBe(422)
    expect((await change(here, 'secret phrase', 'short')).status).toBe(422)
    expect((await accounts.call('GET', 'session', { headers: elsewhere })).status).toBe(200)
    expect((await change(here, 'secret phrase')).status).toBe(204)
    expect((await accounts.call('GET', 'session', { headers: here })).status).toBe(200)
    expect((await accounts.call('GET', 'session', { headers: elsewhere })).status).toBe(401)
    expect((await signIn(accounts, 'secret phrase')).status).toBe(401)
    expect((await signIn(accounts, 'another secret')).status).toBe(200)
    expect(accounts.signals).toEqual([['agt_1']])
  })

  test('is not guessed with a session that was found open', async () => {
    const headers = await session(accounts)
    for (let n = 0; n < 10; n++) expect((await change(headers, `guess ${n}`)).status).toBe(422)
    expect((await change(headers, 'secret phrase')).status).toBe(429)
    // Guesses at the change do not keep the owner from signing in.
    expect((await signIn(accounts, 'secret phrase')).status).toBe(200)
  })

  test('is changed while others guess at the sign-in', async () => {
    const headers = await session(accounts)
    for (let n = 0; n < 100; n++) await signIn(accounts, 'guess', ana.email, { address: `10.0.1.${n}` })
    for (let n = 0; n < 50; n++) await signIn(accounts, 'guess', `someone${n}@example.org`)
    expect((await signIn(accounts, 'secret phrase')).status).toBe(429)
    expect((await change(headers, 'secret phrase')).status).toBe(204)
  })
})

describe('an API token', () => {
  const make = async (headers: Record<string, string>, body: object = { name: 'report', scopes: ['read'] }) =>
    (await accounts.call('POST', 'tokens', { headers, body })).body as { id: string; token: string }
  const as = (token: string, method = 'GET') =>
    accounts.auth.authenticate(requestOf(method, 'x', { headers: { authorization: `Bearer ${token}` } }))

  test('is shown once, and needs no CSRF token; the store has its hash only', async () => {
    const headers = await session(accounts)
    const { id, token } = await make(headers)
    expect(token).toMatch(/^cnj_[\w-]{43}$/)
    expect(await as(token, 'POST')).toMatchObject({ agent: { id: 'agt_1' }, scopes: ['read'] })
    const listed = await accounts.call('GET', 'tokens', { headers })
    expect(listed.body).toEqual({
      items: [
        {
          id,
          name: 'report',
          scopes: ['read'],
          createdAt: '2026-03-02T10:00:00.000Z',
          lastUsedAt: '2026-03-02T10:00:00.000Z',
        },
      ],
    })
    expect(JSON.stringify(await accounts.store.accounts.tokens('agt_1'))).not.toContain(token)
  })

  test('ends at its time, when it is revoked and with its account', async () => {
    const headers = await session(accounts)
    const short = await make(headers, { name: 'a', scopes: ['read'], days: 1 })
    const [kept, revoked] = [await make(headers), await make(headers)]
    expect((await accounts.call('DELETE', `tokens/${revoked.id}`, { headers })).status).toBe(204)
    expect((await accounts.call('DELETE', `tokens/${revoked.id}`, { headers })).status).toBe(404)
    expect(await as(revoked.token)).toMatchObject({ status: 401 })
    expect(await as(short.token)).toMatchObject({ agent: { id: 'agt_1' } })
    accounts.clock.now += 86_400_000
    expect(await as(short.token)).toMatchObject({ status: 401 })
    expect(await as(kept.token)).toMatchObject({ agent: { id: 'agt_1' } })
    await accounts.store.agents.remove(ana.email)
    expect(await as(kept.token)).toMatchObject({ status: 401 })
  })

  test('makes no tokens, changes no password, and is none of somebody else’s', async () => {
    const headers = await session(accounts)
    const { id, token } = await make(headers, { name: 'all', scopes: ['read', 'write', 'figures'] })
    const bearer = { authorization: `Bearer ${token}` }
    for (const [method, path] of [
      ['GET', 'tokens'],
      ['POST', 'tokens'],
      ['PUT', 'password'],
      ['DELETE', 'sessions'],
      ['GET', 'session'],
    ] as const) {
      expect([path, (await accounts.call(method, path, { headers: bearer })).status]).toEqual([path, 403])
    }
    await accounts.store.agents.add({ ...ana, id: 'agt_2', email: 'bo@example.org' })
    expect(await accounts.store.accounts.removeToken('agt_2', id)).toBe(false)
  })

  test.each([
    '',
    'Bearer',
    'Bearer cnj_',
    'Bearer x',
    'Basic YTpi',
    `Bearer cnj_${'x'.repeat(10_000)}`,
    'Bearer a b',
  ])('is not %j, and then no session counts', async authorization => {
    const headers = { ...(await session(accounts)), authorization }
    expect(await accounts.auth.authenticate(requestOf('GET', 'x', { headers }))).toMatchObject({
      status: 401,
    })
  })

  test('has a name, known scopes and an end that is a number of days', async () => {
    const headers = await session(accounts)
    for (const body of [
      {},
      { name: '', scopes: ['read'] },
      { name: 'a', scopes: [] },
      { name: 'a', scopes: ['all'] },
      { name: 'a', scopes: ['read'], days: 0 },
    ]) {
      expect((await accounts.call('POST', 'tokens', { headers, body })).status).toBe(422)
    }
  })
})

describe('the first account', () => {
  const body = { name: 'Sol', email: 'Sol@Example.org', password: 'a long enough one' }
  const setUp = (token: string, more: object = {}) =>
    accounts.call('POST', 'setup', { body: { token, ...body, ...more } })

  test('is made by the link of the first start, once, within a day', async () => {
    await accounts.store.agents.remove(ana.email)
    const [old, token] = [await accounts.setupToken(), await accounts.setupToken()]
    expect((await setUp(old ?? '')).status).toBe(410)
    expect((await setUp('guess')).status).toBe(410)
    expect((await setUp(token ?? '', { password: 'short' })).status).toBe(422)
    const answers = await Promise.all([setUp(token ?? ''), setUp(token ?? '', { email: 'two@example.org' })])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 410])
    const agents = await accounts.store.agents.list()
    expect(agents).toMatchObject([{ role: 'supervisor' }])
    expect((await setUp(token ?? '')).status).toBe(410)
    expect(await accounts.setupToken()).toBeUndefined()
  })

  test('is not made by a link of yesterday, nor once there is one', async () => {
    expect(await accounts.setupToken()).toBeUndefined()
    await accounts.store.agents.remove(ana.email)
    const token = (await accounts.setupToken()) ?? ''
    accounts.clock.now += 86_400_000
    expect((await setUp(token)).status).toBe(410)
    const fresh = (await accounts.setupToken()) ?? ''
    await accounts.store.agents.add(ana)
    expect((await setUp(fresh)).status).toBe(410)
    expect(await accounts.store.agents.list()).toHaveLength(1)
  })
})
