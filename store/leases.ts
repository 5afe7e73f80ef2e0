import type { SentPart } from './outbox.ts'

/** What this process knows of the rows that it leased and has not settled. */
export interface Lease {
  /** Attempts counted when it was leased: a later lease by somebody else has more. */
  attempts: number
  /** Parts that earlier leases sent. */
  sent: readonly SentPart[]
  /** Of its thread, as it was rendered for. */
  lastInboundAt: string | null
  /** The conversation, where a human owned it: the desk is told how it ended. */
  desk?: string
}

/** Conversations of rows that end, which the desk is to be told of. */
export const deskOf = (leases: Leases, ids: readonly { id: string }[]): string[] => [
  ...new Set(ids.flatMap(({ id }) => leases.get(id)?.desk ?? [])),
]

/** Kept in memory only: after a crash the leases expire in the database. */
export type Leases = Map<string, Lease>

/** Parts sent before and now, each once. */
export function sentParts(before: readonly SentPart[], now: readonly SentPart[]): string | null {
  if (before.length + now.length === 0) return null
  const all = [...before.filter(part => !now.some(one => one.id === part.id)), ...now]
  return JSON.stringify(all.map(({ id, platformId }) => ({ id, platformId })))
}

/** All that was rendered has gone. `parts` and `sent` are JSON. */
export function isWhole(parts: string | null, sent: string | null): boolean {
  if (parts === null || sent === null) return false
  const { length } = JSON.parse(parts)
  return length > 0 && JSON.parse(sent).length >= length
}

/** What of the rendered parts went, from the first on, when the rest is to be rendered anew; all JSON. */
export function keptParts(parts: string | null, sent: string | null): string | null {
  if (parts === null || sent === null) return null
  const kept = JSON.parse(parts).slice(0, JSON.parse(sent).length)
  return kept.length === 0 ? null : JSON.stringify(kept)
}
