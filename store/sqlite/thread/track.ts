import type { NewReport } from '../../delivery.ts'
import { plainText } from '../../sql.ts'
import type { NewSentPart } from '../../store.ts'
import { ON_SENT_AGAIN, type TrackedThread, trackedPart } from '../../track-part.ts'
import type { Connection } from './connection.ts'
import { save } from './save-delivery.ts'

/** Keeps of each part that its platform will report on that it went; answers the reports that were faster. */
export function track(
  connection: Connection,
  { id, parts = [] }: { id: string; parts?: readonly NewSentPart[] },
): NewReport[] {
  const tracked = parts.filter(({ sentAt }) => sentAt !== undefined)
  if (tracked.length === 0) return []
  const thread = connection.get<TrackedThread>(
    `SELECT t.id, t.channel, t.account, t.delivered_to, t.read_to FROM outbox o JOIN threads t ON t.id = o.thread_id WHERE o.id = ?1`,
    [id],
  )
  if (thread === undefined) return []
  return tracked.flatMap(part => {
    save(connection, trackedPart(thread, part), ON_SENT_AGAIN)
    const keys = [thread.channel, thread.account, plainText(part.platformId), part.id]
    const early = connection.all<{ report: string }>(
      'SELECT report FROM early_reports WHERE channel = ?1 AND account = ?2 AND key IN (?3, ?4) ORDER BY n',
      keys,
    )
    if (early.length > 0) {
      connection.run(
        'DELETE FROM early_reports WHERE channel = ?1 AND account = ?2 AND key IN (?3, ?4)',
        keys,
      )
    }
    return early.map(({ report }): NewReport => JSON.parse(report))
  })
}
