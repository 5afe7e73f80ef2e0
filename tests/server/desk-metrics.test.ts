import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMetrics } from '../../server/metrics.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { handedOver } from '../store/contract/handoff-subject.ts'
import { at, START } from '../store/contract/subject.ts'

let database: FreshDatabase
let store: Store

beforeAll(async () => {
  database = await freshDatabase('sqlite')
  store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: true })
})
afterAll(async () => {
  await store.close()
  await database.drop()
})

test('the figures tell how the desk stands', async () => {
  let now = START
  const figures = async () =>
    Object.fromEntries(
      (await createMetrics(store, () => now).text())
        .split('\n')
        .filter(line => line.startsWith('conserje_handoff'))
        .map(line => line.split(/ (?=[^ ]+$)/)),
    )
  expect(await figures()).toMatchObject({
    'conserje_handoffs{status="waiting"}': '0',
    conserje_handoffs_overdue: '0',
    conserje_handoff_oldest_wait_seconds: '0',
  })
  const { id } = await handedOver(store)
  await handedOver(store, { deadlineAt: at(30_000) })
  await store.handoffs.update(id, 1, { change: 'claim', status: 'active', agentId: 'ana', at: at(1) })
  now = START + 45_000
  expect(await figures()).toEqual({
    'conserje_handoffs{status="waiting"}': '1',
    'conserje_handoffs{status="offered"}': '0',
    'conserje_handoffs{status="active"}': '1',
    'conserje_handoffs{status="on_hold"}': '0',
    conserje_handoffs_overdue: '1',
    conserje_handoff_oldest_wait_seconds: '45',
  })
})
