import type { Session } from './database.ts'

/** First number of the advisory locks on sent parts; the second is the hash of a name. */
const PART_LOCK = 1_129_270_868

/**
 * A report may be faster than the settling of what it speaks of: who looks for the other's traces holds these locks, until the transaction ends, and so
 * sees all of them or comes first.
 */
export async function lockNames(session: Session, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  await session.run(
    `SELECT pg_advisory_xact_lock(${PART_LOCK}, hash) FROM (
       SELECT DISTINCT hashtext(name) AS hash FROM unnest(?1::text[]) AS k (name) ORDER BY hash) hashes`,
    [names],
  )
}
