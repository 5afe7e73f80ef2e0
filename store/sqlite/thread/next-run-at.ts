import type { Connection } from './connection.ts'

/** When the next row may be leased: heads of their lanes, and calls. Undefined when nothing is unsent. */
export function nextRunAt(connection: Connection): string | undefined {
  const call = connection.get<{ at: string }>(
    `SELECT go_at AS at FROM outbox WHERE go_at IS NOT NULL AND lane = 'call' ORDER BY go_at LIMIT 1`,
  )?.at
  const send = connection.get<{ at: string }>(
    `SELECT o.go_at AS at FROM outbox o WHERE o.go_at IS NOT NULL AND o.lane <> 'call'
       AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.lane = o.lane AND p.n < o.n AND p.go_at IS NOT NULL)
     ORDER BY o.go_at LIMIT 1`,
  )?.at
  if (call === undefined) return send
  return send === undefined || call < send ? call : send
}
