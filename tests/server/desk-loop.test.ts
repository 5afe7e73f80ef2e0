import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Desk } from '../../dialogs/content.ts'
import { USUAL_DESK_SETTINGS } from '../../dialogs/desk-settings.ts'
import type { Place } from '../../handoff/place.ts'
import { isoTime } from '../../protocol/clock.ts'
import { silentLog } from '../../protocol/log.ts'
import { createDeskLoop, type DeskLoopDeps } from '../../server/desk-loop.ts'
import type { Loop } from '../../server/take-turns.ts'
import { openStore } from '../../store/open.ts'
import type { HandoffRow, Store } from '../../store/store.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { entry, eventsOf, handedOver } from '../store/contract/handoff-subject.ts'

const MINUTE_MS = 60_000

describe.each(['sqlite', 'postgres'] as const)('the desk’s loop on %s', engine => {
  let database: FreshDatabase
  let store: Store
  let stores: Store[]
  let loops: Loop[]
  let shift = 0
  const now = () => Date.now() + shift
  const at = (ms = 0) => isoTime(now() + ms)
  const open = async () => {
    const one = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: false })
    stores.push(one)
    return one
  }

  beforeEach(async () => {
    shift = 0
    stores = []
    loops = []
    database = await freshDatabase(engine)
    store = await open()
  })
  afterEach(async () => {
    await Promise.all(loops.map(loop => loop.stop()))
    await Promise.all(stores.map(one => one.close()))
    await database.drop()
  })

  const start = (change: Partial<DeskLoopDeps> = {}): Loop => {
    const loop = createDeskLoop({ store, desk: () => undefined, clock: now, log: silentLog, ...change })
    loop.start()
    loops.push(loop)
    return loop
  }
  const account = async (id: string, role: 'agent' | 'supervisor' = 'agent') => {
    const one = { id, name: id, email: `${id}@example.org`, role, passwordHash: 'x', createdAt: at() }
    await store.agents.add(one)
  }
  const online = (id: string) => store.presence.set(id, 'online', at())
  /** Time passes for all but those who are there. */
  const later = async (ms: number, there: readonly string[] = []) => {
    shift += ms
    for (const id of there) await online(id)
    await store.presence.set('nobody', 'away', at())
  }
  const becomes = (id: string, change: Partial<HandoffRow>) =>
    expect.poll(() => store.handoffs.get(id), { timeout: 8_000 }).toMatchObject(change)
  const handOver = (change: Parameters<typeof handedOver>[1] = {}, language = 'es') =>
    handedOver(store, { deadlineAt: at(4 * 3_600_000), ...change }, { language, at: at() })
  const names = async (id: string) =>
    (await eventsOf(store, id)).map(([name]) => name.slice('handoff.'.length))

  test('offers what waits to who is there, then to the next, and leaves it to all when nobody answers', async () => {
    await account('ana')
    await account('ben')
    await online('ana')
    start()
    const { id, conversationId } = await handOver()
    await becomes(id, { status: 'offered', agentId: 'ana' })
    await later(MINUTE_MS + 1, ['ana', 'ben'])
    await becomes(id, { status: 'offered', agentId: 'ben' })
    await later(MINUTE_MS + 1, ['ana', 'ben'])
    await becomes(id, { status: 'waiting' })
    expect(await names(conversationId)).toEqual(['created', 'offered', 'expired', 'offered', 'expired'])
    // After a while they are asked again.
    await later(5 * MINUTE_MS, ['ben'])
    await becomes(id, { status: 'offered', agentId: 'ben' })
  })

  test('goes on after a kill from what the database knows', async () => {
    await account('ana')
    await account('ben')
    await online('ana')
    const { id } = await handOver()
    const first = start()
    await becomes(id, { status: 'offered', agentId: 'ana' })
    await first.stop()
    shift += MINUTE_MS + 1
    await online('ana')
    await online('ben')
    start()
    await becomes(id, { status: 'offered', agentId: 'ben' })
  })

  test('of several processes one writes each thing', async () => {
    for (const id of ['ana', 'ben', 'cho']) {
      await account(id)
      await online(id)
    }
    start()
    for (let n = 0; n < 2; n++) start({ store: engine === 'postgres' ? await open() : store })
    const made = await Promise.all(Array.from({ length: 10 }, () => handOver()))
    for (const { id } of made) await becomes(id, { status: 'offered' })
    for (const { conversationId } of made) expect(await names(conversationId)).toEqual(['created', 'offered'])
    await later(MINUTE_MS + 1, ['ana', 'ben', 'cho'])
    for (const { conversationId } of made) {
      await expect
        .poll(() => names(conversationId), { timeout: 8_000 })
        .toEqual(['created', 'offered', 'expired', 'offered'])
    }
  })

  test('takes back what an agent had who has gone, once the customer waits', async () => {
    await account('ana')
    await online('ana')
    start()
    const { id, conversationId, say } = await handOver()
    await becomes(id, { status: 'offered', agentId: 'ana' })
    await store.handoffs.update(id, 2, {
      change: 'accept',
      by: 'ana',
      status: 'active',
      agentId: 'ana',
      desk: 'console',
      at: at(),
    })
    await say({ transcript: [entry('agent', 'hello', 1)] })
    await later(3 * MINUTE_MS)
    await pause(200)
    expect(await store.handoffs.get(id)).toMatchObject({ status: 'active', agentId: 'ana' })
    await say({ transcript: [entry('customer', 'are you there?', 2)] })
    await becomes(id, { status: 'waiting' })
    expect((await store.handoffs.get(id))?.agentId).toBeUndefined()
    expect((await eventsOf(store, conversationId)).at(-1)).toEqual([
      'handoff.vanished',
      { handoff: id, status: 'waiting', from: 'ana', why: 'gone' },
    ])
  })

  test('takes back at once what waits with an agent who has signed out, unless they are signed in elsewhere', async () => {
    await account('ana')
    await online('ana')
    start()
    const { id } = await handOver()
    await becomes(id, { status: 'offered', agentId: 'ana' })
    const session = (tokenHash: string) => ({
      tokenHash,
      agentId: 'ana',
      csrfToken: 'c',
      createdAt: at(),
      expiresAt: at(MINUTE_MS),
    })
    await store.agents.addSession(session('one'))
    await store.agents.addSession(session('two'))
    await store.agents.endSession('one')
    store.signal('session', ['ana'])
    await pause(300)
    expect(await store.handoffs.get(id)).toMatchObject({ status: 'offered', agentId: 'ana' })
    await store.agents.endSession('two')
    store.signal('session', ['ana'])
    await becomes(id, { status: 'waiting' })
  })

  test('leaves nothing to an account that was removed, nor to a team that is no more', async () => {
    await account('ana')
    const { id } = await handOver({ team: 'vip' })
    await store.handoffs.update(id, 1, { change: 'claim', status: 'active', agentId: 'ana', at: at() })
    const vip = {
      ...USUAL_DESK_SETTINGS,
      teams: [{ name: 'vip', languages: [], skills: [], agents: [], shifts: [] }],
    }
    let desk: Desk | undefined = vip
    start({ desk: () => desk })
    await pause(200)
    expect(await store.handoffs.get(id)).toMatchObject({ status: 'active', team: 'vip', version: 2 })
    desk = undefined
    await store.agents.remove('ana@example.org')
    await becomes(id, { status: 'waiting', version: 4 })
    const row = await store.handoffs.get(id)
    expect([row?.agentId, row?.team]).toEqual([undefined, undefined])
  })

  test('tells of a broken promise when the deadline passes, by itself', async () => {
    start()
    const { id, conversationId } = await handOver({ deadlineAt: at(300) })
    await becomes(id, { priority: 'urgent', status: 'waiting' })
    expect(await names(conversationId)).toEqual(['created', 'escalated'])
  })

  test('makes more urgent what waits for long, within the hours of its team', async () => {
    start()
    const { id, conversationId } = await handOver()
    await later(10 * MINUTE_MS + 1)
    await becomes(id, { priority: 'high' })
    await later(50 * MINUTE_MS)
    await becomes(id, { priority: 'urgent' })
    expect(await names(conversationId)).toEqual(['created', 'priority', 'priority'])
  })

  test('tells places in the queue when they change', async () => {
    await account('ana')
    await online('ana')
    const heard: [string, Place][] = []
    start({
      desk: () => ({ ...USUAL_DESK_SETTINGS, capacity: 1, teams: [] }),
      onPlace: async (handoff, place) => {
        heard.push([handoff.id, place])
      },
    })
    const first = await handOver()
    await becomes(first.id, { status: 'offered', agentId: 'ana' })
    const second = await handOver()
    await expect
      .poll(() => heard.at(-1), { timeout: 8_000 })
      .toEqual([second.id, { position: 2, agents: 1, expectedMs: 600_000 }])
    await store.handoffs.update(first.id, 2, { change: 'accept', status: 'active', agentId: 'ana', at: at() })
    await expect
      .poll(() => heard.at(-1), { timeout: 8_000 })
      .toEqual([second.id, { position: 1, agents: 1, expectedMs: 300_000 }])
  })

  test('asks nothing of the database while nothing happens', async () => {
    let asked = 0
    const counted = new Proxy(store, {
      get(target, name: keyof Store) {
        if (name !== 'onWake') asked++
        return target[name]
      },
    })
    start({ store: counted })
    await pause(300)
    const before = asked
    await pause(1_500)
    expect(asked).toBe(before)
    await account('ana')
    const { id } = await handOver()
    await online('ana')
    await becomes(id, { status: 'offered' })
    expect(asked).toBeGreaterThan(before)
  })
})
