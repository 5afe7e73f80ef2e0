import type { Log } from '../../protocol/log.ts'
import { plainInternalRow } from '../inbox-row.ts'
import { deskOf, type Leases } from '../leases.ts'
import { leasedRowOf } from '../outbox-row.ts'
import type { OutboxStore } from '../store.ts'
import type { Wake } from '../wake.ts'
import type { Carriers } from './carriers.ts'
import { lease } from './lease.ts'
import type { Line } from './line.ts'

export function createOutbox(
  call: Line['call'],
  wake: Wake,
  carriers: Carriers,
  leases: Leases,
  log: Log,
): OutboxStore {
  const tellDesk = (ids: readonly string[]): void => {
    if (ids.length > 0) wake.tell('desk', [...new Set(ids)])
  }
  return {
    leaseNew: carriers.add,

    lease: (now, options, render) => lease({ call, leases, log, tellDesk }, now, options, render),

    async settle(settlements, inbox) {
      if (settlements.length + inbox.length === 0) return false
      const ends = settlements.map(one => {
        const known = leases.get(one.id)
        return known === undefined ? one : { ...one, lease: known }
      })
      const freed = await call('settle', ends, inbox.map(plainInternalRow))
      const desk = deskOf(leases, settlements)
      for (const one of settlements) leases.delete(one.id)
      tellDesk(desk)
      if (freed) wake.tell('outbox', [])
      if (inbox.length > 0) wake.tell('inbox', [...new Set(inbox.map(row => row.conversationId))])
      return freed
    },

    nextRunAt: lanes => call('nextRunAt', lanes),

    async release(worker) {
      const released = await call('release', worker)
      if (released > 0) wake.tell('outbox', [])
      return released
    },

    async stuck(limit) {
      const rows = await call('stuck', limit)
      return rows.map(row => ({ ...leasedRowOf(row), status: row.status }))
    },

    async revive(ids, now) {
      const revived = await call('revive', ids, now)
      if (revived > 0) wake.tell('outbox', [])
      return revived
    },

    counts: () => call('outboxCounts'),
  }
}
