import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeskAgent, DeskHandoff } from '../../../handoff/desk-store.ts'
import type { StoredEntry } from '../../../handoff/package/entry-of.ts'
import type { Reader } from '../../../handoff/stream/batch.ts'
import { createFeed, type Feed } from '../../../handoff/stream/feed.ts'
import type { DeskEvent, StreamStore } from '../../../handoff/stream/stream-store.ts'
import { silentLog } from '../../../protocol/log.ts'
import { ana, client, plainly, readerOf, supervisor, until } from './desk-subject.ts'

const HANDOFF = { id: 'hof_1', conversationId: 'cnv_1', status: 'waiting' } as DeskHandoff

/** A database whose answers can be held back. */
function house() {
  const events: DeskEvent[] = []
  const entries: StoredEntry[] = []
  const gates = new Map<string, Promise<void>>()
  const pass = async (name: string) => {
    const gate = gates.get(name)
    gates.delete(name)
    if (gate !== undefined) reached.add(name)
    await gate
  }
  const reached = new Set<string>()
  const store: StreamStore = {
    events: {
      async readable() {
        await pass('readable')
        return events.length
      },
      async ofDesk({ after }) {
        const answer = { events: events.filter(({ seq }) => seq > after), upTo: events.length, behind: false }
        await pass('ofDesk')
        return answer
      },
    },
    handoffs: { get: async () => HANDOFF, latest: async () => [HANDOFF] },
    transcript: { entries: async () => entries, newest: async () => entries },
  }
  return {
    store,
    pass,
    add(name: string, entry?: StoredEntry) {
      if (entry !== undefined) entries.push(entry)
      const data = { handoff: HANDOFF.id, ...(entry === undefined ? {} : { entry: entry.id }) }
      events.push({ seq: events.length + 1, conversationId: HANDOFF.conversationId, name, data })
    },
    /** The next call of this name waits until the function is called. */
    hold(name: string): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      gates.set(name, promise)
      reached.delete(name)
      return resolve
    },
    held: (name: string) => until(() => reached.has(name)),
  }
}

const reading = (language: string): Reader => {
  const { caller, viewer } = readerOf(supervisor)
  return { caller, viewer: { ...viewer, language } }
}

describe('the feed of the desk', () => {
  let world: ReturnType<typeof house>
  let feed: Feed
  let agents: DeskAgent[]

  beforeEach(() => {
    world = house()
    agents = []
    feed = createFeed({
      store: world.store,
      shown: {
        entries: plainly.entries,
        async summaries(handoffs, viewer) {
          await world.pass(`summaries ${viewer.language}`)
          return plainly.summaries(handoffs, viewer)
        },
      },
      agents: async () => agents,
      clock: Date.now,
      log: silentLog,
    })
  })
  afterEach(() => feed.close())

  const names = (one: ReturnType<typeof client>) => one.told().map(({ event }) => event)

  async function connected(reader = reading('en')) {
    const one = client()
    const line = feed.open(one.sink, reader, undefined)
    await until(() => line.live)
    await feed.wake()
    return { ...one, line }
  }

  test('tells what happens while it learns where to begin', async () => {
    const one = client()
    const line = feed.open(one.sink, reading('en'), undefined)
    const begin = world.hold('readable')
    const woken = feed.wake()
    await world.held('readable')
    await until(() => line.live)
    world.add('handoff.created')
    begin()
    await woken
    expect(names(one)).toEqual(['ready', 'handoff'])
  })

  test('tells who becomes live in the place of somebody of another language', async () => {
    const first = await connected()
    const second = client()
    const caughtUp = world.hold('ofDesk')
    const line = feed.open(second.sink, reading('de'), undefined)
    await world.held('ofDesk')
    world.add('handoff.created')
    const rendered = world.hold('summaries en')
    const woken = feed.wake()
    await world.held('summaries en')
    caughtUp()
    await until(() => line.live)
    first.line.end()
    rendered()
    await woken
    expect(names(second)).toEqual(['ready', 'handoff'])
  })

  test('tells who reads another language since it was begun', async () => {
    const one = await connected()
    world.add('handoff.created')
    const rendered = world.hold('summaries en')
    const woken = feed.wake()
    await world.held('summaries en')
    one.line.reader = reading('de')
    rendered()
    await woken
    expect(names(one)).toEqual(['ready', 'handoff'])
  })

  test('tells who catches up, and reads another language since', async () => {
    await connected()
    world.add('handoff.created')
    await feed.wake()
    const one = client()
    const rendered = world.hold('summaries en')
    const line = feed.open(one.sink, reading('en'), '0')
    await world.held('summaries en')
    line.reader = reading('de')
    rendered()
    await until(() => line.live)
    expect(names(one)).toEqual(['ready', 'handoff'])
  })

  test('looks for the names in a note once, however many read it and however often it says @', async () => {
    let looks = 0
    const counted = { ...ana }
    Object.defineProperty(counted, 'name', {
      get: () => {
        looks++
        return ana.name
      },
    })
    agents = [counted as DeskAgent]
    const all = [await connected(readerOf(ana)), await connected(), await connected()]
    for (const { line } of all) line.reader = { ...line.reader, caller: { ...ana, teams: 'all' } }
    const text = `@ana ${'@ '.repeat(1_000)}`
    const activity = { type: 'event', name: 'note', text }
    world.add('handoff.message', { id: 'inb_1', author: 'Sol', activity } as StoredEntry)
    await feed.wake()
    for (const one of all) expect(names(one)).toEqual(['ready', 'mention', 'message'])
    expect(looks).toBe(1)
  })
})
