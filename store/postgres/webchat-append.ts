import { logEntryId } from '../../protocol/ids.ts'
import { plainText } from '../sql.ts'
import type { Accepted, InboxStore } from '../store.ts'
import type { AppendToLog, PostToLog } from '../webchat.ts'
import type { Database } from './database.ts'

/** One statement: the key's row is its lock, so the numbers of a log are committed in their order and without gaps. */
const APPEND = `WITH found AS (SELECT seq FROM webchat_log WHERE key = ?1 AND idempotency_key = ?2),
  counted AS (
    INSERT INTO webchat (key, last_seq) SELECT ?1, 1 WHERE NOT EXISTS (SELECT 1 FROM found)
    ON CONFLICT (key) DO UPDATE SET last_seq = webchat.last_seq + 1 RETURNING last_seq),
  added AS (
    INSERT INTO webchat_log (key, seq, idempotency_key, activity, at)
    SELECT ?1, last_seq, ?2, ?3, ?4 FROM counted RETURNING seq)
  SELECT seq, false AS fresh FROM found UNION ALL SELECT seq, true AS fresh FROM added`

export const createAppend =
  (database: Database): AppendToLog =>
  (key, activity, idempotencyKey, at) =>
    // A transaction, since it is done again when another process appended the same at the same moment.
    database.transaction(async session => {
      const rows = await session.all<{ seq: number; fresh: boolean }>(APPEND, [
        key,
        idempotencyKey,
        activity,
        at,
      ])
      return rows[0] ?? { seq: 0, fresh: false }
    })

/** Two commits, each shared with others': one would hold the locks of thread, conversation and log together. */
export const createPost =
  (append: AppendToLog, inbox: Pick<InboxStore, 'accept'>): PostToLog =>
  async (message, idempotencyKey) => {
    const { threadKey, activity, receivedAt } = message
    const { seq, fresh } = await append(
      plainText(threadKey),
      JSON.stringify(activity),
      plainText(idempotencyKey),
      receivedAt,
    )
    const id = logEntryId(plainText(threadKey), seq)
    const [accepted] = await inbox.accept([{ ...message, activity: { ...activity, id } }])
    return { seq, fresh, accepted: accepted as Accepted }
  }
