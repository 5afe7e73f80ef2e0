import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import { acceptOne, activity, at, type Engine, START, takeOne, turn, useStore } from './subject.ts'

export function search(engine: Engine): void {
  const store = useStore(engine)
  let clock = START

  /** As the server hands it in: in place, so that lengths stay. */
  const mask = (text: string) =>
    text.replaceAll(/(?<=password: )\S{3,}|\d{16}/g, secret => '•'.repeat(secret.length))

  /** A conversation in which this was said, indexed. */
  async function talk(
    texts: readonly string[],
    more: { name?: string; language?: string; channel?: string; team?: string; handoff?: boolean } = {},
  ): Promise<string> {
    const { name, language, channel = 'webchat', team, handoff = team !== undefined } = more
    const { conversationId } = await acceptOne(store(), {
      channel,
      ...(name === undefined ? {} : { customer: { name } }),
    })
    await takeOne(store(), conversationId, claimed =>
      turn(claimed, {
        ...(language === undefined ? {} : { language }),
        transcript: texts.map((text, n) => ({
          id: `${claimed.rows[0]?.id}:${n}`,
          at: at(n),
          speaker: n % 2 === 0 ? 'customer' : 'bot',
          activity: activity(text),
        })),
        ...(handoff
          ? {
              owner: 'human',
              handoff: {
                id: newId('hof'),
                reason: 'asked',
                priority: 'normal',
                ...(team === undefined ? {} : { team }),
                facts: {},
                deadlineAt: at(0),
              },
            }
          : {}),
      }),
    )
    return conversationId
  }

  async function index() {
    clock += 61_000
    while (await store().search.index(clock, mask)) clock += 1
  }

  const ids = async (
    options: Omit<Parameters<ReturnType<typeof store>['search']['find']>[0], 'limit' | 'mask'>,
  ) => (await store().search.find({ limit: 50, mask, ...options })).items.map(({ id }) => id)

  test('what was said, names and numbers are found, in any script, newest first', async () => {
    const spanish = await talk(['¿Dónde está mi pedido ES-77001?', 'Está en camino'], { name: 'María Peña' })
    const chinese = await talk(['我的订单还没有送达', '请稍等'])
    const arabic = await talk(['أين طلبي رقم 77003؟'])
    const again = await talk(['otro pedido'], { name: 'Maria Lopez' })
    await index()
    expect(await ids({ q: 'donde pedido' })).toEqual([spanish])
    expect(await ids({ q: 'PENA' })).toEqual([spanish])
    expect(await ids({ q: '77001' })).toEqual([spanish])
    expect(await ids({ q: 'maria' })).toEqual([again, spanish])
    expect(await ids({ q: '订单' })).toEqual([chinese])
    expect(await ids({ q: 'الطلب' })).toEqual([arabic])
    expect(await ids({ q: 'طلب' })).toEqual([arabic])
    expect(await ids({ q: 'pedido 77001 nowhere' })).toEqual([])
    expect(await ids({ q: '  ' })).toEqual([again, arabic, chinese, spanish])
  })

  test('the line is told in which the words are, else the last one', async () => {
    const id = await talk(['Hello there', 'Hi', 'My parcel is broken', 'Oh dear'])
    await index()
    const [hit] = (await store().search.find({ q: 'parcel broken', limit: 1, mask })).items
    expect(hit).toMatchObject({ id, excerpt: 'My parcel is broken', channel: 'webchat', owner: 'bot' })
    const [last] = (await store().search.find({ limit: 1, mask })).items
    expect(last).toMatchObject({ id, excerpt: 'Oh dear' })
  })

  test('what is said later is found too, once', async () => {
    const id = await talk(['first zebra'])
    await index()
    await store().inbox.enqueue([{ conversationId: id, kind: 'agent', key: 'k', payload: {}, dueAt: at(0) }])
    await takeOne(store(), id, claimed =>
      turn(claimed, {
        transcript: [{ id: newId('inb'), at: at(9), speaker: 'agent', activity: activity('then a giraffe') }],
      }),
    )
    await index()
    expect(await ids({ q: 'zebra giraffe' })).toEqual([id])
    expect(await ids({ q: 'zebra' })).toEqual([id])
  })

  test('pages go on where the one before ended, with words and without', async () => {
    const made: string[] = []
    for (let n = 0; n < 7; n++) made.unshift(await talk([`walrus number${n}`]))
    await index()
    for (const q of ['walrus', undefined]) {
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await store().search.find({
          limit: 3,
          mask,
          ...(q === undefined ? {} : { q }),
          ...(after === undefined ? {} : { after }),
        })
        seen.push(...page.items.map(({ id }) => id))
        after = page.next
      } while (after !== undefined && seen.length < made.length)
      expect(seen.slice(0, 7)).toEqual(made)
    }
  })

  test('an agent finds what their teams have, what no team has and what is theirs', async () => {
    const madrid = await talk(['ostrich'], { team: 'madrid' })
    const bucharest = await talk(['ostrich'], { team: 'bucharest' })
    const nobody = await talk(['ostrich'], { handoff: true })
    const bot = await talk(['ostrich'])
    await index()
    const q = 'ostrich'
    expect(await ids({ q })).toEqual([bot, nobody, bucharest, madrid])
    expect(await ids({ q, visibleTo: { agentId: 'agt_1', teams: ['madrid'] } })).toEqual([
      bot,
      nobody,
      madrid,
    ])
    expect(await ids({ q, visibleTo: { agentId: 'agt_1', teams: [] } })).toEqual([bot, nobody])
    const hidden = { id: bucharest, visibleTo: { agentId: 'agt_1', teams: ['madrid'] } }
    expect(await ids(hidden)).toEqual([])
    expect(await ids({ id: bucharest })).toEqual([bucharest])
  })

  test('whose newest hand-off is of another team is no longer found by the first', async () => {
    const id = await talk(['pelican'], { team: 'madrid' })
    const say = async (key: string, more: Parameters<typeof turn>[1]) => {
      await store().inbox.enqueue([{ conversationId: id, kind: 'agent', key, payload: {}, dueAt: at(0) }])
      await takeOne(store(), id, claimed => turn(claimed, more))
    }
    await say('over', {
      handoffUpdate: { status: 'resolved', changes: [{ change: 'resolve' }] },
      owner: 'bot',
    })
    const again = {
      reason: 'asked',
      priority: 'normal',
      team: 'bucharest',
      facts: {},
      deadlineAt: at(0),
    } as const
    await say('again', { owner: 'human', handoff: { id: newId('hof'), ...again } })
    await index()
    for (const asked of [{ id }, { q: 'pelican' }]) {
      const seen = (teams: string[]) => ids({ ...asked, visibleTo: { agentId: 'agt_1', teams } })
      expect(await seen(['madrid'])).toEqual([])
      expect(await seen(['bucharest'])).toEqual([id])
    }
  })

  test('what is masked is not found, nor told in a line that is cut behind its beginning', async () => {
    const filler = 'lorem '.repeat(60)
    const between = 'and then I went for a long walk to see the '.padEnd(45, '-')
    const card = await talk([`ibis ${filler} 4111111111111111`])
    const secret = await talk([`${filler}password: hunter2 ${between}heronry ${filler}`])
    await index()
    expect(await ids({ q: 'ibis' })).toEqual([card])
    expect(await ids({ q: '4111' })).toEqual([])
    expect(await ids({ q: 'hunter2' })).toEqual([])
    const { items } = await store().search.find({ q: 'heronry', limit: 9, mask })
    expect(items.map(({ id }) => id)).toEqual([secret])
    expect(items[0]?.excerpt).toContain('heronry')
    expect(items[0]?.excerpt).not.toContain('ter2')
    expect((await store().search.find({ id: secret, limit: 1, mask })).items[0]?.excerpt).not.toContain(
      'ter2',
    )
  })

  test('of a flood of long messages a bounded part is looked at, a little in each turn of the event loop', async () => {
    const long = Array.from({ length: 2_500 }, (_, n) => `w${n % 50}`).join(' ')
    const id = await talk(Array.from({ length: 120 }, (_, n) => `flood${n} ${long}`))
    let all = 0
    let now = 0
    let most = 0
    let watching = true
    const watch = () => {
      now = 0
      if (watching) setImmediate(watch)
    }
    watch()
    const counting = (text: string) => {
      all += text.length
      now += text.length
      most = Math.max(most, now)
      return text
    }
    clock += 61_000
    while (await store().search.index(clock, counting)) clock += 1
    expect(all).toBeGreaterThan(50_000)
    expect(all).toBeLessThan(150_000)
    expect(await ids({ q: 'flood0' })).toEqual([id])
    expect(await ids({ q: 'flood119' })).toEqual([])
    all = 0
    await store().search.find({ q: 'flood0 w1 flood1', limit: 1, mask: counting })
    expect(all).toBeGreaterThan(2_000)
    expect(all).toBeLessThan(50_000)
    expect(most).toBeLessThan(15_000)
    watching = false
  })

  test('channel and language narrow it down', async () => {
    const phone = await talk(['heron'], { channel: 'whatsapp', language: 'pt-BR' })
    const web = await talk(['heron'], { language: 'es' })
    await index()
    expect(await ids({ q: 'heron', channel: 'whatsapp' })).toEqual([phone])
    expect(await ids({ q: 'heron', language: 'pt' })).toEqual([phone])
    expect(await ids({ q: 'heron', language: 'es' })).toEqual([web])
    expect(await ids({ q: 'heron', language: 'p%' })).toEqual([])
  })

  test.each([
    `" OR 1=1 --`,
    `'; DROP TABLE search_docs; --`,
    'NEAR(a b)',
    'a:* & !b',
    '\u0000',
    '%',
    '🦒'.repeat(300),
  ])('the search %j harms nothing', async q => {
    expect(Array.isArray(await ids({ q }))).toBe(true)
    expect((await store().search.find({ q: 'ostrich', limit: 1, mask })).items).toHaveLength(1)
  })
}
