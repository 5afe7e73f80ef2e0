import { describe, expect, test } from 'vitest'
import type { FigureSource } from '../../handoff/figures.ts'
import { figureRoutes } from '../../handoff/routes/figures.ts'
import { figuresSchema } from '../../protocol/api/figures.ts'
import type { ApiCaller } from '../../protocol/api/route.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import { type SignedIn, serveApi } from '../../server/api/serve-api.ts'

/** 23:30 of the day before in New York. */
const now = Date.parse('2026-03-30T03:30:00.000Z')

const caller = (role: ApiCaller['role']): ApiCaller => ({
  id: 'agt_1',
  name: 'Ana',
  email: 'ana@example.org',
  role,
  teams: 'all',
})

function open() {
  const asked: {
    spans: { from: string; to: string; channel?: string; language?: string }[]
    gathered: number
  } = {
    spans: [],
    gathered: 0,
  }
  const source: FigureSource = {
    async conversations(span) {
      asked.spans.push(span)
      return []
    },
    handoffs: async () => [],
    grades: async () => [],
    openNow: async () => ({ open: 3, overdue: 1 }),
  }
  const routes = figureRoutes({
    figures: {
      ...source,
      async gather() {
        asked.gathered++
        return 0
      },
    },
    clock: () => now,
  })
  async function get(
    path: string,
    signedIn: SignedIn = { caller: caller('supervisor') },
  ): Promise<HttpAnswer> {
    const url = new URL(path, 'http://localhost')
    const route = serveApi(routes, { authenticate: async () => signedIn }).find(
      one => one.path === url.pathname,
    )
    return (await route?.handle({
      method: 'GET',
      url: path,
      params: {},
      query: url.searchParams,
      headers: {},
      body: new Uint8Array(),
      clientAddress: '127.0.0.1',
    })) as HttpAnswer
  }
  return { asked, get }
}

const detail = ({ body }: HttpAnswer) => (JSON.parse(String(body)) as { detail: string }).detail

describe('the routes of figures', () => {
  test('answer the last thirty days in the asked time zone, what has just ended included', async () => {
    const { asked, get } = open()
    const { status, body } = await get('/api/v1/figures?timeZone=America/New_York')
    expect(status).toBe(200)
    const figures = figuresSchema.parse(body)
    expect([figures.from, figures.to, figures.byDay.length]).toEqual(['2026-02-28', '2026-03-29', 30])
    expect(figures.total).toMatchObject({
      conversations: 0,
      contained: null,
      csat: null,
      open: 3,
      overdue: 1,
    })
    expect(asked.gathered).toBe(1)
    // Days lie side by side, over the night on which the clock goes forward too.
    const spans = asked.spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))
    for (const [n, { from }] of spans.entries()) if (n > 0) expect(from).toBe(spans[n - 1]?.to)
  })

  test('ask for one channel and one language when told so', async () => {
    const { asked, get } = open()
    await get(
      '/api/v1/figures?from=2026-03-29&to=2026-03-29&timeZone=Europe/Madrid&channel=email&language=und',
    )
    expect(asked.spans).toEqual([
      {
        from: '2026-03-28T23:00:00.000Z',
        to: '2026-03-29T22:00:00.000Z',
        channel: 'email',
        language: 'und',
      },
    ])
  })

  test('say what is wrong with a query', async () => {
    const { get } = open()
    const wrong = async (query: string) => {
      const answer = await get(`/api/v1/figures?${query}`)
      expect(answer.status).toBe(400)
      return detail(answer)
    }
    expect(await wrong('from=2026-02-30')).toBe('from: must be a day such as 2026-03-29')
    expect(await wrong('from=0001-01-01')).toBe('from: must be a day of 2000 to 2099')
    expect(await wrong('timeZone=Mars')).toBe('timeZone: must be a time zone such as Europe/Madrid')
    expect(await wrong('from=2026-03-02&to=2026-03-01')).toBe(
      'from: must not be after to, 2026-03-01; found 2026-03-02',
    )
    expect(await wrong('from=2024-01-01&to=2026-01-01')).toBe('from: at most 366 days at once; found 732')
  })

  test('are for supervisors, designers and tokens with their scope', async () => {
    const { get } = open()
    const status = async (signedIn: SignedIn) => (await get('/api/v1/figures', signedIn)).status
    expect(await status({ caller: caller('designer') })).toBe(200)
    expect(await status({ caller: caller('agent') })).toBe(403)
    expect(await status({ caller: caller('supervisor'), scopes: ['figures'] })).toBe(200)
    expect(await status({ caller: caller('supervisor'), scopes: ['read', 'write'] })).toBe(403)
  })

  test('give a file of CSV that names its days', async () => {
    const { get } = open()
    const { headers, body } = await get('/api/v1/figures.csv?from=2026-03-01&to=2026-03-02')
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="figures-2026-03-01-2026-03-02.csv"',
    })
    expect(String(body).split('\r\n')).toHaveLength(1 + 1 + 2 + 1)
  })
})
