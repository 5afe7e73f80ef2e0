import {
  CONVERSATION_COLUMNS,
  CONVERSATION_JOIN,
  type ConversationRow,
  type CustomerRow,
  conversationOf,
  customerOf,
  type PastRow,
  pastOf,
} from './conversation-row.ts'
import { plainText, type Sql } from './sql.ts'
import type { ConversationStore } from './store.ts'
import { THREAD_ID } from './thread-id.ts'

export function createConversations(sql: Sql): ConversationStore {
  return {
    async get(id) {
      const rows = await sql.all<ConversationRow>(
        `SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_JOIN} WHERE c.id = ?1`,
        [id],
      )
      return rows[0] && conversationOf(rows[0])
    },

    async byThread(channel, account, threadKey) {
      const rows = await sql.all<ConversationRow>(
        `SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_JOIN}
         WHERE c.id = (SELECT conversation_id FROM threads WHERE id = ${THREAD_ID})`,
        [plainText(channel), plainText(account), plainText(threadKey)],
      )
      return rows[0] && conversationOf(rows[0])
    },

    /** Jumps from one version to the next in the index: the cost grows with the versions, not with the conversations. */
    async pinnedVersions() {
      const rows = await sql.all<{ version: string }>(
        `WITH RECURSIVE pinned (version) AS (
           SELECT min(content_version) FROM conversations WHERE status = 'open'
           UNION ALL
           SELECT (SELECT min(content_version) FROM conversations WHERE status = 'open' AND content_version > pinned.version)
           FROM pinned WHERE pinned.version IS NOT NULL
         ) SELECT version FROM pinned WHERE version IS NOT NULL`,
      )
      return rows.map(row => row.version)
    },

    async customer(id) {
      const rows = await sql.all<CustomerRow>('SELECT * FROM customers WHERE id = ?1', [id])
      return rows[0] && customerOf(rows[0])
    },

    async ofCustomer(customerId, { except, limit }) {
      const rows = await sql.all<PastRow>(
        `SELECT c.id, c.status, c.owner, c.opened_at, c.last_activity_at, c.state, t.channel,
           h.id AS h_id, h.status AS h_status, h.reason AS h_reason, h.cause AS h_cause, h.facts AS h_facts
         FROM conversations c JOIN threads t ON t.id = c.thread_id
           LEFT JOIN handoffs h ON h.id = (SELECT max(id) FROM handoffs WHERE conversation_id = c.id)
         WHERE c.customer_id = ?1 AND c.id <> ?2 ORDER BY c.id DESC LIMIT ?3`,
        [customerId, except, limit],
      )
      return rows.map(pastOf)
    },
  }
}
