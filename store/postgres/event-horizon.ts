import type { Session } from './database.ts'

/*
 * Sequence numbers commit out of order: a reader that saw 8 must not skip a 7 that is still being written. A writer therefore holds a shared advisory lock whose
 * key tells the sequence's value before it drew its numbers; a reader stays at or below the least key that is held. Unlike a horizon by transaction
 * ids this is not held back by anybody else's long transactions, and survives a dump and restore, where transaction ids start anew.
 */

/** The upper 16 bits of the keys; the lower 48 are the sequence's value. */
const TAG = 0x4356

/** A row source that takes the lock; to be joined, so that the lock comes before the first number. */
export const EVENT_MARK = `(SELECT pg_advisory_xact_lock_shared((${TAG}::bigint << 48) | last_value) FROM events_seq_seq) AS mark`

/** The seq up to which nothing can appear any more. Two statements, in this order: who takes a lock after the second draws numbers above the first's. */
export async function eventHorizon(session: Session): Promise<number> {
  const [sequence] = await session.all<{ last: number }>(
    'SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM events_seq_seq',
  )
  const [writing] = await session.all<{ least: number | null }>(
    `SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) AS least FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = ${TAG}
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  )
  return Math.min(sequence?.last ?? 0, writing?.least ?? Number.MAX_SAFE_INTEGER)
}
