import { LANES } from '../../lanes.ts'
import type { LaneKind } from '../../store.ts'
import type { Connection } from './connection.ts'

const headRunAt = (
  lanes: 'send' | 'desk',
) => `SELECT o.go_at AS at FROM outbox o WHERE o.go_at IS NOT NULL AND ${LANES[lanes]}
    AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.lane = o.lane AND p.n < o.n AND p.go_at IS NOT NULL)
  ORDER BY o.go_at LIMIT 1`

const RUN_AT: Readonly<Record<LaneKind, string>> = {
  call: `SELECT o.go_at AS at FROM outbox o WHERE o.go_at IS NOT NULL AND ${LANES.call} ORDER BY o.go_at LIMIT 1`,
  send: headRunAt('send'),
  desk: headRunAt('desk'),
}

/** When the next row may be leased: heads of their lanes, and calls. Undefined when nothing is unsent. */
export function nextRunAt(connection: Connection, lanes?: LaneKind): string | undefined {
  const statements = lanes === undefined ? Object.values(RUN_AT) : [RUN_AT[lanes]]
  const times = statements.flatMap(statement => connection.get<{ at: string }>(statement)?.at ?? [])
  return times.sort()[0]
}
