import type { ContextPackage } from '../../../protocol/api/handoff.ts'

export type Entry = ContextPackage['transcript'][number]
export type Delivery = NonNullable<Entry['delivery']>

/** How far along a delivery is: reports may come in another order than they were made. */
const RANK: Record<Delivery['status'], number> = {
  waiting: 0,
  parked: 1,
  sent: 2,
  delivered: 3,
  read: 4,
  cancelled: 5,
  failed: 5,
}

/** The transcript with an entry more, or with the newer form of one that it has, in the order of time. */
export function withEntry(transcript: readonly Entry[], entry: Entry): Entry[] {
  const at = transcript.findIndex(({ id }) => id === entry.id)
  if (at !== -1) {
    const old = transcript[at] as Entry
    const delivery = newer(old.delivery, entry.delivery)
    return transcript.with(at, { ...old, ...entry, ...(delivery === undefined ? {} : { delivery }) })
  }
  const after = transcript.findLastIndex(other => other.at <= entry.at)
  return transcript.toSpliced(after + 1, 0, entry)
}

/** What became of an entry; an older report changes nothing. */
export function withDelivery(transcript: readonly Entry[], id: string, delivery: Delivery): Entry[] {
  return transcript.map(entry =>
    entry.id === id ? { ...entry, delivery: newer(entry.delivery, delivery) ?? delivery } : entry,
  )
}

function newer(old: Delivery | undefined, next: Delivery | undefined): Delivery | undefined {
  if (old === undefined || next === undefined) return next ?? old
  return RANK[next.status] >= RANK[old.status] || next.at > old.at ? next : old
}

/** An older page before what is known. */
export function withOlder(older: readonly Entry[], known: readonly Entry[]): Entry[] {
  const ids = new Set(known.map(({ id }) => id))
  return [...older.filter(({ id }) => !ids.has(id)), ...known]
}

/** A package that was loaded anew keeps the older pages that were loaded before it. */
export function keepOlder(fresh: ContextPackage, old: ContextPackage | undefined): ContextPackage {
  const first = fresh.transcript[0]
  if (old === undefined || first === undefined) return fresh
  const ids = new Set(fresh.transcript.map(({ id }) => id))
  const from = old.transcript.findIndex(({ id }) => id === first.id)
  // Nothing in common: more was said meanwhile than a page holds, and what lies between must be loaded.
  if (from <= 0) return fresh
  const { transcriptCursor: _, ...rest } = fresh
  return {
    ...rest,
    transcript: [...old.transcript.slice(0, from).filter(({ id }) => !ids.has(id)), ...fresh.transcript],
    ...(old.transcriptCursor === undefined ? {} : { transcriptCursor: old.transcriptCursor }),
  }
}
