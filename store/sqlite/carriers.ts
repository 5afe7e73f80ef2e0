import { isoTime } from '../../protocol/clock.ts'
import type { Leases } from '../leases.ts'
import { partsOf } from '../outbox-row.ts'
import type { Carrier, Claimed, LeasedRow, NewOutboxRow, TurnCommit } from '../store.ts'

/** Who takes new rows at once: see `leaseNew`. */
export interface Carriers {
  add(carrier: Carrier): () => void
  /** For one conversation's turn, which may be run more than once before it is committed. */
  load(): Load
}

/** What one turn has given to carriers. */
export interface Load {
  /** The turn is run anew: what it gave before was undone. */
  clear(): void
  /** The row as it is leased, when a carrier has a place for it; undefined: it waits in the queue. `payload` is its JSON. */
  take(row: NewOutboxRow, payload: string, claimed: Claimed, commit: TurnCommit): Loaded | undefined
  /** After the commit: the carriers get their rows. */
  depart(): void
}

export interface Loaded {
  row: LeasedRow
  worker: string
  leasedUntil: string
  parts: string
}

export function createCarriers(leases: Leases): Carriers {
  const carriers = new Set<Carrier>()
  /** Places that turns have taken which are not committed yet. */
  const taken = new Map<Carrier, number>()
  const change = (carrier: Carrier, by: number) => taken.set(carrier, (taken.get(carrier) ?? 0) + by)

  function load(): Load {
    let loads: { carrier: Carrier; row: LeasedRow }[] = []
    function clear(): void {
      for (const { carrier } of loads) change(carrier, -1)
      loads = []
    }
    return {
      clear,
      take(row, payload, claimed, commit) {
        if (row.runAt > commit.at || isForeign(row, claimed) || isStaleNow(row, claimed, commit)) return
        const lanes = row.lane === 'call' ? 'call' : 'send'
        for (const carrier of carriers) {
          if (carrier.lanes !== lanes || carrier.places() <= (taken.get(carrier) ?? 0)) continue
          const loaded = render(carrier, row, payload, claimed, commit)
          if (loaded === undefined) return
          loads.push({ carrier, row: loaded.row })
          change(carrier, 1)
          return loaded
        }
        return
      },
      depart() {
        const gone = loads
        clear()
        for (const { row } of gone) leases.set(row.id, { attempts: row.attempts, sent: [] })
        for (const { carrier, row } of gone) carrier.carry([row])
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
  payload: string,
  { conversation }: Claimed,
  commit: TurnCommit,
): Loaded | undefined {
  const { channel, account, key, locale: threadLocale } = conversation.thread
  const locale = commit.language ?? conversation.language ?? threadLocale
  const leased: LeasedRow = {
    ...row,
    payload: JSON.parse(payload),
    channel,
    account,
    threadKey: key,
    ...(locale !== undefined && { locale }),
    attempts: 1,
    parts: [],
    createdAt: commit.at,
  }
  try {
    const payloads = carrier.render(leased)
    leased.parts = partsOf(row.id, payloads, [])
    const leasedUntil = isoTime(Date.parse(commit.at) + carrier.leaseMs)
    return { row: leased, worker: carrier.worker, leasedUntil, parts: JSON.stringify(payloads) }
  } catch {
    return undefined
  }
}
