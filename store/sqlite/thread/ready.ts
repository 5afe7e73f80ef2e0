import type { Connection } from './connection.ts'

/** Ids of conversations with rows that are due, the longest waiting first. */
export const ready = (connection: Connection, now: string, limit: number): string[] =>
  connection
    .all<{ id: string }>(
      'SELECT id FROM conversations WHERE ready_at IS NOT NULL AND ready_at <= ?1 ORDER BY ready_at LIMIT 0 + ?2',
      [now, limit],
    )
    .map(({ id }) => id)

/** When the next row is due, in any conversation. */
export const nextDueAt = (connection: Connection): string | undefined =>
  connection.get<{ due: string | null }>(
    'SELECT min(ready_at) AS due FROM conversations WHERE ready_at IS NOT NULL',
  )?.due ?? undefined
