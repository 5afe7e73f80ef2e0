import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../protocol/ids.ts'
import { silentLog } from '../../protocol/log.ts'
import { createDeskNotices } from '../../server/desk-notices.ts'
import { dialogEngine } from '../../server/dialog-engine.ts'
import { botOf } from '../dialogs/chat.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { type House, openHouse } from './stand-in-house.ts'

const content = botOf({
  files: { 'lamp/dialogs/fallback.yaml': 'dialog: fallback\nsteps: [{ handoff: asked }]' },
})

describe.each(['sqlite', 'postgres'] as const)('what customers are told of the desk on %s', engine => {
  let database: FreshDatabase
  let house: House
  let notices: ReturnType<typeof createDeskNotices>
  let shift = 0

  beforeEach(async () => {
    shift = 0
    const clock = () => Date.now() + shift
    database = await freshDatabase(engine)
    house = await openHouse(database.url, { engine: dialogEngine, content, clock })
    notices = createDeskNotices({ store: house.store, clock, log: silentLog })
    notices.start()
  })
  afterEach(async () => {
    await notices.stop()
    await house.stop()
    await database.drop()
  })

  const handoff = async () => {
    await expect.poll(() => house.store.handoffs.list({ limit: 2 }), { timeout: 5_000 }).toHaveLength(1)
    const [row] = await house.store.handoffs.list({ limit: 2 })
    if (row === undefined) throw new Error('no hand-off')
    return row
  }
  const escalated = async () => {
    await house.say('ana', 'xyzzy')
    await house.answers(1)
    return handoff()
  }
  const agent = async (name: string) => {
    const id = newId('agt')
    await house.store.agents.add({
      id,
      name,
      email: `${id}@example.org`,
      role: 'agent',
      passwordHash: 'x',
      createdAt: new Date().toISOString(),
    })
    return id
  }
  const change = async (of: Parameters<House['store']['handoffs']['update']>[2]) => {
    const row = await handoff()
    expect(await house.store.handoffs.update(row.id, row.version, of)).toBe(true)
  }
  const now = () => new Date(Date.now() + shift).toISOString()

  test('a place is told once, and again when it is better', async () => {
    const row = await escalated()
    const place = (position: number) => ({ position, agents: 2, expectedMs: position * 300_000 })
    await notices.onPlace(row, place(4))
    await notices.onPlace(row, place(4))
    expect((await house.answers(2))[1]).toContain('number 4')
    expect(await handoff()).toMatchObject({ told: { position: 4, minutes: 20 } })
    shift = 150_000
    await notices.onPlace(await handoff(), place(2))
    expect((await house.answers(3))[2]).toContain('number 2')
    expect(house.sent).toHaveLength(3)
  })

  test('a place that is better too soon is told when its time has come', async () => {
    const row = await escalated()
    await notices.onPlace(row, { position: 4, agents: 1, expectedMs: 1_000_000 })
    await house.answers(2)
    shift = 118_000
    await notices.onPlace(await handoff(), { position: 1, agents: 1, expectedMs: 300_000 })
    expect((await house.answers(3))[2]).toContain('next')
  })

  test('who comes is told by the first name, once; a place is not told any more', async () => {
    const row = await escalated()
    const id = await agent('Marta Gil')
    await change({ change: 'claim', by: id, status: 'active', agentId: id, at: now() })
    expect((await house.answers(2))[1]).toBe("You're now talking to Marta.")
    await notices.onPlace(row, { position: 4, agents: 1, expectedMs: 900_000 })
    await change({ change: 'hold', by: id, status: 'on_hold', agentId: id, at: now() })
    await change({ change: 'claim', by: id, status: 'active', agentId: id, at: now() })
    await expect.poll(async () => (await house.store.inbox.counts()).pending, { timeout: 5_000 }).toBe(0)
    expect(house.sent).toHaveLength(2)
  })

  test('who loses their agent is told', async () => {
    await escalated()
    const id = await agent('Marta Gil')
    await change({ change: 'claim', by: id, status: 'active', agentId: id, at: now() })
    await house.answers(2)
    await change({ change: 'vanished', status: 'waiting', agentId: null, at: now() })
    expect((await house.answers(3))[2]).toContain('connection was lost')
  })

  test('what happened long ago is no news', async () => {
    await notices.stop()
    await escalated()
    const id = await agent('Marta Gil')
    await change({ change: 'claim', by: id, status: 'active', agentId: id, at: now() })
    shift = 600_000
    const later = createDeskNotices({ store: house.store, clock: () => Date.now() + shift, log: silentLog })
    later.start()
    await later.stop()
    expect((await house.store.inbox.counts()).pending).toBe(0)
    expect(house.sent).toHaveLength(1)
  })
})
