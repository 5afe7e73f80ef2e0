import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Accounts, ana, openAccounts, requestOf, session, signIn } from './account.ts'

let accounts: Accounts

beforeEach(async () => {
  accounts = await openAccounts()
})
afterEach(() => accounts.close())

/** The answers that are there first. */
const firstOf = <T>(promises: readonly Promise<T>[], count: number) =>
  new Promise<T[]>((resolve, reject) => {
    const found: T[] = []
    for (const promise of promises) {
      promise.then(value => {
        if (found.push(value) === count) resolve([...found])
      }, reject)
    }
  })

const whoAmI = (headers: Record<string, string>) => accounts.call('GET', 'session', { headers })

describe('sign-in', () => {
  test('sets a cookie that scripts, other sites and plain HTTP do not get', async () => {
    const answer = await signIn(accounts, 'secret phrase')
    expect(answer.headers?.['set-cookie']).toMatch(/HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/)
    expect(answer.body).toMatchObject({ agent: { name: 'Ana', role: 'agent' } })
    expect(JSON.stringify(answer.body)).not.toContain('hash')
  })

  test('takes the e-mail in any case', async () => {
    expect((await signIn(accounts, 'secret phrase', 'Ana@Example.org')).status).toBe(200)
  })

  test('answers a wrong password and an unknown e-mail alike, at the same cost', async () => {
    const [wrong, unknown] = [
      await signIn(accounts, 'guess'),
      await signIn(accounts, 'guess', 'nobody@example.org'),
    ]
    expect(unknown).toEqual(wrong)
    expect(wrong.status).toBe(401)
    expect(accounts.hashed).toEqual(['hash of secret phrase', 'decoy'])
  })

  const guess = (address: string, password = 'guess', email = ana.email) =>
    signIn(accounts, password, email, { address })

  test('locks an account for a network after ten wrong tries, also for the right password, for 15 minutes', async () => {
    for (let n = 0; n < 10; n++) expect((await guess('10.0.1.1')).status).toBe(401)
    const locked = await guess('10.0.1.1', 'secret phrase')
    expect(locked.status).toBe(429)
    expect(locked.headers?.['retry-after']).toBe('900')
    accounts.clock.now += 15 * 60_000 + 1
    expect((await guess('10.0.1.1', 'secret phrase')).status).toBe(200)
  })

  test('lets the owner in while somebody guesses from another network', async () => {
    for (let n = 0; n < 12; n++) await guess('10.0.1.1')
    expect((await guess('10.0.1.2', 'secret phrase')).status).toBe(200)
  })

  test('locks an account for everybody after a hundred wrong tries from anywhere', async () => {
    for (let n = 0; n < 99; n++) expect((await guess(`10.0.1.${n}`)).status).toBe(401)
    expect((await guess('10.0.2.1', 'secret phrase')).status).toBe(200)
    expect((await guess('10.0.2.1')).status).toBe(401)
    expect((await guess('10.0.2.2', 'secret phrase')).status).toBe(429)
    accounts.clock.now += 15 * 60_000 + 1
    expect((await guess('10.0.2.2', 'secret phrase')).status).toBe(200)
  })

  test('lets no more than ten guesses at an account from a network through when they come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => guess('10.0.2.1')))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(accounts.hashed).toHaveLength(10)
  })

  test.each([
    ['the addresses of an IPv6 /64', (n: number) => `2001:db8:1:2:${n}::${n}`, '2001:db8:1:3::1'],
    ['an IPv4 address inside IPv6', (n: number) => `${n % 2 ? '::ffff:' : ''}10.0.3.1`, '::ffff:10.0.3.2'],
  ])('counts %s as one network', async (_what, address, other) => {
    for (let n = 1; n <= 10; n++) await guess(address(n))
    expect((await guess(address(11), 'secret phrase')).status).toBe(429)
    expect((await guess(other, 'secret phrase')).status).toBe(200)
    for (let n = 1; n <= 40; n++) await guess(address(n), 'guess', `someone${n}@example.org`)
    expect((await guess(address(1), 'guess', 'someone@example.org')).status).toBe(429)
  })

  test('makes few hashes at a time, lets few wait, and asks the others to come again', async () => {
    let release = () => {}
    accounts.hashing.until = new Promise(resolve => {
      release = resolve
    })
    const asked = Array.from({ length: 30 }, (_, n) => guess(`10.0.4.${n}`, 'secret phrase'))
    const refused = await firstOf(asked, 12)
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
    }
    release()
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.filter(status => status === 503)).toHaveLength(12)
    expect(statuses.filter(status => status === 200)).toHaveLength(18)
    expect(accounts.hashing.most).toBe(2)
    // Who was sent away has not guessed, and the line is free again.
    expect((await guess('10.0.4.29', 'secret phrase')).status).toBe(200)
  })

  test('makes an address wait that guesses over many accounts', async () => {
    for (let n = 0; n < 50; n++) await signIn(accounts, 'guess', `someone${n}@example.org`)
    expect((await signIn(accounts, 'secret phrase')).status).toBe(429)
    expect((await signIn(accounts, 'secret phrase', ana.email, { address: '10.9.9.9' })).status).toBe(200)
  })

  test.each([
    ['{', 400],
    ['null', 422],
    [{ email: 'x' }, 422],
    [{ email: 'no mail', password: 'p' }, 422],
    [{ email: ana.email, password: 1 }, 422],
    [{ email: ana.email, password: 'p', role: 'supervisor' }, 422],
  ])('answers the body %j with a sentence', async (body, status) => {
    expect((await accounts.call('POST', 'session', { body })).status).toBe(status)
  })

  test('gives a session of its own, whatever the browser brought, and ends the one that it had', async () => {
    const planted = { cookie: 'conserje_session=planted' }
    const first = await session(accounts)
    const answer = await signIn(accounts, 'secret phrase', ana.email, { headers: first })
    expect(answer.headers?.['set-cookie']).not.toContain(first.cookie)
    expect((await whoAmI(first)).status).toBe(401)
    const other = await signIn(accounts, 'secret phrase', ana.email, { headers: planted })
    expect(other.headers?.['set-cookie']).not.toContain('planted')
    expect((await whoAmI(planted)).status).toBe(401)
  })

  test.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://shop.desk.example' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://proxied.example' }, 200],
    [{ origin: 'https://desk.example', host: 'inside:3978' }, 200],
    [{ origin: 'http://localhost:3978', host: 'localhost:3978' }, 200],
    [{}, 200],
  ])('is done by our own pages and by programs only: %j', async (headers, status) => {
    expect(
      (await signIn(accounts, 'secret phrase', ana.email, { headers: headers as Record<string, string> }))
        .status,
    ).toBe(status)
  })
})

describe('a session', () => {
  test('lets a write through only with its CSRF token, and from our own pages', async () => {
    const headers = await session(accounts)
    const { cookie } = headers as { cookie: string }
    const as = (method: string, more: Record<string, string>) =>
      accounts.auth.authenticate(requestOf(method, 'x', { headers: more }))
    expect(await as('GET', { cookie })).toMatchObject({ agent: { id: 'agt_1' } })
    expect(await as('POST', { cookie })).toMatchObject({ status: 403 })
    expect(await as('POST', { cookie, 'x-csrf-token': 'x'.repeat(43) })).toMatchObject({ status: 403 })
    expect(await as('POST', headers)).toMatchObject({ agent: { id: 'agt_1' } })
    expect(await as('POST', { ...headers, origin: 'https://evil.example' })).toMatchObject({ status: 403 })
  })

  test('ends after twelve hours', async () => {
    const headers = await session(accounts)
    accounts.clock.now += 12 * 3_600_000
    expect((await whoAmI(headers)).status).toBe(401)
  })

  test('ends on sign-out, here alone; everywhere, all of them', async () => {
    const [one, two, three] = [await session(accounts), await session(accounts), await session(accounts)]
    expect((await accounts.call('DELETE', 'session', { headers: one })).status).toBe(204)
    expect([(await whoAmI(one)).status, (await whoAmI(two)).status]).toEqual([401, 200])
    const everywhere = await accounts.call('DELETE', 'sessions', { headers: two })
    expect(everywhere).toMatchObject({
      status: 204,
      headers: { 'set-cookie': expect.stringContaining('Max-Age=0') },
    })
    expect([(await whoAmI(two)).status, (await whoAmI(three)).status]).toEqual([401, 401])
    expect(accounts.signals).toEqual([['agt_1'], ['agt_1']])
  })

  test.each([undefined, '', 'conserje_session=', 'conserje_session=forged', 'other=1; conserje_session=a=b'])(
    'is not made of the cookie %j',
    async cookie => {
      expect((await whoAmI(cookie === undefined ? {} : { cookie })).status).toBe(401)
    },
  )
})
