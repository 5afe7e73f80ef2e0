import { optionalText } from '../sql.ts'
import type { Claimed, TurnCommit } from '../store.ts'
import type { Connection } from './connection.ts'

/**
 * Owner, closing and content version, each only when it changes: these columns are in partial indexes, which SQLite writes anew
 * for every column that a statement names.
 */
export function writeOwnership(connection: Connection, { conversation }: Claimed, commit: TurnCommit): void {
  const { id } = conversation
  if (commit.contentVersion !== undefined && commit.contentVersion !== conversation.contentVersion) {
    connection.run('UPDATE conversations SET content_version = ?2 WHERE id = ?1', [
      id,
      optionalText(commit.contentVersion),
    ])
  }
  if (commit.closed === true && conversation.status === 'open') {
    connection.run(`UPDATE conversations SET status = 'closed' WHERE id = ?1`, [id])
  }
  if (commit.owner === undefined || commit.owner === conversation.owner) return
  connection.run(
    'UPDATE conversations SET owner = ?2, ownership_version = ownership_version + 1 WHERE id = ?1',
    [id, commit.owner],
  )
  if (commit.owner === 'human') cancelStale(connection, id, commit.at)
}

/** The agent's first word must not wait behind what the bot still had to say, nor behind its retries. */
function cancelStale(connection: Connection, conversationId: string, at: string): void {
  connection.run(
    `UPDATE outbox SET status = 'cancelled', go_at = NULL, ended_at = ?2
     WHERE conversation_id = ?1 AND go_at IS NOT NULL AND status = 'queued' AND kind = 'activities' AND speaker = 'bot' AND notice = 0
       AND ownership_version < (SELECT ownership_version FROM conversations WHERE id = ?1)`,
    [conversationId, at],
  )
  connection.run(
    `UPDATE outbox SET go_at = run_at WHERE conversation_id = ?1 AND go_at IS NOT NULL AND status = 'queued'`,
    [conversationId],
  )
}
