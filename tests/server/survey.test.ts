import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../../protocol/json.ts'
import { dialogEngine } from '../../server/dialog-engine.ts'
import { botOf } from '../dialogs/chat.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { type House, openHouse } from './stand-in-house.ts'

const content = botOf({
  bot: 'survey: {}',
  dialogs: { a: 'trigger: small.talk\nsteps: [{ handoff: asked }]' },
  files: { 'lamp/dialogs/fallback.yaml': 'dialog: fallback\nsteps: [{ handoff: asked }]' },
})

describe.each(['sqlite', 'postgres'] as const)('a survey on %s', engine => {
  let database: FreshDatabase
  let house: House
  let shift = 0

  beforeEach(async () => {
    shift = 0
    database = await freshDatabase(engine)
    house = await openHouse(database.url, { engine: dialogEngine, content, clock: () => Date.now() + shift })
  })
  afterEach(async () => {
    await house.stop()
    await database.drop()
  })

  const resolved = async (): Promise<{ id: string; handoff: string }> => {
    const id = await house.say('ana', 'xyzzy')
    await house.answers(1)
    await expect.poll(() => house.store.handoffs.list({ limit: 2 })).toHaveLength(1)
    const [handoff] = await house.store.handoffs.list({ limit: 2 })
    const of = { handoffId: handoff?.id as string, agentId: 'a', author: 'A' }
    const row = (key: string, payload: Json) => ({
      conversationId: id,
      kind: 'agent' as const,
      key,
      payload,
      dueAt: new Date(0).toISOString(),
    })
    await house.store.inbox.enqueue([row('1', { ...of, verb: 'reply', text: 'Done.' })])
    await house.store.inbox.enqueue([row('2', { ...of, verb: 'resolve', cause: 'solved' })])
    return { id, handoff: of.handoffId }
  }
  const surveys = () => house.store.surveys.list({ from: '2020-01-01', to: '2100-01-01', limit: 9 })

  test('is asked after the agent has resolved it, and what comes back is kept', async () => {
    const { id, handoff } = await resolved()
    const said = await house.answers(3)
    expect(said.slice(1)).toEqual(['Done.', expect.stringContaining('from 1')])
    expect(await surveys()).toMatchObject([{ conversationId: id, handoffId: handoff, kind: 'csat' }])
    await house.say('ana', '4')
    await house.answers(4)
    await house.say('ana', 'very kind')
    await house.answers(5)
    expect(await surveys()).toMatchObject([
      { grade: 4, comment: 'very kind', answeredAt: expect.any(String) },
    ])
    shift = 3_700_000
    await expect
      .poll(async () => (await house.store.conversations.get(id))?.status, { timeout: 5_000 })
      .toBe('closed')
    const events = (await house.store.events.list({ conversationId: id, limit: 99 })).map(({ name }) => name)
    expect(events.filter(name => name.startsWith('survey'))).toEqual([
      'survey.sent',
      'survey.answered',
      'survey.comment',
    ])
  })

  test('is forgotten within a day, and ends the conversation', async () => {
    const { id } = await resolved()
    await house.answers(3)
    shift = 24 * 3_600_000 + 1_000
    await expect
      .poll(async () => (await house.store.conversations.get(id))?.status, { timeout: 5_000 })
      .toBe('closed')
    expect(await surveys()).toEqual([expect.not.objectContaining({ grade: expect.anything() })])
  })
})
