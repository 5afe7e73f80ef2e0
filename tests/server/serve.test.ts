import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashPassword } from '../../server/password.ts'
import { openStore } from '../../store/open.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { type ChildServer, freePort, spawnServer, startChild } from './child-server.ts'
import { openChat } from './direct-line-client.ts'

const TOKEN = 'a-token-of-the-metrics'

async function exitOf(child: ChildServer): Promise<number | null> {
  const { process: running } = child
  if (running.exitCode !== null) return running.exitCode
  return new Promise(resolve => running.once('exit', resolve))
}

describe('a server in a process of its own', () => {
  let database: FreshDatabase
  let server: ChildServer

  beforeAll(async () => {
    database = await freshDatabase('sqlite')
    const env = { LOG_LEVEL: 'trace', METRICS_TOKEN: TOKEN }
    server = await startChild({ databaseUrl: database.url, port: await freePort(), env })
  })
  afterAll(async () => {
    await server.end('SIGKILL')
    await database.drop()
  })

  test('tells where it is, and how the first account is made', async () => {
    // It answers before it has told.
    await expect.poll(() => server.output().stdout).toContain('conserje user add')
    expect(server.output().stdout).toContain(`chat     ${server.url}/chat`)
  })

  test.runIf(process.platform === 'linux')(
    'has begun anew with settings of the C library that spare memory',
    () => {
      const environment = readFileSync(`/proc/${server.process.pid}/environ`, 'utf8').split('\0')
      expect(environment).toContain('MALLOC_MMAP_THRESHOLD_=131072')
      expect(environment).toContain(`PORT=${new URL(server.url).port}`)
      const [, , ...args] = readFileSync(`/proc/${server.process.pid}/cmdline`, 'utf8').split('\0')
      expect(args).toEqual(['start', ''])
    },
  )

  test('answers a whole conversation, and logs nothing of what the customer said', async () => {
    const chat = await openChat(server.url)
    await chat.post('hello, where is my order 10432?', '1')
    await chat.replies(2)
    await chat.post('zelda.quixote@example.org', '2')
    await chat.replies(3)
    await chat.post('I live at 12 Windmill Lane', '3')
    await chat.replies(4)
    await chat.post('can I talk to a person?', '4')
    const replies = await chat.replies(5)
    expect(replies[0]?.text).toMatch(/bot/)
    await expect.poll(() => server.output().stderr).toContain('handed over')
    const { stderr } = server.output()
    expect(stderr).toMatch(/"conversation":"cnv_[^"]+".*"msg":"a turn was taken"/)
    expect(stderr).toMatch(/"conversation":"cnv_[^"]+".*"msg":"handed over"/)
    expect(stderr).not.toMatch(/zelda|quixote|windmill|10432|127\.0\.0\.1"/i)
  })

  test('goes on on another thread with a code, where the customer was', async () => {
    const before = await openChat(server.url)
    await before.post('where is my order?', '1')
    await before.replies(2)
    await before.post('can we continue on WhatsApp?', '2')
    const said = (await before.replies(4)).map(({ text }) => text ?? '')
    const code = said.flatMap(text => /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(text) ?? []).at(0) as string
    const asked = said.at(-1)
    const after = await openChat(server.url)
    await after.post(`my code is ${code.toLowerCase()}`, '1')
    const replies = await after.replies(3)
    expect(replies.map(({ text }) => text)).toEqual([
      expect.stringMatching(/bot/),
      expect.stringContaining('pick up where we left off'),
      asked,
    ])
    await after.post('10432', '2')
    expect((await after.replies(4)).at(-1)?.text).toMatch(/email|e-mail|postcode/i)
    // What is said there from now on is not said here.
    expect((await before.log()).filter(({ from }) => from?.role === 'bot').length).toBe(said.length)
    const third = await openChat(server.url)
    await third.post(code, '1')
    expect((await third.replies(2)).at(-1)?.text).toMatch(/has expired/)
  })

  test('lets an agent sign in, read the hand-off and answer', async () => {
    const store = await openStore({ url: database.url, idleMs: 1, exclusive: false })
    const agent = { id: 'agt_1', name: 'Eva', email: 'eva@shop.example', role: 'agent' as const }
    const passwordHash = await hashPassword('correct horse battery')
    await store.agents.add({ ...agent, passwordHash, createdAt: new Date().toISOString() })
    await store.close()

    const chat = await openChat(server.url)
    await chat.post('I want to talk to a human', '1')
    const before = (await chat.replies(2)).length
    const api = `${server.url}/api/v1`
    const session = await fetch(`${api}/session`, {
      method: 'POST',
      body: JSON.stringify({ email: agent.email, password: 'correct horse battery' }),
    })
    const cookie = (session.headers.get('set-cookie') as string).split(';')[0] as string
    const { csrfToken } = (await session.json()) as { csrfToken: string }
    const headers = { cookie, 'x-csrf-token': csrfToken }
    const list = await fetch(`${api}/handoffs?status=waiting`, { headers })
    const { items } = (await list.json()) as { items: { id: string; conversationId: string }[] }
    const shown = await Promise.all(
      items.map(async ({ id }) => (await fetch(`${api}/handoffs/${id}`, { headers })).json()),
    )
    const mine = shown.find(({ transcript }) =>
      transcript.some(({ text }: { text?: string }) => text === 'I want to talk to a human'),
    )
    expect(mine).toMatchObject({ reason: 'asked', channel: 'webchat', intent: { name: 'human.request' } })
    const reply = await fetch(`${api}/handoffs/${mine.id}/reply`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ text: 'Eva here, how can I help?' }),
    })
    expect(reply.status).toBe(202)
    const replies = await chat.replies(before + 1)
    expect(replies.at(-1)).toMatchObject({ text: 'Eva here, how can I help?' })
    expect(await (await fetch(`${api}/handoffs`)).json()).toMatchObject({ status: 401 })
  })

  test('is alive, is ready, and counts for whoever has the token', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' })
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({
      status: 'ready',
      store: 'sqlite',
      content: expect.stringMatching(/^[0-9a-f]{64}$/),
      inbox: { dead: 0 },
      outbox: { dead: 0 },
    })
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401)
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    const text = await metrics.text()
    expect(text).toMatch(/conserje_received_total\{channel="webchat"\} \d+/)
    expect(text).toMatch(/conserje_answer_seconds_count\{channel="webchat"\} [1-9]/)
    expect(text).toMatch(/conserje_inbox_rows\{status="dead"\} 0/)
  })

  test('serves the pages and the widget', async () => {
    for (const path of ['/', '/chat', '/widget.js']) {
      const response = await fetch(server.url + path)
      expect([path, response.status]).toEqual([path, 200])
      const again = await fetch(server.url + path, {
        headers: { 'if-none-match': response.headers.get('etag') as string },
      })
      expect(again.status).toBe(304)
    }
  })

  test('answers whatever it is sent, and goes on', async () => {
    const chat = await openChat(server.url)
    const generated = await fetch(`${server.url}/v3/directline/tokens/generate`, { method: 'POST' })
    const { token } = (await generated.json()) as { token: string }
    const send = async (body: BodyInit, path = `conversations/${chat.conversationId}/activities`) =>
      (
        await fetch(`${server.url}/v3/directline/${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body,
        })
      ).status
    expect(await send('{"type":')).toBeGreaterThanOrEqual(400)
    expect(await send('[1,2]')).toBeGreaterThanOrEqual(400)
    expect(await send('{"type":7,"text":{}}')).toBeGreaterThanOrEqual(400)
    expect(await send('x'.repeat(10_000_000))).toBe(413)
    expect(await send(Buffer.from([0xff, 0xfe, 0x00]))).toBeGreaterThanOrEqual(400)
    const odd = ['x'.repeat(100_000), '🙂🙂🙂', 'a\u0000b\u0007c', '\u202Egnp.exe', '\ud800', '   ']
    // Each by another customer: three misses in a row would give the conversation to a person.
    await Promise.all(
      odd.map(async text => {
        const customer = await openChat(server.url)
        const id = await customer.post(text, '1')
        const replies = await customer.replies(2)
        expect([text.slice(0, 20), replies.some(({ replyToId }) => replyToId === id)]).toEqual([
          text.slice(0, 20),
          true,
        ])
      }),
    )
    await chat.post('do you offer gift wrapping?', 'after')
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })

  test('is the only one on its SQLite file: a second says so and ends', async () => {
    const second = await spawnServer({ databaseUrl: database.url, port: await freePort() })
    expect(await exitOf(second)).toBe(1)
    await expect.poll(() => second.output().stderr).toMatch(/conserje start: .*(another|lock)/i)
  })

  test('stops within ten seconds when asked to, with a customer in the middle of a sentence', async () => {
    const chat = await openChat(server.url)
    await chat.post('how can I pay?', '1')
    const startedAt = performance.now()
    expect(await server.end('SIGTERM')).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    await expect.poll(() => server.output().stderr).toContain('stopped')
  })
})

describe('a server that cannot start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conserje-start-'))
  const databaseUrl = `sqlite:${join(folder, 'c.db')}`
  afterAll(() => rmSync(folder, { recursive: true }))

  test('tells every wrong setting', async () => {
    const child = await spawnServer({ databaseUrl: 'mysql:x', port: 1, env: { SETTLE_MS: 'soon' } })
    expect(await exitOf(child)).toBe(1)
    await expect.poll(() => child.output().stderr).toMatch(/DATABASE_URL should be .*\nSETTLE_MS should be /)
  })

  test('tells every fault of its bot, each at its place', async () => {
    const child = await spawnServer({ databaseUrl, port: 0, args: ['tests/fixtures/broken-bot'] })
    expect(await exitOf(child)).toBe(1)
    const lines = child.output().stderr.split('\n')
    expect(
      lines.filter(line => /^tests\/fixtures\/broken-bot\/\S+:\d+:\d+: /.test(line)).length,
    ).toBeGreaterThan(5)
  })

  test('tells the faults of its orders file before it listens, and ends', async () => {
    const bots = join(folder, 'bots')
    cpSync('bots', bots, { recursive: true })
    const orders = join(bots, 'shop', 'data', 'orders.csv')
    writeFileSync(orders, readFileSync(orders, 'utf8').replace(',EUR,', ',euros,'))
    const child = await spawnServer({ databaseUrl, port: await freePort(), args: [join(bots, 'shop')] })
    const stuck = setTimeout(() => child.process.kill('SIGKILL'), 50_000)
    expect(await exitOf(child)).toBe(1)
    clearTimeout(stuck)
    await expect
      .poll(() => child.output().stderr)
      .toMatch(/orders\.csv:2:\d+: currency must be three capitals/)
  }, 60_000)

  test('needs PostgreSQL for a part of the work', async () => {
    const child = await spawnServer({ databaseUrl, port: 0, args: ['--only', 'turns'] })
    expect(await exitOf(child)).toBe(1)
    await expect.poll(() => child.output().stderr).toContain('--only needs PostgreSQL')
    const wrong = await spawnServer({ databaseUrl, port: 0, args: ['--only', 'dance'] })
    expect(await exitOf(wrong)).toBe(2)
  })
})

test('processes on one PostgreSQL share the work: one receives, one thinks, one delivers', async () => {
  const database = await freshDatabase('postgres')
  const start = async (only: string) =>
    startChild({ databaseUrl: database.url, port: await freePort(), args: ['--only', only] })
  const [receiver, thinker, other, deliverer] = await Promise.all([
    start('receive'),
    start('turns'),
    start('turns'),
    start('deliver'),
  ])
  try {
    const chats = await Promise.all(Array.from({ length: 10 }, () => openChat(receiver.url)))
    await Promise.all(
      chats.map(async chat => {
        for (let n = 0; n < 5; n++) await chat.post('do you offer gift wrapping?', `${n}`)
      }),
    )
    for (const chat of chats) {
      const replies = (await chat.replies(6)).map(({ replyToId }) => replyToId).filter(id => id !== undefined)
      const posted = (await chat.log()).filter(({ from }) => from?.role === 'user').map(({ id }) => id)
      expect(replies.filter((id, at) => id !== replies[at - 1])).toEqual(posted)
    }
  } finally {
    const codes = await Promise.all(
      [receiver, thinker, other, deliverer].map(server => server.end('SIGTERM')),
    )
    await database.drop()
    expect(codes).toEqual([0, 0, 0, 0])
  }
}, 90_000)
