import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { bodyOf, codeOf, openDoor, SECRET, TOKEN_SECRET, type TokenBody } from './webchat-door.ts'

const MINUTE = 60_000
const decode = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as Record<string, unknown>

describe('tokens of the web chat', () => {
  test('are given to anyone without a secret, and the server chooses the user', async () => {
    const door = openDoor()
    const answer = await door.call({
      method: 'POST',
      path: '/tokens/generate',
      body: { user: { id: 'dl_somebody_else', name: 'Eve' } },
    })
    const body = bodyOf<TokenBody>(answer)
    expect(answer.status).toBe(200)
    expect(body.expires_in).toBe(1800)
    expect(decode(body.token).user).toMatch(/^dl_[0-9a-f-]{36}$/)
    expect(decode(body.token).name).toBeUndefined()
    expect(door.received()).toEqual([])
  })

  test('are given with a chosen user to the holder of the secret alone', async () => {
    const door = openDoor({ environment: { DIRECTLINE_SECRET: SECRET } })
    const ask = (authorization?: string) =>
      door.call({
        method: 'POST',
        path: '/tokens/generate',
        body: { user: { id: 'customer-7', name: 'Ana' } },
        headers: authorization === undefined ? {} : { authorization },
      })
    const given = bodyOf<TokenBody>(await ask(`Bearer ${SECRET}`))
    expect(decode(given.token)).toMatchObject({ user: 'customer-7', name: 'Ana' })
    expect(codeOf(await ask())).toBe('Unauthorized')
    expect((await ask('Bearer wrong')).status).toBe(401)
    expect((await ask(`Bearer ${SECRET}x`)).status).toBe(401)
    // A token is not the secret, though it is genuine.
    expect((await ask(`Bearer ${given.token}`)).status).toBe(401)
  })

  test('start a conversation by the secret, with the user of the body', async () => {
    const door = openDoor({ environment: { DIRECTLINE_SECRET: SECRET } })
    const answer = await door.withToken(SECRET, {
      method: 'POST',
      path: '/conversations',
      body: { user: { id: 'customer-7', name: 'Ana' }, locale: 'es-ES' },
    })
    expect(answer.status).toBe(201)
    expect(decode(bodyOf<TokenBody>(answer).token).user).toBe('customer-7')
    expect(door.received()[0]?.customer).toEqual({ name: 'Ana', locale: 'es-ES' })
  })

  test('are refreshed while good, for the same conversation and user', async () => {
    const door = openDoor()
    const first = await door.start()
    door.clock.now += 15 * MINUTE
    const answer = await door.withToken(first.token, { method: 'POST', path: '/tokens/refresh' })
    const second = bodyOf<TokenBody>(answer)
    expect(second.conversationId).toBe(first.conversationId)
    expect(decode(second.token).user).toBe(decode(first.token).user)
    door.clock.now += 20 * MINUTE
    expect((await door.list(first)).status).toBe(403)
    expect((await door.list(second)).status).toBe(200)
  })

  test('say TokenExpired with 403 after half an hour, everywhere', async () => {
    const door = openDoor()
    const who = await door.start()
    door.clock.now += 31 * MINUTE
    const answers = [
      await door.post(who, { type: 'message', text: 'hi' }),
      await door.list(who),
      await door.withToken(who.token, { method: 'POST', path: '/tokens/refresh' }),
      await door.withToken(who.token, { method: 'POST', path: '/conversations' }),
      await door.withToken(who.token, { method: 'GET', path: `/conversations/${who.conversationId}` }),
    ]
    expect(answers.map(answer => answer.status)).toEqual([403, 403, 403, 403, 403])
    expect(new Set(answers.map(codeOf))).toEqual(new Set(['TokenExpired']))
  })

  test('outlive a restart', async () => {
    const before = openDoor()
    const who = await before.start()
    await before.channel.close?.()
    const after = openDoor({ memory: before.memory })
    expect((await after.post(who, { type: 'message', text: 'still here' })).status).toBe(200)
  })

  test('are resumed after days for the same conversation and user', async () => {
    const door = openDoor()
    const who = await door.start()
    const resume = (resumeToken: unknown) =>
      door.call({ method: 'POST', path: '/tokens/resume', body: { resumeToken } })
    door.clock.now += 29 * 24 * 60 * MINUTE
    const back = bodyOf<TokenBody>(await resume(who.resumeToken))
    expect(back.conversationId).toBe(who.conversationId)
    expect(decode(back.token).user).toBe(decode(who.token).user)
    const again = await door.withToken(back.token, { method: 'POST', path: '/conversations' })
    expect(again.status).toBe(200)
    door.clock.now += 2 * 24 * 60 * MINUTE
    expect(codeOf(await resume(who.resumeToken))).toBe('TokenExpired')
    expect((await resume(back.resumeToken)).status).toBe(200)
    expect((await resume(back.token)).status).toBe(401)
    expect((await resume(7)).status).toBe(400)
    expect((await resume('')).status).toBe(400)
  })

  test('are told apart by purpose: a resume token opens nothing', async () => {
    const door = openDoor()
    const who = await door.start()
    expect((await door.list({ ...who, token: who.resumeToken })).status).toBe(401)
  })

  test('can not be forged', async () => {
    const door = openDoor()
    const who = await door.start()
    const other = await door.start()
    const claims = decode(who.token)
    const [head, body, signature] = who.token.split('.') as [string, string, string]
    const altered = Buffer.from(JSON.stringify({ ...claims, conv: other.conversationId })).toString(
      'base64url',
    )
    const signed = (key: string, alg: string, over: object = {}) =>
      new SignJWT({ ...claims, ...over }).setProtectedHeader({ alg }).sign(Buffer.from(key.padEnd(64, '.')))
    const { exp: _exp, ...withoutEnd } = claims
    const forged = {
      'no algorithm': new UnsecuredJWT(claims).encode(),
      'another key': await signed('another key altogether, as long as it', 'HS256'),
      'another algorithm': await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS512' })
        .sign(Buffer.from(TOKEN_SECRET)),
      'another conversation': `${head}.${altered}.${signature}`,
      'a cut signature': `${head}.${body}.${signature.slice(0, -2)}`,
      'no signature': `${head}.${body}.`,
      'no end': await new SignJWT(withoutEnd)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(TOKEN_SECRET)),
      garbage: 'x'.repeat(3000),
    }
    for (const [how, token] of Object.entries(forged)) {
      const answer = await door.list({ ...other, token })
      expect([how, answer.status, codeOf(answer)]).toEqual([how, 401, 'Unauthorized'])
      expect(JSON.stringify(answer.body)).toBe(
        '{"error":{"code":"Unauthorized","message":"The token is not valid."}}',
      )
    }
    const genuine = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(TOKEN_SECRET))
    expect((await door.list({ ...who, token: genuine })).status).toBe(200)
  })

  test('open their own conversation only', async () => {
    const door = openDoor()
    const mine = await door.start()
    const other = await door.start()
    expect((await door.post({ ...other, token: mine.token }, { type: 'message', text: 'hi' })).status).toBe(
      403,
    )
    expect((await door.list({ ...other, token: mine.token })).status).toBe(403)
    expect((await door.list({ ...mine, conversationId: 'web_none' })).status).toBe(404)
    const unstarted = await door.generate()
    expect((await door.list(unstarted)).status).toBe(404)
    expect((await door.call({ method: 'GET', path: `/conversations/${mine.conversationId}` })).status).toBe(
      401,
    )
  })

  test('bring the pages of their trusted origins only', async () => {
    const door = openDoor()
    const generated = await door.call({
      method: 'POST',
      path: '/tokens/generate',
      body: { trustedOrigins: ['https://shop.example'] },
    })
    const { token, resumeToken } = bodyOf<TokenBody>(generated)
    const startFrom = (origin?: string) =>
      door.withToken(token, {
        method: 'POST',
        path: '/conversations',
        headers: origin === undefined ? {} : { origin },
      })
    expect((await startFrom('https://evil.example')).status).toBe(403)
    expect((await startFrom('https://shop.example')).status).toBe(201)
    expect((await startFrom()).status).toBe(200)
    const resumed = await door.call({
      method: 'POST',
      path: '/tokens/resume',
      body: { resumeToken },
      headers: { origin: 'https://evil.example' },
    })
    expect(resumed.status).toBe(403)
  })

  test('are limited for an address, not for the holder of the secret', async () => {
    const rates = { tokensPerMinute: 3, messagesPerMinute: 0 }
    const door = openDoor({ deps: { rates } })
    const ask = (clientAddress: string) =>
      door.call({ method: 'POST', path: '/tokens/generate', clientAddress })
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await ask('198.51.100.1')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    expect((await ask('198.51.100.1')).headers?.['retry-after']).toBe('60')
    expect((await ask('198.51.100.2')).status).toBe(200)
    door.clock.now += MINUTE
    expect((await ask('198.51.100.1')).status).toBe(200)

    const shop = openDoor({ environment: { DIRECTLINE_SECRET: SECRET }, deps: { rates } })
    for (let n = 0; n < 5; n++) {
      const answer = await shop.withToken(SECRET, { method: 'POST', path: '/tokens/generate' })
      expect(answer.status).toBe(200)
    }
  })

  test('give a session id that stays the same', async () => {
    const door = openDoor()
    const who = await door.start()
    const ask = () =>
      door.withToken(who.token, {
        method: 'GET',
        path: '/session/getsessionid',
        headers: { origin: 'https://shop.example' },
      })
    const first = await ask()
    expect(first.headers?.['access-control-allow-credentials']).toBe('true')
    expect(bodyOf<{ sessionId: string }>(first).sessionId).toMatch(/^[\w-]{43}$/)
    expect((await ask()).body).toEqual(first.body)
  })
})
