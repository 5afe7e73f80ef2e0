import { logEntryId } from '../../../protocol/ids.ts'
import type { PlainMessage } from '../../plain-message.ts'
import type { Accepted } from '../../store.ts'
import { accept } from './accept.ts'
import type { Connection } from './connection.ts'

/** Appends to a web chat's log and answers the seq; `fresh` is false when the idempotency key was there. */
export function append(
  connection: Connection,
  key: string,
  activity: string,
  idempotencyKey: string,
  at: string,
): { seq: number; fresh: boolean } {
  const there = connection.get<{ seq: number }>(
    'SELECT seq FROM webchat_log WHERE key = ?1 AND idempotency_key = ?2',
    [key, idempotencyKey],
  )
  if (there !== undefined) return { seq: there.seq, fresh: false }
  const next = connection.get<{ seq: number }>(
    `INSERT INTO webchat (key, last_seq) VALUES (?1, 1)
     ON CONFLICT (key) DO UPDATE SET last_seq = last_seq + 1 RETURNING last_seq AS seq`,
    [key],
  )
  const seq = next?.seq ?? 1
  connection.run(
    'INSERT INTO webchat_log (key, seq, idempotency_key, activity, at) VALUES (?1, ?2, ?3, ?4, ?5)',
    [key, seq, idempotencyKey, activity, at],
  )
  return { seq, fresh: true }
}

/** Appends a message to its thread's log, and accepts it with that entry's id. */
export function post(
  connection: Connection,
  message: PlainMessage,
  idempotencyKey: string,
  idleMs: number,
): { seq: number; fresh: boolean; accepted: Accepted } {
  const { threadKey, payload, receivedAt } = message
  const { seq, fresh } = append(connection, threadKey, payload, idempotencyKey, receivedAt)
  const [accepted] = accept(
    connection,
    [{ ...message, payload: withId(payload, logEntryId(threadKey, seq)) }],
    idleMs,
  )
  return { seq, fresh, accepted: accepted as Accepted }
}

/** The JSON of an activity that has no id yet. */
const withId = (activity: string, id: string): string =>
  `${activity.slice(0, -1)},"id":${JSON.stringify(id)}}`
