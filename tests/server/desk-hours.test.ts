import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadDesk } from '../../dialogs/load-desk.ts'
import type { TurnFacts } from '../../dialogs/turn-types.ts'
import type { Engine } from '../../server/engine.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { standInContent, standInEngine } from './stand-in-engine.ts'
import { type House, openHouse } from './stand-in-house.ts'

let database: FreshDatabase
let house: House
let told: TurnFacts['desk'][] = []

const listening: Engine = {
  ...standInEngine,
  takeTurn(content, facts, state, event) {
    told.push(facts.desk)
    return standInEngine.takeTurn(content, facts, state, event)
  },
}

beforeEach(async () => {
  told = []
  database = await freshDatabase('sqlite')
})
afterEach(async () => {
  await house.stop()
  await database.drop()
})

async function askAt(now: string, desk = '') {
  house = await openHouse(database.url, { clock: () => Date.parse(now), engine: listening })
  const files = { 'shop/desk.yaml': desk }
  if (desk !== '') {
    const read = loadDesk(files, 'shop').desk
    await house.contents.publish({ ...standInContent('v2'), ...(read && { desk: read }) })
  }
  await house.say('ana', 'person')
  await house.answers(1)
  const [handoff] = await house.store.handoffs.list({ limit: 1 })
  return { desk: told.at(-1), deadlineAt: handoff?.deadlineAt }
}

const DESK = `teams:
  english: { languages: [en], timeZone: Europe/London, hours: { mon-fri: 9:00-18:00 } }
  spanish: { languages: [es], timeZone: Europe/Madrid, hours: { mon-sun: 0:00-24:00 } }
`

test('a turn is told that nobody of its language is there and until when, and the deadline counts from then', async () => {
  expect(await askAt('2026-03-01T10:00:00Z', DESK)).toEqual({
    desk: { open: false, opensAt: '2026-03-02T09:00:00.000Z' },
    deadlineAt: '2026-03-02T10:00:00.000Z',
  })
})

test('a turn is told that somebody is there, and a deadline goes on over the night', async () => {
  expect(await askAt('2026-03-02T17:30:00Z', DESK)).toEqual({
    desk: { open: true },
    deadlineAt: '2026-03-03T09:30:00.000Z',
  })
})

test('a bot without a desk.yaml keeps no hours', async () => {
  expect(await askAt('2026-03-01T10:00:00Z')).toEqual({
    desk: undefined,
    deadlineAt: '2026-03-01T11:00:00.000Z',
  })
})
