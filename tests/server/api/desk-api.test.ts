import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STREAM_EVENTS } from '../../../protocol/api/stream.ts'
import { openChat } from '../direct-line-client.ts'
import { type DeskServer, openDeskServer } from './desk-server.ts'

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('picture')])

describe.each(['sqlite', 'postgres'] as const)('the desk’s API on a server with %s', engine => {
  let desk: DeskServer
  beforeAll(async () => {
    desk = await openDeskServer({}, engine)
  }, 60_000)
  afterAll(() => desk?.close())

  /** A customer who asks for a person; answers the hand-off's id. */
  async function escalate(sol: Awaited<ReturnType<DeskServer['signIn']>>) {
    const chat = await openChat(desk.server.url)
    await chat.post(`person please ${chat.conversationId}`, 'c1')
    let id = ''
    await expect
      .poll(
        async () => {
          const { items } = (await (
            await sol.call('GET', 'handoffs?order=newest&status=waiting,offered')
          ).json()) as {
            items: { id: string; lastMessage?: { text: string } }[]
          }
          const details = await Promise.all(
            items.slice(0, 3).map(one => sol.call('GET', `handoffs/${one.id}`).then(a => a.text())),
          )
          id = items[details.findIndex(text => text.includes(chat.conversationId))]?.id ?? ''
          return id
        },
        { timeout: 10_000 },
      )
      .not.toBe('')
    return { chat, id }
  }

  test('a customer and an agent talk, files too, and every step comes down the stream', async () => {
    const sol = await desk.signIn('sol')
    const stream = await sol.stream()
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.headers.get('cache-control')).toBe('no-store')
    const { chat, id } = await escalate(sol)
    await expect.poll(() => stream.of('handoff').length).toBeGreaterThan(0)
    expect((await sol.call('POST', `handoffs/${id}/claim`)).status).toBe(200)
    expect((await sol.call('POST', `handoffs/${id}/typing`)).status).toBe(204)

    const upload = await sol.call('POST', 'uploads', PNG, {
      'content-type': 'image/png',
      'x-file-name': 'bill.png',
    })
    expect(upload.status).toBe(201)
    const { contentUrl } = (await upload.json()) as { contentUrl: string }
    const reply = {
      text: 'Here it is',
      attachments: [{ contentType: 'image/png', contentUrl, name: 'bill.png' }],
    }
    expect((await sol.call('POST', `handoffs/${id}/reply`, reply)).status).toBe(202)
    const shown = async () =>
      (await chat.log()).find(({ text }) => text === 'Here it is') as
        | { attachments?: { contentUrl: string }[] }
        | undefined
    await expect.poll(shown, { timeout: 10_000 }).toBeDefined()
    const link = (await shown())?.attachments?.[0]?.contentUrl ?? ''
    expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(PNG)

    await chat.post('thank you', 'c2')
    const said = () => stream.of('message').map(({ entry }) => (entry as { text?: string }).text)
    await expect.poll(said, { timeout: 10_000 }).toContain('thank you')
    expect(said()).toContain('Here it is')
    await expect
      .poll(() => stream.of('delivery').some(({ handoffId }) => handoffId === id), { timeout: 10_000 })
      .toBe(true)
    for (const { event, data } of stream.told()) {
      expect([
        event,
        STREAM_EVENTS[event as keyof typeof STREAM_EVENTS].safeParse(data).error?.issues,
      ]).toEqual([event, undefined])
    }
    await stream.leave()
  })

  test('a message is on the screen within 200 ms of its commit', async () => {
    const sol = await desk.signIn('sol')
    const stream = await sol.stream()
    const { chat } = await escalate(sol)
    const times: number[] = []
    for (let n = 0; n < 10; n++) {
      await chat.post(`again ${n}`, `t${n}`)
      const answered = Date.now()
      const there = () =>
        stream.of('message').some(({ entry }) => (entry as { text?: string }).text === `again ${n}`)
      for (let tries = 0; tries < 400 && !there(); tries++) await pause(5)
      times.push(Date.now() - answered)
    }
    // The median: the machine of the tests does other things too.
    expect(times.toSorted((a, b) => a - b)[5]).toBeLessThan(200)
    await stream.leave()
  })

  test('signing out ends the stream, and stopping the server ends the others at once', async () => {
    const other = await openDeskServer({}, engine)
    const [sol, ana] = [await other.signIn('sol'), await other.signIn('ana')]
    const [first, second] = [await sol.stream(), await ana.stream()]
    await expect.poll(() => first.of('ready').length + second.of('ready').length).toBe(2)
    expect((await sol.call('DELETE', 'sessions')).status).toBe(204)
    await expect.poll(() => first.state.ended).toBe(true)
    expect(second.state.ended).toBe(false)
    const startedAt = Date.now()
    await other.close()
    expect(second.state.ended).toBe(true)
    expect(Date.now() - startedAt).toBeLessThan(5_000)
  })

  test('an API token does what its scopes allow', async () => {
    const sol = await desk.signIn('sol')
    const make = async (...scopes: string[]) =>
      ((await (await sol.call('POST', 'tokens', { name: 'x', scopes })).json()) as { token: string }).token
    const as = async (token: string, method: string, route: string) =>
      (
        await fetch(`${desk.server.url}/api/v1/${route}`, {
          method,
          headers: { authorization: `Bearer ${token}` },
        })
      ).status
    const [read, write] = [await make('read'), await make('write')]
    expect(await as(read, 'GET', 'handoffs')).toBe(200)
    expect(await as(read, 'POST', 'handoffs/hof_x/claim')).toBe(403)
    expect(await as(write, 'GET', 'handoffs')).toBe(403)
    expect(await as(write, 'POST', 'handoffs/hof_x/claim')).toBe(404)
    expect(await as(read, 'GET', 'tokens')).toBe(403)
    expect(await as('cnj_nothing', 'GET', 'handoffs')).toBe(401)
  })

  test('a repeated reply is one message', async () => {
    const sol = await desk.signIn('sol')
    const { chat, id } = await escalate(sol)
    const key = { 'idempotency-key': `k-${id}` }
    const [first, again] = [
      await sol.call('POST', `handoffs/${id}/reply`, { text: 'only once' }, key),
      await sol.call('POST', `handoffs/${id}/reply`, { text: 'only once' }, key),
    ]
    expect([first.status, again.status]).toEqual([202, 202])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(await first.json())
    expect((await sol.call('POST', `handoffs/${id}/reply`, { text: 'another' }, key)).status).toBe(422)
    const count = async () => (await chat.log()).filter(({ text }) => text === 'only once').length
    await expect.poll(count, { timeout: 10_000 }).toBe(1)
    await pause(300)
    expect(await count()).toBe(1)
  })

  test('what was said is found', async () => {
    const sol = await desk.signIn('sol')
    const { chat } = await escalate(sol)
    await chat.post('a zebrafish, please', 'z')
    const hits = async () =>
      ((await (await sol.call('GET', 'conversations?q=zebraf')).json()) as { items: object[] }).items
    await expect.poll(hits, { timeout: 10_000 }).toMatchObject([{ excerpt: 'a zebrafish, please' }])
  })
})

describe('hostile calls', () => {
  let desk: DeskServer
  beforeAll(async () => {
    desk = await openDeskServer({ RATE_API_PER_MINUTE: '300' })
  }, 60_000)
  afterAll(() => desk?.close())

  test('every error is a problem with a type, a title and no word of the inside', async () => {
    const sol = await desk.signIn('sol')
    const dee = await desk.signIn('dee')
    const answers = [
      await fetch(`${desk.server.url}/api/v1/handoffs`),
      await sol.call('GET', 'nothing'),
      await sol.call('PATCH', 'handoffs'),
      await sol.call('GET', 'handoffs?status=open'),
      await sol.call('GET', `handoffs?cursor=${'x'.repeat(5_000)}`),
      await sol.call('GET', 'handoffs?cursor=%00'),
      await sol.call('GET', 'handoffs?limit=1e9'),
      await sol.call('GET', 'handoffs/..%2f..%2fetc%2fpasswd'),
      await sol.call('GET', 'handoffs/%00'),
      await sol.call('GET', 'conversations/%27%20OR%201=1'),
      await dee.call('GET', 'handoffs'),
      await dee.call('GET', 'stream'),
      await sol.call('POST', 'handoffs/hof_x/note', { text: 'x'.repeat(100_000) }),
      await sol.call('POST', 'handoffs/hof_x/note', Buffer.alloc(2_000_000, 'x')),
      await sol.call('POST', 'handoffs/hof_x/note', Buffer.from('{"text":"\xff"}', 'latin1')),
      await sol.call('POST', 'uploads', Buffer.from('<svg onload=alert(1)>'), {
        'content-type': 'image/svg+xml',
      }),
      await sol.call('POST', 'uploads', Buffer.alloc(11_000_000, 1), { 'content-type': 'image/png' }),
      await sol.call('POST', 'handoffs/hof_x/claim', {}, { origin: 'https://evil.example' }),
      await sol.call('POST', 'handoffs/hof_x/claim', {}, { 'x-csrf-token': '' }),
      await sol.call('POST', 'handoffs/hof_x/claim', {}, { 'idempotency-key': 'a b' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([
      401, 404, 405, 400, 400, 400, 400, 404, 404, 404, 403, 403, 422, 413, 400, 415, 413, 403, 403, 400,
    ])
    for (const answer of answers) {
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      const { type, title } = (await answer.json()) as { type: string; title: string }
      expect(type).toMatch(/^urn:conserje:problem:[a-z0-9-]+$/)
      expect(title).not.toBe('')
    }
  })

  test('words that mean something to a database find nothing and break nothing', async () => {
    const sol = await desk.signIn('sol')
    for (const q of [
      `' OR 1=1 --`,
      '"; DROP TABLE agents',
      'NEAR(a,b)',
      '%_%',
      '\u202e\u0000',
      '🦒',
      'x'.repeat(200),
    ]) {
      for (const route of ['handoffs', 'conversations']) {
        const answer = await sol.call('GET', `${route}?q=${encodeURIComponent(q)}`)
        expect([q, answer.status, await answer.json()]).toEqual([q, 200, { items: [] }])
      }
    }
    expect((await sol.call('GET', `conversations?q=${'x'.repeat(201)}`)).status).toBe(400)
  })

  test('an account that asks too often is told when it may again', async () => {
    const ana = await desk.signIn('ana')
    let refused: Response | undefined
    for (let n = 0; n < 400 && refused === undefined; n++) {
      const answer = await ana.call('GET', 'desk')
      if (answer.status === 429) refused = answer
    }
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    const sol = await desk.signIn('sol')
    expect((await sol.call('GET', 'desk')).status).toBe(200)
  })
})
