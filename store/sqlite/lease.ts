import { isoTime } from '../../protocol/clock.ts'
import type { Log } from '../../protocol/log.ts'
import { keptParts, type Leases } from '../leases.ts'
import { isStale, leasedRowOf, partsOf, type StoredOutboxRow, sentPartsOf } from '../outbox-row.ts'
import type { LeasedRow, LeaseOptions, Rendered } from '../store.ts'
import { isPassing } from '../window.ts'
import type { Line } from './line.ts'
import type { LeaseData } from './thread/lease.ts'

type Render = (row: LeasedRow) => Rendered

/** Reads what is due, renders it here, and has it leased as far as nothing came between. */
export async function lease(
  {
    call,
    leases,
    log,
    tellDesk,
  }: { call: Line['call']; leases: Leases; log: Log; tellDesk(conversationIds: readonly string[]): void },
  now: string,
  options: LeaseOptions,
  render: Render,
): Promise<LeasedRow[]> {
  const all: LeasedRow[] = []
  // A row that was put aside leaves its lane, so the one behind it may go in this very round.
  for (let again = true; again && all.length < options.limit; ) {
    const rows = await call('due', now, options.limit - all.length, options.lanes)
    if (rows.length === 0) break
    const leasedUntil = isoTime(Date.parse(now) + options.leaseMs)
    const data: LeaseData = {
      now,
      worker: options.worker,
      leasedUntil,
      leased: [],
      held: [],
      aside: [],
      closed: [],
      reach: options.reach ?? [],
    }
    const rendered = rows.map(row => renderInto(data, row, { ...options, render }, { leases, log }))
    const leased = new Set(await call('lease', data))
    for (const [n, one] of rendered.entries()) {
      if (one === undefined || !leased.has(one.id)) continue
      const sent = sentPartsOf(rows[n] as StoredOutboxRow)
      leases.set(one.id, {
        attempts: one.attempts,
        sent,
        lastInboundAt: one.lastInboundAt ?? null,
        ...(rows[n]?.owner === 'human' && { desk: one.conversationId }),
      })
      all.push(one)
    }
    const ended = new Set([...data.aside, ...data.closed].map(({ id }) => id))
    tellDesk(
      rows.filter(({ id, owner }) => owner === 'human' && ended.has(id)).map(row => row.conversation_id),
    )
    again = data.aside.length + data.held.length + data.closed.length > 0
  }
  return all
}

/** Undefined for a row that is held or stale, or can't be rendered: a fault of ours, which a retry would only repeat. */
function renderInto(
  data: LeaseData,
  row: StoredOutboxRow,
  { render, renew }: Pick<LeaseOptions, 'renew'> & { render: Render },
  { leases, log }: { leases: Leases; log: Log },
): LeasedRow | undefined {
  const { id, attempts } = row
  // One process serves a file: what it has not settled it still works on, or is about to settle, however long that takes.
  if (row.status === 'leased' && leases.get(id)?.attempts === attempts) {
    data.held.push({ id, attempts })
    return undefined
  }
  if (isStale(row)) {
    data.aside.push({ id, attempts, status: 'cancelled', error: null })
    return undefined
  }
  const one = leasedRowOf(row)
  one.attempts++
  let { parts } = row
  if (parts === null || renew?.(one) === true) {
    try {
      const payloads = render(one)
      if (payloads === 'closed') {
        const kept = keptParts(parts, row.sent_parts)
        data.closed.push({
          id,
          attempts,
          kept,
          lastInboundAt: row.last_inbound_at,
          passing: isPassing(row.payload),
        })
        return undefined
      }
      parts = JSON.stringify(payloads)
      one.parts = partsOf(id, payloads, sentPartsOf(row))
    } catch (error) {
      log.error(
        { err: error, outboxId: id, conversationId: row.conversation_id },
        'an outbox row can not be rendered',
      )
      data.aside.push({ id, attempts, status: 'dead', error: 'could not be rendered' })
      return undefined
    }
  }
  data.leased.push({ id, attempts, parts })
  return one
}
