import { beforeEach, describe, expect, test } from 'vitest'
import type { DeskAgent, DeskHandoff, DeskStore } from '../../handoff/desk-store.ts'
import type { AgentWords } from '../../handoff/package/agent-words.ts'
import type { StoredEntry } from '../../handoff/package/entry-of.ts'
import { createPackageReader } from '../../handoff/package/package-reader.ts'
import { createDeskRoutes } from '../../handoff/routes/desk-routes.ts'
import { contextPackageSchema } from '../../protocol/api/handoff.ts'
import type { ApiCaller, ApiRoute } from '../../protocol/api/route.ts'
import type { HttpAnswer, HttpRoute } from '../../protocol/http.ts'
import { serveApi } from '../../server/api/serve-api.ts'

const now = Date.parse('2026-03-02T10:00:00.000Z')
const ana: DeskAgent = { id: 'agt_1', name: 'Ana', email: 'ana@example.org', role: 'agent' }

const designer: DeskAgent = { id: 'agt_3', name: 'Dee', email: 'dee@example.org', role: 'designer' }
const bo: DeskAgent = { id: 'agt_2', name: 'Bo', email: 'bo@example.org', role: 'agent' }

/** A bot without words: everything is told by its name. */
const wordless: AgentWords = {
  language: 'en',
  own: (key, values) =>
    key.startsWith('summary.') ? `${key} ${Object.values(values ?? {}).join(' ')}` : undefined,
  intent: () => undefined,
  dialog: () => undefined,
  orderStatus: () => undefined,
  cause: () => undefined,
  card: () => ({ title: '', facts: [] }),
}

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
let said: string[][]
let signedIn: DeskAgent | HttpAnswer
let seen: ApiCaller['teams']
let declared: ApiRoute[]
/** What somebody else does just before the next update, which is then too late. */
let overtakers: (() => unknown)[]
/** What somebody else does while the translator works. */
let meanwhile: () => void

beforeEach(() => {
  rows = new Map([['hof_1', handoff()]])
  enqueued = []
  said = []
  signedIn = ana
  seen = 'all'
  overtakers = []
  meanwhile = () => undefined
  const transcript: (StoredEntry & { seq: number })[] = [
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
  ]
  const store: DeskStore = {
    handoffs: {
      async page({ status, visibleTo, limit }) {
        const found = [...rows.values()].filter(
          row =>
            (status === undefined || status.includes(row.status)) &&
            (visibleTo === undefined || row.team === undefined || visibleTo.teams.includes(row.team)),
        )
        return { items: found.slice(0, limit) }
      },
      counts: async ({ visibleTo }) => ({
        byStatus: { waiting: rows.size },
        mine: visibleTo?.teams.length ?? -1,
        unassigned: 1,
        overdue: 1,
      }),
      get: async id => rows.get(id),
      async update(id, version, { at, change: _what, by: _by, data: _data, ...change }) {
        const row = rows.get(id) as DeskHandoff
        if (row.version !== version || overtakers.shift()?.() !== undefined) return false
        const changed = Object.fromEntries(
          Object.entries({ ...row, ...change }).filter(([, value]) => value !== null),
        ) as unknown as DeskHandoff
        rows.set(id, { ...changed, updatedAt: at, version: version + 1 })
        return true
      },
    },
    transcript: { list: async (_, { after = 0 } = {}) => transcript.filter(({ seq }) => seq > after) },
    media: {
      attach: async (ids, agentId) => agentId === ana.id && ids.every(id => id === 'med_own'),
      of: async ids => ids.map(id => ({ id, status: 'stored' as const, contentType: 'image/png' })),
    },
    search: {
      find: async ({ id = 'cnv_1', q = 'all', visibleTo }) =>
        id === 'cnv_1' && visibleTo === undefined ? { items: [hit(q)] } : { items: [] },
    },
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
  declared = createDeskRoutes({
    store,
    packages: createPackageReader({
      store: {
        ...store,
        transcript: {
          newest: async (_, { before = 1e9, limit }) =>
            transcript.filter(({ seq }) => seq < before).slice(-limit),
        },
        conversations: { customer: async () => undefined, ofCustomer: async () => [] },
        agents: { get: async id => [ana, bo].find(agent => agent.id === id) },
      },
      words: () => wordless,
      situation: () => ({}),
      mediaPath: id => `/media/${id}?e=1&s=2`,
      clock: () => now,
    }),
    canned: async ({ handoff, language, agentName, titles }) => [
      { name: 'hello', title: titles, text: `${handoff?.id} ${agentName}`, ...(language && { language }) },
    ],
    translateReply: async (handoff, { text, language }) => {
      meanwhile()
      return text === 'wait'
        ? { status: 503, refusal: 'translate: wait; nothing was sent', retryAfterMs: 1_500 }
        : { text: `${handoff.language}: ${text}`, translated: { language, text, by: 'x' } }
    },
    clock: () => now,
    setup: () => ({
      bot: 'shop',
      languages: ['en', 'es'],
      channels: ['webchat'],
      teams: [team('madrid', ana.email), team('bucharest')],
      capacity: 4,
      offerMs: 60_000,
      translates: false,
      causes: language => [{ cause: 'late', label: `late (${language})` }],
    }),
    agents: async () => [ana, bo, designer],
    presence: async () => [
      { agentId: ana.id, status: 'away', seenAt: '2026-03-02T09:59:00.000Z' },
      { agentId: bo.id, status: 'online', seenAt: '2026-03-02T09:57:59.000Z' },
    ],
    setPresence: async (agentId, status) => {
      said.push([agentId, status])
    },
    stream: { open: () => undefined, close() {} },
    showTyping: (handoff, { id }) => {
      said.push([handoff.id, id])
    },
    allowed: async () => ({ open: false, templates: [{ name: 'hi', text: 'Hola' }] }),
    fillTemplate: async (_, __, name) =>
      name === 'hi'
        ? { text: 'Hola', approved: { key: 'hi', name: 'hi', language: 'es', parameters: [] } }
        : { status: 422 },
    maxUploadBytes: 100,
    keepUpload: async ({ bytes, name }, agentId) =>
      bytes.length < 5
        ? { error: 'only images' }
        : { id: `med_${agentId}_${name}`, contentType: 'image/png', size: bytes.length },
    loads: async () => new Map([[ana.id, { active: 2, offered: 1 }]]),
  })
  routes = serveApi(declared, {
    authenticate: async () => ('status' in signedIn ? signedIn : { caller: { ...signedIn, teams: seen } }),
  })
})

const hit = (excerpt: string) => ({
  id: 'cnv_1',
  customerId: 'cus_1',
  channel: 'webchat',
  owner: 'bot' as const,
  status: 'open' as const,
  openedAt: '2026-03-02T09:57:00.000Z',
  lastActivityAt: '2026-03-02T09:57:00.000Z',
  excerpt,
})

const everyDay = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }])
function team(name: string, ...emails: string[]) {
  const hours = { timeZone: 'UTC', week: everyDay, holidays: new Set<string>() }
  const agents = emails.map(email => ({ ...hours, email, languages: ['es'], skills: ['returns'] }))
  return { name, languages: ['en'], skills: [], agents, shifts: [hours] }
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const url = new URL(path, 'http://desk.test')
  const parts = url.pathname.split('/')
  const fits = (candidate: { method: string; path: string }) =>
    candidate.method === method &&
    candidate.path.split('/').length === parts.length &&
    candidate.path.split('/').every((part, index) => part.startsWith(':') || part === parts[index])
  const route = routes.find(fits) as HttpRoute
  const answer = await route.handle({
    method,
    url: path,
    params: { id: parts[4] ?? '' },
    query: url.searchParams,
    headers,
    body: Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)),
    clientAddress: '127.0.0.1',
  })
  // What is answered is what the document says.
  const { schema, status } = (declared.find(fits) as ApiRoute).answer
  if (answer.status === status) expect(schema?.safeParse(answer.body).error).toBeUndefined()
  return answer
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
          summary:
            'order.status · summary.order_status 10432 delayed · summary.worse angry · summary.failed orders.find · asked',
          overdue: true,
        },
      ],
    })
  })

  test('shows an agent what their teams have, and hides the rest as if it were not there', async () => {
    rows.set('hof_2', handoff({ id: 'hof_2', team: 'bucharest' }))
    rows.set('hof_3', handoff({ id: 'hof_3', team: 'bucharest', agentId: 'agt_1' }))
    seen = ['madrid']
    const listed = (await call('GET', '/api/v1/handoffs')).body as { items: { id: string }[] }
    expect(listed.items.map(({ id }) => id)).toEqual(['hof_1'])
    expect((await call('GET', '/api/v1/handoffs/counts')).body).toMatchObject({ mine: 1 })
    expect((await call('GET', '/api/v1/handoffs/hof_2')).status).toBe(404)
    expect((await call('POST', '/api/v1/handoffs/hof_2/claim')).status).toBe(404)
    expect((await call('POST', '/api/v1/handoffs/hof_2/reply', { text: 'x' })).status).toBe(404)
    expect((await call('GET', '/api/v1/handoffs/hof_3')).body).toMatchObject({ agentName: 'Ana' })
    expect(enqueued).toEqual([])
  })

  test('tells who works at the desk, who is there and how much each has', async () => {
    const { items } = (await call('GET', '/api/v1/agents')).body as { items: object[] }
    expect(items).toEqual([
      {
        ...ana,
        teams: ['madrid'],
        languages: ['es'],
        skills: ['returns'],
        status: 'away',
        working: true,
        active: 2,
        offered: 1,
      },
      {
        ...bo,
        teams: ['bucharest'],
        languages: ['en'],
        skills: [],
        status: 'offline',
        working: true,
        active: 0,
        offered: 0,
      },
    ])
  })

  test('tells who is there and who is typing', async () => {
    expect((await call('PUT', '/api/v1/presence', { status: 'away' })).status).toBe(204)
    expect((await call('PUT', '/api/v1/presence', { status: 'offline' })).status).toBe(422)
    expect((await call('POST', '/api/v1/handoffs/hof_1/typing')).status).toBe(204)
    expect((await call('POST', '/api/v1/handoffs/hof_404/typing')).status).toBe(404)
    expect(said).toEqual([
      ['agt_1', 'away'],
      ['hof_1', 'agt_1'],
    ])
  })

  test('keeps customers’ data from designers, who may set up a console', async () => {
    signedIn = designer
    for (const { method, path, access } of declared) {
      const { status } = await call(method, path.replace(':id', 'hof_1'))
      expect([path, status === 403]).toEqual([path, access === 'desk'])
    }
    expect((await call('GET', '/api/v1/desk?language=es')).body).toMatchObject({
      causes: [{ cause: 'late', label: 'late (es)' }],
      teams: [{ name: 'madrid' }, { name: 'bucharest' }],
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

  test('sends files that the agent uploaded themselves, and no others', async () => {
    const send = (contentUrl: string) =>
      call('POST', '/api/v1/handoffs/hof_1/reply', {
        attachments: [{ contentType: 'image/png', contentUrl }],
      })
    expect((await send('media:med_own')).status).toBe(202)
    expect((await send('https://shop.example/a.png')).status).toBe(202)
    for (const url of ['media:med_1', 'media:', 'file:///etc/passwd', 'http://x', 'data:text/html,x']) {
      expect([url, (await send(url)).status]).toEqual([url, 422])
    }
    signedIn = bo
    expect((await send('media:med_own')).status).toBe(422)
    expect(enqueued).toHaveLength(2)
  })

  test('sends a template of the channel, alone, as the customer will read it', async () => {
    expect((await call('GET', '/api/v1/handoffs/hof_1/templates')).body).toMatchObject({ open: false })
    const reply = (body: object) => call('POST', '/api/v1/handoffs/hof_1/reply', body)
    expect((await reply({ template: 'none' })).status).toBe(422)
    expect((await reply({ template: 'hi', text: 'and this' })).status).toBe(422)
    expect(enqueued).toEqual([])
    expect((await reply({ template: 'hi' })).status).toBe(202)
    expect(enqueued).toMatchObject([
      { payload: { verb: 'reply', text: 'Hola', template: 'hi', approved: { name: 'hi', language: 'es' } } },
    ])
  })

  test('keeps an upload under a plain name, or says why not', async () => {
    const upload = (body: string, name: string) =>
      call('POST', '/api/v1/uploads', body, { 'x-file-name': name })
    expect((await upload('12345', 'C%3A%5Ca%2F%E2%80%AEfactura.png')).body).toEqual({
      id: 'med_agt_1_factura.png',
      contentUrl: 'media:med_agt_1_factura.png',
      contentType: 'image/png',
      name: 'factura.png',
      size: 5,
    })
    expect((await upload('1234', '%')).status).toBe(415)
    expect((await upload('', 'a')).status).toBe(422)
  })

  test('finds conversations and reads them, the bot’s own too', async () => {
    expect((await call('GET', '/api/v1/conversations?q=late')).body).toMatchObject({
      items: [{ excerpt: 'late' }],
    })
    expect((await call('GET', '/api/v1/conversations/cnv_1')).body).toMatchObject({
      conversation: { id: 'cnv_1' },
      items: [{ text: '¿dónde está el 10432?' }, { text: 'Un momento.' }],
    })
    seen = []
    expect((await call('GET', '/api/v1/conversations/cnv_1')).status).toBe(404)
    expect((await call('GET', '/api/v1/conversations?cursor=%27%20OR%201')).status).toBe(400)
  })

  test('translates an answer when the agent asks, and sends nothing when that fails', async () => {
    const path = '/api/v1/handoffs/hof_1/reply?language=ro'
    expect((await call('POST', path, { text: 'Salut', translate: true })).status).toBe(202)
    expect(enqueued[0]?.payload).toMatchObject({
      text: 'es: Salut',
      translated: { language: 'ro', text: 'Salut', by: 'x' },
    })
    expect(enqueued[0]?.payload).not.toHaveProperty('translate')
    const failed = await call('POST', path, { text: 'wait', translate: true })
    expect([failed.status, failed.headers?.['retry-after'], JSON.parse(String(failed.body)).detail]).toEqual([
      503,
      '2',
      'translate: wait; nothing was sent',
    ])
    expect(enqueued).toHaveLength(1)
    await call('POST', path, { text: 'Salut', translate: false })
    expect(enqueued[1]?.payload).toMatchObject({ text: 'Salut' })
  })

  test.each([
    ['gave it back', { status: 'returned' as const }],
    ['took it', { status: 'active' as const, agentId: bo.id }],
  ])('refuses a reply when somebody %s while it was translated', async (_, change) => {
    meanwhile = () => void rows.set('hof_1', handoff(change))
    const answer = await call('POST', '/api/v1/handoffs/hof_1/reply', { text: 'Salut', translate: true })
    expect(answer.status).toBe(409)
    expect(enqueued).toEqual([])
  })

  test('gives canned replies for a hand-off that the agent sees, in the languages asked for', async () => {
    const answer = await call('GET', '/api/v1/canned?handoff=hof_1&language=es&titles=ro')
    expect(answer.body).toEqual({
      items: [{ name: 'hello', title: 'ro', text: 'hof_1 Ana', language: 'es' }],
    })
    const browser = await call('GET', '/api/v1/canned?language=es', undefined, {
      'accept-language': 'fr-FR,en',
    })
    expect(browser.body).toMatchObject({ items: [{ title: 'fr-FR', text: 'undefined Ana' }] })
    rows.set('hof_2', handoff({ id: 'hof_2', team: 'bucharest' }))
    seen = ['madrid']
    expect((await call('GET', '/api/v1/canned?handoff=hof_2')).status).toBe(404)
    expect((await call('GET', '/api/v1/canned?language=español')).status).toBe(400)
  })

  test('refuses a cause that the desk has not, and a text with a gap, storing nothing', async () => {
    const cause = await call('POST', '/api/v1/handoffs/hof_1/resolve', { cause: 'nonsense' })
    expect([cause.status, JSON.parse(String(cause.body)).detail]).toEqual([
      422,
      'cause: may be late; found "nonsense"',
    ])
    const gap = await call('POST', '/api/v1/handoffs/hof_1/reply', { text: 'Hola {{customer.name}}' })
    expect([gap.status, JSON.parse(String(gap.body)).detail]).toEqual([
      422,
      'text: still has the gap {{customer.name}}: fill it in, or take it out',
    ])
    expect(enqueued).toEqual([])
    rows.set('hof_1', handoff({ status: 'active', agentId: ana.id }))
    expect((await call('POST', '/api/v1/handoffs/hof_1/resolve', { cause: 'late' })).status).toBe(202)
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

  test('gives a hand-off to a team or a language, also out of the sight of who does it', async () => {
    seen = ['madrid']
    rows.set('hof_1', handoff({ team: 'madrid', status: 'active', agentId: ana.id }))
    const moved = await call('POST', '/api/v1/handoffs/hof_1/transfer', { to: 'team:bucharest' })
    expect(moved.body).toMatchObject({ status: 'waiting', team: 'bucharest' })
    expect((await call('POST', '/api/v1/handoffs/hof_1/claim')).status).toBe(404)
    seen = 'all'
    await call('POST', '/api/v1/handoffs/hof_1/transfer', { to: 'es' })
    expect(rows.get('hof_1')).toMatchObject({ status: 'waiting', language: 'es' })
    expect(rows.get('hof_1')?.team).toBeUndefined()
  })

  test('leaves what another agent has to them, unless it is taken over on purpose', async () => {
    rows.set('hof_1', handoff({ status: 'active', agentId: bo.id }))
    for (const [verb, body] of [
      ['claim', undefined],
      ['reply', { text: 'x' }],
      ['hold', undefined],
      ['resolve', { cause: 'late' }],
      ['transfer', { to: 'team:madrid' }],
    ] as const) {
      expect([verb, (await call('POST', `/api/v1/handoffs/hof_1/${verb}`, body)).status]).toEqual([verb, 409])
    }
    expect((await call('POST', '/api/v1/handoffs/hof_1/note', { text: 'x' })).status).toBe(202)
    expect((await call('POST', '/api/v1/handoffs/hof_1/claim', { takeOver: true })).status).toBe(200)
    expect(rows.get('hof_1')).toMatchObject({ agentId: ana.id, desk: 'console' })
  })

  test('tries again when something else was changed in between, and tells who was faster', async () => {
    const touch = (change: object) => () => {
      const row = rows.get('hof_1') as DeskHandoff
      rows.set('hof_1', { ...row, ...change, version: row.version + 1 })
      return true
    }
    overtakers = [touch({ priority: 'urgent' }), touch({ status: 'offered', agentId: bo.id })]
    expect((await call('POST', '/api/v1/handoffs/hof_1/claim')).status).toBe(200)
    expect(rows.get('hof_1')).toMatchObject({ status: 'active', agentId: ana.id, priority: 'urgent' })
    rows.set('hof_1', handoff())
    overtakers = [touch({ status: 'active', agentId: bo.id })]
    const late = await call('POST', '/api/v1/handoffs/hof_1/claim')
    expect([late.status, String(late.body)]).toEqual([409, expect.stringContaining('another agent has it')])
    rows.set('hof_1', handoff())
    overtakers = Array.from({ length: 9 }, () => touch({}))
    expect((await call('POST', '/api/v1/handoffs/hof_1/claim')).status).toBe(409)
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
