import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Figures, figuresSchema } from '../../protocol/api/figures.ts'
import { newId } from '../../protocol/ids.ts'
import { readConfig } from '../../server/config.ts'
import { type RunningServer, startServer } from '../../server/main.ts'
import { hashPassword } from '../../server/password.ts'
import { openStore } from '../../store/open.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { openChat } from './direct-line-client.ts'

const PASSWORD = 'a password of the tests'

/** A whole desk: a customer on the web chat, a supervisor over HTTP. */
describe.each(['sqlite', 'postgres'] as const)('the figures of a real desk on %s', engine => {
  let database: FreshDatabase
  let server: RunningServer
  let headers: Record<string, string>

  beforeAll(async () => {
    database = await freshDatabase(engine)
    const store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: true })
    await store.agents.add({
      id: newId('agt'),
      name: 'Ana',
      email: 'ana@example.org',
      role: 'supervisor',
      passwordHash: await hashPassword(PASSWORD),
      createdAt: new Date().toISOString(),
    })
    await store.close()
    const config = readConfig({ DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'silent' })
    server = await startServer(config, {
      bot: { dir: 'bots/shop', name: 'shop', commonDir: 'bots/common' },
    })
    const answer = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ana@example.org', password: PASSWORD }),
    })
    const { csrfToken } = (await answer.json()) as { csrfToken: string }
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    headers = { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' }
  }, 120_000)
  afterAll(async () => {
    await server?.stop()
    await database?.drop()
  })

  const get = async <Body>(path: string): Promise<Body> =>
    (await (await fetch(`${server.url}/api/v1/${path}`, { headers })).json()) as Body
  const cause = async () =>
    (await get<{ causes: { cause: string }[] }>('desk')).causes[0]?.cause ?? 'none is offered'
  const act = async (path: string, body: object) => {
    const answer = await fetch(`${server.url}/api/v1/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    expect(answer.status).toBeLessThan(300)
  }
  const figures = async (): Promise<Figures> => figuresSchema.parse(await get('figures'))
  const until = (part: Partial<Figures['total']>) =>
    vi.waitFor(async () => expect((await figures()).total).toMatchObject(part), {
      timeout: 15_000,
      interval: 100,
    })

  test('follow a customer who asks for a person, is answered, and is asked how it was', async () => {
    const chat = await openChat(server.url)
    await chat.post('can I talk to a person?', '1')
    await chat.replies(2)
    await until({ conversations: 1, ended: 0, escalated: 1, handoffs: 1, firstResponse: null, open: 1 })
    const { items } = await get<{ items: { id: string }[] }>('handoffs')
    const id = items[0]?.id
    await act(`handoffs/${id}/claim`, {})
    await act(`handoffs/${id}/reply`, { text: 'Hello, this is Ana.' })
    await vi.waitFor(async () => expect((await figures()).total.firstResponse).not.toBeNull(), {
      timeout: 15_000,
    })
    await act(`handoffs/${id}/resolve`, { cause: await cause() })
    await vi.waitFor(async () => expect((await figures()).total.timeToResolution).not.toBeNull(), {
      timeout: 15_000,
    })
    const { total, reasons, causes, byChannel, byLanguage } = await figures()
    expect(total.open).toBe(0)
    expect(total.firstResponse).toBeGreaterThanOrEqual(0)
    expect(total.timeToResolution).toBeGreaterThanOrEqual(total.firstResponse as number)
    expect(reasons).toEqual([{ reason: 'asked', count: 1 }])
    expect(causes).toEqual([{ cause: await cause(), count: 1 }])
    expect(byChannel.map(({ channel, conversations }) => [channel, conversations])).toEqual([['webchat', 1]])
    expect(byLanguage.map(({ language }) => language)).toEqual(['en'])
  })

  test('count an answer to the survey', async () => {
    const chat = await openChat(server.url)
    await chat.post('can I talk to a person?', '1')
    await chat.replies(2)
    const waiting = await vi.waitFor(
      async () => {
        const { items } = await get<{ items: { id: string; status: string }[] }>(
          'handoffs?status=waiting,offered',
        )
        expect(items).toHaveLength(1)
        return items[0]
      },
      { timeout: 15_000 },
    )
    await act(`handoffs/${waiting?.id}/claim`, {})
    await act(`handoffs/${waiting?.id}/reply`, { text: 'Done.' })
    await act(`handoffs/${waiting?.id}/resolve`, { cause: await cause() })
    const asked = await vi.waitFor(
      async () => {
        const entry = (await chat.log()).findLast(
          ({ suggestedActions }) => suggestedActions?.actions.length === 5,
        )
        expect(entry).toBeDefined()
        return entry
      },
      { timeout: 15_000, interval: 100 },
    )
    await chat.post(String(asked?.suggestedActions?.actions.at(-1)?.title), '2')
    await until({ csat: 1, csatCount: 1, conversations: 2 })
    expect((await figures()).grades).toEqual([{ survey: 'csat', grade: 5, count: 1 }])
  })
})
