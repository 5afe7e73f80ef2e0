import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { StoreError } from '../../protocol/errors.ts'
import { silentLog } from '../../protocol/log.ts'
import { leaseLoop } from '../../server/lease-loop.ts'
import type { Carrier, LeasedRow, Settlement, Store } from '../../store/store.ts'

/** A loop whose rows are all sent, each after `workMs`. */
const loopOver = (outbox: object, workMs: number) =>
  leaseLoop({
    store: { outbox, onWake: () => () => {} } as unknown as Store,
    clock: Date.now,
    log: silentLog,
    worker: 'test',
    lanes: 'send',
    atOnce: 8,
    leaseMs: 60_000,
    render: () => [],
    async work({ id }) {
      await pause(workMs)
      return { settlement: { id, outcome: 'sent', parts: [], at: new Date().toISOString() } }
    },
  })

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
  const loop = loopOver(outbox, 20)
  loop.start()
  const stopped = loop.stop()
  await pause(20)
  bring([{ id: 'late' } as LeasedRow])
  await stopped
  expect(settled).toEqual(['late'])
})

test('an end that the database never takes is put down as one that needs the operator, so that it is not sent again and again', async () => {
  const settled: Settlement[] = []
  let away = true
  const outbox = {
    lease: async () => [],
    leaseNew: ({ carry }: Carrier) => {
      carry([{ id: 'odd' } as LeasedRow])
      return () => {}
    },
    nextRunAt: async () => undefined,
    settle: async (settlements: readonly Settlement[]) => {
      for (const one of settlements) {
        if (one.outcome === 'sent') throw new TypeError('an id that is no text')
        if (away) {
          away = false
          throw new StoreError('store.unreachable', 'away')
        }
        settled.push(one)
      }
      return true
    },
  }
  const loop = loopOver(outbox, 0)
  loop.start()
  await expect.poll(() => settled).toMatchObject([{ id: 'odd', outcome: 'dead' }])
  await loop.stop()
})
