import type { Sql, Statement } from './sql.ts'
import type { Claimed, TurnCommit } from './turn-commit.ts'

/** Conversations in which a person has answered in a web chat whose customer left an address. */
export interface FollowUpStore {
  due(now: string, limit: number): Promise<{ conversationId: string; dueAt: string }[]>
  /** Makes it due at `until` for everybody else, who may look then if nothing came of it. Undefined: another has it, or it was set anew. */
  claim(
    followUp: { conversationId: string; dueAt: string },
    until: string,
  ): Promise<{ conversationId: string; dueAt: string } | undefined>
  /** Looked at; one that was set anew meanwhile stays. */
  done(followUp: { conversationId: string; dueAt: string }): Promise<void>
}

export function createFollowUps(sql: Sql): FollowUpStore {
  return {
    async due(now, limit) {
      const rows = await sql.all<{ conversation_id: string; due_at: string }>(
        'SELECT conversation_id, due_at FROM follow_ups WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2',
        [now, limit],
      )
      return rows.map(row => ({ conversationId: row.conversation_id, dueAt: row.due_at }))
    },
    async claim({ conversationId, dueAt }, until) {
      const [claimed] = await sql.write([
        'UPDATE follow_ups SET due_at = ?3 WHERE conversation_id = ?1 AND due_at = ?2',
        [conversationId, dueAt, until],
      ])
      return claimed === 1 ? { conversationId, dueAt: until } : undefined
    },
    async done({ conversationId, dueAt }) {
      await sql.write([
        'DELETE FROM follow_ups WHERE conversation_id = ?1 AND due_at = ?2',
        [conversationId, dueAt],
      ])
    },
  }
}

/** With the turn that answers. */
export const followUpStatements = ({ conversation }: Claimed, { followUpAt }: TurnCommit): Statement[] =>
  followUpAt === undefined
    ? []
    : [
        [
          `INSERT INTO follow_ups (conversation_id, due_at) VALUES (?1, ?2)
           ON CONFLICT (conversation_id) DO UPDATE SET due_at = excluded.due_at`,
          [conversation.id, followUpAt],
        ],
      ]
