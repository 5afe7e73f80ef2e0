import type { Log } from '../../protocol/log.ts'
import { createGroup } from '../group.ts'
import type { InboxStore, NewMessage } from '../store.ts'
import { stateReader } from '../stored-json.ts'
import { takenOf } from '../turn-outcome.ts'
import type { Wake } from '../wake.ts'
import { accept } from './accept.ts'
import { inboxCounts } from './counts.ts'
import type { Database } from './database.ts'
import { enqueue } from './enqueue.ts'
import { ready } from './ready.ts'
import { take } from './take.ts'

/** Calls of `accept` that share a commit at most: each message takes an advisory lock. */
const GROUP = 200

export function createInbox(
  database: Database,
  wake: Wake,
  { idleMs, log }: { idleMs: number; log: Log },
): InboxStore {
  const readState = stateReader(log)
  const acceptTogether = createGroup(async (calls: readonly (readonly NewMessage[])[]) => {
    const accepted = await database.transaction(session => accept(session, calls.flat(), idleMs))
    let from = 0
    return calls.map(call => {
      from += call.length
      return accepted.slice(from - call.length, from)
    })
  }, GROUP)

  const takeThese: InboxStore['take'] = async (now, conversationIds, decide) => {
    if (conversationIds.length === 0) return []
    const outcomes = await database.transaction(session =>
      take(session, now, conversationIds, { decide, readState }),
    )
    if (outcomes.some(outcome => outcome.queued)) wake.tell('outbox', [])
    const waiting = outcomes.filter(outcome => outcome.waiting).map(outcome => outcome.conversationId)
    if (waiting.length > 0) wake.tell('inbox', waiting)
    const desk = outcomes.filter(outcome => outcome.desk).map(outcome => outcome.conversationId)
    if (desk.length > 0) wake.tell('desk', desk)
    return outcomes.map(takenOf)
  }

  return {
    async accept(messages) {
      if (messages.length === 0) return []
      const accepted = await acceptTogether(messages)
      const fresh = accepted.filter(one => one.fresh)
      if (fresh.length > 0) wake.tell('inbox', [...new Set(fresh.map(one => one.conversationId))])
      return accepted
    },

    async enqueue(rows) {
      const added = await database.transaction(session => enqueue(session, rows))
      if (added.length > 0) wake.tell('inbox', [...new Set(rows.map(row => row.conversationId))])
      return added
    },

    ready: (now, limit) => ready(database, now, limit),

    async nextDueAt() {
      const rows = await database.all<{ due: string | null }>(
        'SELECT min(ready_at) AS due FROM conversations WHERE ready_at IS NOT NULL',
      )
      return rows[0]?.due ?? undefined
    },

    take: takeThese,

    async takeReady(now, { limit, except, begun }, decide) {
      const found = await ready(database, now, limit + except.size)
      const ids = found.filter(id => !except.has(id)).slice(0, limit)
      begun(ids)
      return takeThese(now, ids, decide)
    },

    async countAttempt(ids) {
      await database.run('UPDATE inbox SET attempts = attempts + 1 WHERE id = ANY(?1::text[])', [ids])
    },

    counts: () => inboxCounts(database),
  }
}
