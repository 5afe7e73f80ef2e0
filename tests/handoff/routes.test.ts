import { beforeEach, describe, expect, test } from 'vitest'
import type { DeskAgent, DeskHandoff, DeskStore } from '../../handoff/desk-store.ts'
import { createDeskRoutes } from '../../handoff/routes.ts'
import { contextPackageSchema } from '../../protocol/api/handoff.ts'
import type { HttpAnswer, HttpRoute } from '../../protocol/http.ts'

const now = Date.parse('2026-03-02T10:00:00.000Z')
const ana: DeskAgent = { id: 'agt_1', name: 'Ana', email: 'ana@example.org', role: 'agent' }

const bo: DeskAgent = { id: 'agt_2', name: 'Bo', email: 'bo@example.org', role: 'agent' }

function handoff(change: Partial<DeskHandoff> = {}): DeskHandoff {
  return {
    id: 'hof_1',
    conversationId: 'cnv_1',
    customerId: 'cus_1',
    channel: 'webchat',
    language: 'es',
    reason: 'asked',
    priority: 'normal',
    facts: {
      situation: {
        intent: {
          name: 'order.status',
          confidence: 0.91,
          alternatives: [{ intent: 'order.status', confidence: 0.91 }],
        },
        sentiment: [
          { label: 'neutral', score: 0 },
          { label: 'angry', score: -0.8 },
        ],
        slots: { number: '10432' },
        order: { number: '10432', status: 'delayed' },
        tried: [
          {
            at: '2026-03-02T09:58:00.000Z',
            kind: 'action',
            name: 'orders.find',
            outcome: 'failed',
            error: 'timed out',
          },
        ],
        misses: 0,
      },
      customer: { name: 'Marta', country: 'ES', verified: true, returning: false },
      timeZone: 'Europe/Madrid',
      suggestedReplies: [],
    },
    status: 'waiting',
    createdAt: '2026-03-02T09:59:00.000Z',
    updatedAt: '2026-03-02T09:59:00.000Z',
    deadlineAt: '2026-03-02T09:59:30.000Z',
    version: 1,
    ...change,
  }
}

let rows: Map<string, DeskHandoff>
let enqueued: Parameters<DeskStore['inbox']['enqueue']>[0][number][]
let routes: HttpRoute[]
let signedIn: DeskAgent | HttpAnswer

beforeEach(() => {
  rows = new Map([['hof_1', handoff()]])
  enqueued = []
  signedIn = ana
  const store: DeskStore = {
    handoffs: {
      list: async ({ status, limit }) =>
        [...rows.values()].filter(row => status === undefined || status.includes(row.status)).slice(0, limit),
      get: async id => rows.get(id),
      async update(id, version, { at, ...change }) {
        const row = rows.get(id) as DeskHandoff
        if (row.version !== version) return false
        rows.set(id, { ...row, ...change, updatedAt: at, version: version + 1 })
        return true
      },
    },
    transcript: {
      list: async () => [
        {
          seq: 1,
          id: 'inb_1',
          at: '2026-03-02T09:57:00.000Z',
          speaker: 'customer',
          activity: {
            type: 'message',
            text: '¿dónde está el 10432?',
            attachments: [{ contentType: 'image/jpeg', contentUrl: 'media:med_1' }],
          },
        },
        {
          seq: 2,
          id: 'inb_1:0',
          at: '2026-03-02T09:57:01.000Z',
          speaker: 'bot',
          activity: { type: 'message', text: 'Un momento.' },
        },
      ],
    },
    media: { of: async ids => ids.map(id => ({ id, status: 'stored' as const, contentType: 'image/png' })) },
    deliveries: {
      of: async ids =>
        new Map(
          ids.map(id => [
            id,
            { status: 'failed', at: '2026-03-02T09:57:05.000Z', error: '131026: not there' },
          ]),
        ),
    },
    inbox: {
      async enqueue(added) {
        enqueued.push(...added)
        return added.map(() => ({ id: 'inb_9', fresh: true }))
      },
    },
  }
  routes = createDeskRoutes({
    store,
    mediaPath: id => `/media/${id}?e=1&s=2`,
    clock: () => now,
    authenticate: async () => signedIn,
    findAgent: async name => (name === 'bo@example.org' || name === 'agt_2' ? bo : undefined),
  })
})

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const url = new URL(path, 'http://desk.test')
  const parts = url.pathname.split('/')
  const route = routes.find(
    candidate =>
      candidate.method === method &&
      candidate.path.split('/').length === parts.length &&
      candidate.path.split('/').every((part, index) => part.startsWith(':') || part === parts[index]),
  ) as HttpRoute
  return route.handle({
    method,
    url: path,
    params: { id: parts[4] ?? '' },
    query: url.searchParams,
    headers,
    body: Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)),
    clientAddress: '127.0.0.1',
  })
}

describe('the desk’s API', () => {
  test('answers 401 to who is not signed in, on every route', async () => {
    signedIn = { status: 401 }
    for (const route of routes) {
      const answer = await call(route.method, route.path.replace(':id', 'hof_1'))
      expect(answer.status, `${route.method} ${route.path}`).toBe(401)
    }
    expect(enqueued).toEqual([])
  })

  test('lists hand-offs by status with a one-line summary', async () => {
    rows.set('hof_2', handoff({ id: 'hof_2', status: 'resolved' }))
    const answer = await call('GET', '/api/v1/handoffs?status=waiting,active')
    expect(answer.body).toMatchObject({
      items: [
        {
          id: 'hof_1',
          summary: 'order.status · order 10432 (delayed) · angry · orders.find failed · asked',
          overdue: true,
        },
      ],
    })
  })

  test('names the allowed states when one is unknown', async () => {
    const answer = await call('GET', '/api/v1/handoffs?status=open')
    expect(answer.status).toBe(400)
    expect(String(answer.body)).toContain('waiting, offered, active, on_hold, returned, resolved')
  })

  test('gives the context package, which meets its schema', async () => {
    const answer = await call('GET', '/api/v1/handoffs/hof_1')
    const found = contextPackageSchema.parse(answer.body)
    expect(found.customer).toMatchObject({ name: 'Marta', localTime: '11:00', verified: true })
    expect(found.sentiment).toEqual({ label: 'angry', score: -0.8, trend: 'worse' })
    expect(found.tried).toHaveLength(1)
    expect(found.transcript[0]?.text).toBe('¿dónde está el 10432?')
    expect(found.transcript[0]?.media).toEqual([
      { id: 'med_1', status: 'stored', contentType: 'image/png', url: '/media/med_1?e=1&s=2' },
    ])
    expect(found.transcript.map(({ delivery }) => delivery?.error)).toEqual([undefined, '131026: not there'])
  })

  test('puts a reply into the conversation’s inbox', async () => {
    const answer = await call('POST', '/api/v1/handoffs/hof_1/reply', { text: 'Hola, soy Ana' })
    expect(answer.status).toBe(202)
    expect(enqueued).toMatchObject([
      {
        conversationId: 'cnv_1',
        kind: 'agent',
        payload: { verb: 'reply', agentId: 'agt_1', author: 'Ana', text: 'Hola, soy Ana' },
      },
    ])
  })

  test('gives a repeated write the same key', async () => {
    const headers = { 'idempotency-key': 'k1' }
    await call('POST', '/api/v1/handoffs/hof_1/reply', { text: 'a' }, headers)
    await call('POST', '/api/v1/handoffs/hof_1/reply', { text: 'a' }, headers)
    expect(new Set(enqueued.map(row => row.key)).size).toBe(1)
  })

  test('lets exactly one of two agents claim', async () => {
    const answers = await Promise.all([
      call('POST', '/api/v1/handoffs/hof_1/claim'),
      call('POST', '/api/v1/handoffs/hof_1/claim'),
    ])
    expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
    expect(rows.get('hof_1')).toMatchObject({ status: 'active', agentId: 'agt_1' })
  })

  test('offers a hand-off to another agent, who alone may accept it', async () => {
    expect((await call('POST', '/api/v1/handoffs/hof_1/transfer', { to: 'nobody' })).status).toBe(422)
    expect(rows.get('hof_1')?.status).toBe('waiting')
    expect((await call('POST', '/api/v1/handoffs/hof_1/transfer', { to: 'bo@example.org' })).status).toBe(200)
    expect(rows.get('hof_1')).toMatchObject({ status: 'offered', agentId: 'agt_2' })
    expect((await call('POST', '/api/v1/handoffs/hof_1/accept')).status).toBe(409)
    signedIn = bo
    expect((await call('POST', '/api/v1/handoffs/hof_1/accept')).status).toBe(200)
    expect(rows.get('hof_1')).toMatchObject({ status: 'active', agentId: 'agt_2' })
  })

  test('refuses what the state does not allow, and says the state', async () => {
    rows.set('hof_1', handoff({ status: 'resolved' }))
    const answer = await call('POST', '/api/v1/handoffs/hof_1/reply', { text: 'late' })
    expect(answer.status).toBe(409)
    expect(String(answer.body)).toContain('resolved')
  })

  test.each([
    ['reply', '{', 400],
    ['reply', {}, 422],
    ['reply', { text: '   ' }, 422],
    ['resolve', {}, 422],
    ['resolve', { cause: 'x', extra: 1 }, 422],
    ['note', [], 422],
  ])('answers a wrong body of %s with a sentence, storing nothing', async (verb, body, status) => {
    const answer = await call('POST', `/api/v1/handoffs/hof_1/${verb}`, body)
    expect(answer.status).toBe(status)
    expect(enqueued).toEqual([])
  })

  test('answers 404 for a hand-off that is not there', async () => {
    expect((await call('GET', '/api/v1/handoffs/hof_404')).status).toBe(404)
  })
})
