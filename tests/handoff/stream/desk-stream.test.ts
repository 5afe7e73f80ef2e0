import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createDeskStream, type DeskStream } from '../../../handoff/stream/desk-stream.ts'
import { typingId } from '../../../handoff/stream/typing.ts'
import type { ApiCaller } from '../../../protocol/api/route.ts'
import { STREAM_EVENTS, type StreamEventName } from '../../../protocol/api/stream.ts'
import { silentLog } from '../../../protocol/log.ts'
import { openStore } from '../../../store/open.ts'
import type { Store } from '../../../store/store.ts'
import { freshDatabase } from '../../fresh-database.ts'
import {
  ana,
  client,
  handOver,
  plainly,
  readerOf,
  requestWith,
  say,
  supervisor,
  until,
} from './desk-subject.ts'

describe.each(['sqlite', 'postgres'] as const)('the event stream on %s', engine => {
  let store: Store
  let drop: () => Promise<void>
  let streams: DeskStream[] = []
  /** Who is still signed in. */
  let valid: Set<string>

  beforeAll(async () => {
    const database = await freshDatabase(engine)
    drop = database.drop
    store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: true })
  })
  afterAll(async () => {
    await store?.close()
    await drop?.()
  })
  afterEach(() => {
    for (const stream of streams) stream.close()
    streams = []
  })

  function open(on: Store = store): DeskStream {
    valid = new Set([ana.id, supervisor.id])
    const stream = createDeskStream({
      store: on,
      shown: plainly,
      agents: async () => [ana, supervisor],
      clock: Date.now,
      log: silentLog,
      presence: {
        list: async () =>
          [ana, supervisor].map(({ id, name, email, role }) => ({
            id,
            name,
            email,
            role,
            teams: [],
            languages: [],
            skills: [],
            status: 'online' as const,
            working: true,
            active: 0,
            offered: 0,
          })),
        seen: on.presence.seen,
      },
      recheck: async request => {
        const caller = request.headers.cookie === supervisor.id ? supervisor : ana
        return valid.has(caller.id) ? readerOf(caller) : undefined
      },
      onWake: on.onWake,
    })
    streams.push(stream)
    return stream
  }

  async function connect(stream: DeskStream, caller: ApiCaller = supervisor, lastEventId?: string) {
    const one = client()
    const request = requestWith({
      cookie: caller.id,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    })
    const leave = stream.open(readerOf(caller), request)?.(one.sink)
    await until(() => one.told().some(({ event }) => event === 'ready'))
    return { ...one, leave: leave as () => void }
  }

  const messages = (one: { told(): { event: string; data: object }[] }) =>
    one
      .told()
      .flatMap(({ event, data }) =>
        event === 'message' ? [(data as { entry: { text: string } }).entry.text] : [],
      )

  test('tells of a hand-off and of what is said, soon after the commit, in the form of its schema', async () => {
    const one = await connect(open())
    const { conversationId, handoffId } = await handOver(store)
    const startedAt = Date.now()
    await say(store, conversationId, 'line\nend\n\nevent: reset\u2028')
    await until(() => messages(one).length > 0)
    expect(Date.now() - startedAt).toBeLessThan(1_000)
    const told = one.told().filter(({ event }) => event !== 'presence')
    expect(told.map(({ event }) => event)).toEqual(['ready', 'handoff', 'message'])
    expect(told[1]?.data).toMatchObject({ change: 'created', handoff: { id: handoffId } })
    expect(messages(one)).toEqual(['line\nend\n\nevent: reset\u2028'])
    const ids = told.map(({ id }) => Number(id))
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    for (const { event, data } of told.filter(({ event }) => event !== 'handoff' && event !== 'message')) {
      expect(STREAM_EVENTS[event as StreamEventName].safeParse(data).success).toBe(true)
    }
  })

  test('goes on from the last event that a client had: nothing is lost, nothing doubled, all in order', async () => {
    const stream = open()
    const conversations = await Promise.all(Array.from({ length: 8 }, () => handOver(store)))
    const first = await connect(stream)
    let current = first
    const seen: string[] = []
    const ids: number[] = []
    const collect = () => {
      for (const { id, event, data } of current.told()) {
        if (event !== 'message') continue
        seen.push((data as { entry: { text: string } }).entry.text)
        ids.push(Number(id))
      }
    }
    const said = Promise.all(
      conversations.map(async ({ conversationId }, n) => {
        for (let line = 0; line < 15; line++) await say(store, conversationId, `${n}:${line}`)
      }),
    )
    let done = false
    said.finally(() => {
      done = true
    })
    while (!done) {
      await new Promise(resolve => setTimeout(resolve, 20))
      current.leave()
      collect()
      current = await connect(stream, supervisor, current.lastId())
    }
    await said
    await until(() => seen.length + messages(current).length >= 120)
    collect()
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    expect(new Set(ids).size).toBe(ids.length)
    const all = conversations.flatMap((_, n) => Array.from({ length: 15 }, (__, line) => `${n}:${line}`))
    expect(seen.toSorted()).toEqual(all.toSorted())
    for (const [n] of conversations.entries()) {
      const own = seen.filter(text => text.startsWith(`${n}:`)).map(text => Number(text.split(':')[1]))
      expect(own).toEqual(own.toSorted((a, b) => a - b))
    }
  })

  test('reads once for all who listen', async () => {
    let reads = 0
    const counted: Store = {
      ...store,
      events: {
        ...store.events,
        ofDesk: options => {
          reads++
          return store.events.ofDesk(options)
        },
      },
    }
    const stream = open(counted)
    const { conversationId } = await handOver(store)
    const all: Awaited<ReturnType<typeof connect>>[] = []
    for (let n = 0; n < 15; n++) all.push(await connect(stream), await connect(stream, ana))
    await new Promise(resolve => setTimeout(resolve, 50))
    reads = 0
    await say(store, conversationId, 'to all')
    await until(() => all.every(one => messages(one).length === 1))
    expect(all.every(one => messages(one).length === 1)).toBe(true)
    expect(reads).toBeLessThanOrEqual(4)
  })

  test('shows an agent their teams only, and says when a hand-off has left them', async () => {
    const stream = open()
    const agent = await connect(stream, ana)
    const { conversationId: other } = await handOver(store, 'bucharest')
    const { conversationId, handoffId } = await handOver(store, 'madrid')
    await say(store, other, 'not for Ana')
    await say(store, conversationId, 'for Ana')
    await until(() => messages(agent).length > 0)
    expect(messages(agent)).toEqual(['for Ana'])
    const handoff = await store.handoffs.get(handoffId)
    await store.handoffs.update(handoffId, handoff?.version ?? 0, {
      change: 'transfer',
      team: 'bucharest',
      at: new Date().toISOString(),
    })
    await until(() => agent.told().some(({ event }) => event === 'gone'))
    expect(
      agent
        .told()
        .filter(({ event }) => event === 'gone')
        .map(({ data }) => data),
    ).toEqual([{ handoffId }])
    expect(agent.text()).not.toContain('not for Ana')
  })

  test('names who is mentioned in a note, to them alone', async () => {
    const stream = open()
    const [agent, boss] = [await connect(stream, ana), await connect(stream)]
    const { conversationId, handoffId } = await handOver(store, 'madrid')
    const entryId = await say(store, conversationId, 'could you look, @ana? mail a@anap.example', {
      author: 'Sol',
    })
    await until(() => messages(agent).length > 0 && messages(boss).length > 0)
    expect(
      agent
        .told()
        .filter(({ event }) => event === 'mention')
        .map(({ data }) => data),
    ).toEqual([{ handoffId, entryId, by: 'Sol', text: 'could you look, @ana? mail a@anap.example' }])
    expect(boss.told().some(({ event }) => event === 'mention')).toBe(false)
  })

  test('says reset to who missed too much, and to who brings an id of another world', async () => {
    const stream = open()
    const fresh = await connect(stream)
    for (const id of ['999999999', 'x', '-1', '1e3']) {
      const one = await connect(stream, supervisor, id)
      expect([id, one.told().map(({ event }) => event)]).toEqual([id, ['reset', 'ready']])
      expect(one.lastId()).toBe(fresh.lastId())
    }
  })

  test('cuts off a client that does not read, who then goes on', async () => {
    const stream = open()
    const slow = await connect(stream)
    const { conversationId } = await handOver(store)
    await until(() => slow.told().some(({ event }) => event === 'handoff'))
    const lastId = slow.lastId()
    slow.stall()
    for (let n = 0; n < 12 && !slow.end.ended; n++)
      await say(store, conversationId, `${n}${'x'.repeat(100_000)}`)
    await until(() => slow.end.ended)
    expect(slow.end.ended).toBe(true)
    const back = await connect(stream, supervisor, lastId)
    await until(() => messages(back).length >= 10)
    expect(messages(back)[0]?.[0]).toBe('0')
  })

  test('ends when the session does, at once when it is told', async () => {
    const stream = open()
    const [agent, boss] = [await connect(stream, ana), await connect(stream)]
    valid.delete(ana.id)
    store.signal('session', [ana.id])
    await until(() => agent.end.ended)
    expect(agent.end.ended).toBe(true)
    expect(boss.end.ended).toBe(false)
    stream.close()
    expect(boss.end.ended).toBe(true)
  })

  test('opens no more than twenty for one account', async () => {
    const stream = open()
    for (let n = 0; n < 20; n++) await connect(stream)
    expect(stream.open(readerOf(supervisor), requestWith())).toBeUndefined()
    await connect(stream, ana)
  })

  test('tells who is typing and who is there, to those who see it', async () => {
    const stream = open()
    const { handoffId, conversationId } = await handOver(store, 'bucharest')
    const [agent, boss] = [await connect(stream, ana), await connect(stream)]
    store.signal('typing', [
      typingId({ who: 'customer', conversationId }),
      typingId({ who: 'agent', handoffId, agentId: ana.id }),
      'rubbish',
    ])
    store.signal('typing', [typingId({ who: 'agent', handoffId: 'hof_none', agentId: 'x' })])
    await store.presence.set(ana.id, 'away', new Date().toISOString())
    const of = (one: typeof boss, name: string) =>
      one.told().flatMap(({ event, data }) => (event === name ? [data] : []))
    await until(() => of(boss, 'typing').length === 2 && of(agent, 'presence').length > 0)
    expect(of(boss, 'typing')).toEqual([
      { handoffId, who: 'customer' },
      { handoffId, who: 'agent', agentId: ana.id, name: 'Ana Pop' },
    ])
    expect(of(agent, 'typing')).toEqual([])
    expect(of(agent, 'presence')).toContainEqual(expect.objectContaining({ id: ana.id }))
  })
})
