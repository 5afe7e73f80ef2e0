import type { Session } from './database.ts'

/** When the next row may be leased: heads of their lanes, and calls. Undefined when nothing is unsent. */
export async function nextRunAt(session: Session): Promise<string | undefined> {
  const rows = await session.all<{ at: string | null }>(
    `SELECT least(
       (SELECT min(go_at) FROM outbox WHERE go_at IS NOT NULL AND lane = 'call'),
       (SELECT o.go_at FROM outbox o WHERE o.go_at IS NOT NULL AND o.lane <> 'call'
          AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.lane = o.lane AND p.n < o.n AND p.go_at IS NOT NULL)
        ORDER BY o.go_at LIMIT 1)) AS at`,
  )
  return rows[0]?.at ?? undefined
}
