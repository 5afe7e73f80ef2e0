import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { silentLog } from '../../protocol/log.ts'
import { leaseLoop } from '../../server/lease-loop.ts'
import type { LeasedRow, Settlement, Store } from '../../store/store.ts'

test('a stop waits for a lease that is under way, and settles what it brings', async () => {
  const settled: string[] = []
  let bring = (_rows: LeasedRow[]) => {}
  const outbox = {
    lease: () => new Promise<LeasedRow[]>(resolve => (bring = resolve)),
    leaseNew: () => () => {},
    nextRunAt: async () => undefined,
    settle: async (settlements: readonly Settlement[]) => {
      settled.push(...settlements.map(({ id }) => id))
      return true
    },
  }
  const loop = leaseLoop({
    store: { outbox, onWake: () => () => {} } as unknown as Store,
    clock: Date.now,
    log: silentLog,
    worker: 'test',
    lanes: 'send',
    atOnce: 8,
    leaseMs: 60_000,
    render: () => [],
    async work({ id }) {
      await pause(20)
      return { settlement: { id, outcome: 'sent', parts: [], at: new Date().toISOString() } }
    },
  })
  loop.start()
  const stopped = loop.stop()
  await pause(20)
  bring([{ id: 'late' } as LeasedRow])
  await stopped
  expect(settled).toEqual(['late'])
})
