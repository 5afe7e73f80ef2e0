import { isoTime } from '../../protocol/clock.ts'
import { laneKind } from '../lanes.ts'
import type { Leases } from '../leases.ts'
import { partsOf } from '../outbox-row.ts'
import type { Carrier, Claimed, LeasedRow, NewOutboxRow, TurnCommit } from '../store.ts'
import type { Offer } from './turn-data.ts'

/** Who takes new rows at once: see `leaseNew`. */
export interface Carriers {
  add(carrier: Carrier): () => void
  /** For one conversation's turn. */
  load(): Load
}

/** What one turn gives to carriers. */
export interface Load {
  /** How the row is leased should it be able to go at once; undefined: it waits in the queue. Its carrier's place is taken until `depart`. */
  offer(row: NewOutboxRow, claimed: Claimed, commit: TurnCommit): Offer | undefined
  /** After the commit, or its failure: the carriers get the rows that were leased. */
  depart(leased: readonly string[]): void
}

export function createCarriers(leases: Leases): Carriers {
  const carriers = new Set<Carrier>()
  /** Places that turns have taken which are not committed yet. */
  const taken = new Map<Carrier, number>()
  const change = (carrier: Carrier, by: number) => taken.set(carrier, (taken.get(carrier) ?? 0) + by)

  function load(): Load {
    const loads: { carrier: Carrier; row: LeasedRow; human: boolean }[] = []
    return {
      offer(row, claimed, commit) {
        if (row.runAt > commit.at || isForeign(row, claimed) || isStaleNow(row, claimed, commit)) return
        const lanes = laneKind(row.lane)
        // Of a lane only the first may go.
        if (lanes !== 'call' && loads.some(one => one.row.lane === row.lane)) return
        for (const carrier of carriers) {
          if (carrier.lanes !== lanes || carrier.places() <= (taken.get(carrier) ?? 0)) continue
          const rendered = render(carrier, row, claimed, commit)
          if (rendered === undefined) return
          const human = (commit.owner ?? claimed.conversation.owner) === 'human'
          loads.push({ carrier, row: rendered.row, human })
          change(carrier, 1)
          return rendered.offer
        }
        return
      },
      depart(leased) {
        for (const { carrier } of loads) if (carriers.has(carrier)) change(carrier, -1)
        for (const { carrier, row, human } of loads) {
          if (!leased.includes(row.id)) continue
          leases.set(row.id, {
            attempts: row.attempts,
            sent: [],
            lastInboundAt: row.lastInboundAt ?? null,
            ...(human && { desk: row.conversationId }),
          })
          carrier.carry([row])
        }
      },
    }
  }

  return {
    add(carrier) {
      carriers.add(carrier)
      return () => {
        carriers.delete(carrier)
        taken.delete(carrier)
      }
    },
    load,
  }
}

/** Only the conversation's own thread is known here with its address. */
const isForeign = (row: NewOutboxRow, { conversation }: Claimed): boolean =>
  row.conversationId !== conversation.id || row.threadId !== conversation.thread.id

/** The same as `isStale`, for a row that is still to be written: `lease` will cancel it. */
const isStaleNow = (row: NewOutboxRow, { conversation }: Claimed, commit: TurnCommit): boolean => {
  const owner = commit.owner ?? conversation.owner
  const version = conversation.ownershipVersion + (owner === conversation.owner ? 0 : 1)
  return (
    row.kind === 'activities' &&
    row.speaker === 'bot' &&
    !row.notice &&
    owner === 'human' &&
    row.ownershipVersion < version
  )
}

/** The row as `lease` would read it from the database. One that can't be rendered is left to `lease`, which puts it aside. */
function render(
  carrier: Carrier,
  row: NewOutboxRow,
  { conversation, customer }: Claimed,
  commit: TurnCommit,
): { row: LeasedRow; offer: Offer } | undefined {
  const {
    channel,
    account,
    key,
    locale: threadLocale,
    address,
    lastInboundAt,
    windowClosed,
  } = conversation.thread
  const locale = commit.language ?? conversation.language ?? threadLocale
  const register = commit.register ?? customer.register
  const leased: LeasedRow = {
    ...row,
    // A call's input is often a part of the state, which goes on to the next turn as it is.
    ...(row.lane === 'call' && { payload: JSON.parse(JSON.stringify(row.payload)) }),
    channel,
    account,
    threadKey: key,
    ...(locale !== undefined && { locale }),
    ...(register !== undefined && { register }),
    ...(address !== undefined && { address }),
    ...(lastInboundAt !== undefined && { lastInboundAt }),
    ...(windowClosed !== undefined && { windowClosed }),
    attempts: 1,
    parts: [],
    createdAt: commit.at,
  }
  try {
    const payloads = carrier.render(leased)
    if (payloads === 'closed') return undefined
    leased.parts = partsOf(row.id, payloads, [])
    const leasedUntil = isoTime(Date.parse(commit.at) + carrier.leaseMs)
    return { row: leased, offer: { worker: carrier.worker, leasedUntil, parts: JSON.stringify(payloads) } }
  } catch {
    return undefined
  }
}
