import { LANES } from '../lanes.ts'
import type { LaneKind } from '../store.ts'
import type { Session } from './database.ts'

const headRunAt = (
  lanes: 'send' | 'desk',
) => `(SELECT o.go_at FROM outbox o WHERE o.go_at IS NOT NULL AND ${LANES[lanes]}
    AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.lane = o.lane AND p.n < o.n AND p.go_at IS NOT NULL)
  ORDER BY o.go_at LIMIT 1)`

const RUN_AT: Readonly<Record<LaneKind, string>> = {
  call: `(SELECT min(o.go_at) FROM outbox o WHERE o.go_at IS NOT NULL AND ${LANES.call})`,
  send: headRunAt('send'),
  desk: headRunAt('desk'),
}

/** When the next row may be leased: heads of their lanes, and calls. Undefined when nothing is unsent. */
export async function nextRunAt(session: Session, lanes?: LaneKind): Promise<string | undefined> {
  const at = lanes === undefined ? `least(${Object.values(RUN_AT).join(', ')})` : RUN_AT[lanes]
  const rows = await session.all<{ at: string | null }>(`SELECT ${at} AS at`)
  return rows[0]?.at ?? undefined
}
