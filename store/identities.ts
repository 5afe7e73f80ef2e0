import type { Sql } from './sql.ts'
import type { IdentityStore } from './store.ts'

interface ThreadRow {
  id: string
  channel: string
  account: string
  key: string
  customer_id: string
  conversation_id: string
  status: 'open' | 'closed'
  owner: 'bot' | 'human'
  /** The thread that its conversation answers on. */
  answers_on: string
}

export function createIdentities(sql: Sql): IdentityStore {
  const threadOf = async (id: string): Promise<ThreadRow | undefined> => {
    const rows = await sql.all<ThreadRow>(
      `SELECT t.id, t.channel, t.account, t.key, t.customer_id, t.conversation_id, c.status, c.owner, c.thread_id AS answers_on
       FROM threads t JOIN conversations c ON c.id = t.conversation_id WHERE t.id = ?1`,
      [id],
    )
    return rows[0]
  }

  return {
    async issueCode({ codeHash, threadId, untilMs }) {
      await sql.write(
        ['DELETE FROM continuation_codes WHERE thread_id = ?1 AND code_hash <> ?2', [threadId, codeHash]],
        [
          `INSERT INTO continuation_codes (code_hash, thread_id, until_ms) VALUES (?1, ?2, ?3)
           ON CONFLICT (code_hash) DO NOTHING`,
          [codeHash, threadId, untilMs],
        ],
      )
    },

    async redeemCode(codeHash, threadId, atMs) {
      await sql.write([
        `UPDATE continuation_codes SET used_by = ?2
         WHERE code_hash = ?1 AND until_ms > ?3 AND used_by IS NULL AND thread_id <> ?2`,
        [codeHash, threadId, atMs],
      ])
      const rows = await sql.all<{ thread_id: string }>(
        'SELECT thread_id FROM continuation_codes WHERE code_hash = ?1 AND used_by = ?2',
        [codeHash, threadId],
      )
      return rows[0]?.thread_id
    },

    async provedElsewhere(threadId, orderNumber, atMs) {
      const rows = await sql.all<{ thread_id: string }>(
        `SELECT thread_id FROM proofs WHERE order_number = ?1 AND kind = 'email' AND until_ms > ?2 AND thread_id <> ?3
         ORDER BY until_ms DESC LIMIT 1`,
        [orderNumber, atMs, threadId],
      )
      return rows[0]?.thread_id
    },

    async join({ threadId, toThreadId, move }) {
      const [thread, other] = await Promise.all([threadOf(threadId), threadOf(toThreadId)])
      if (thread === undefined || other === undefined) return undefined
      const { channel, account, key } = thread
      const answer = { thread: { channel, account, key }, from: other.channel }
      if (thread.customer_id !== other.customer_id)
        await mergeCustomers(sql, thread.customer_id, other.customer_id)
      // Done before: they share a conversation, or have changed theirs.
      const changed = other.status === 'closed' && other.answers_on === threadId && thread.status === 'open'
      if (thread.conversation_id === other.conversation_id || changed) return { ...answer, moved: true }
      if (other.status === 'closed' || (move === 'human' && other.owner !== 'human'))
        return { ...answer, moved: false }
      await sql.write(
        ['UPDATE threads SET conversation_id = ?1 WHERE id = ?2', [other.conversation_id, threadId]],
        ['UPDATE conversations SET thread_id = ?2 WHERE id = ?1', [other.conversation_id, threadId]],
        // What a human has is never closed under their hands: the thread only leaves it.
        [
          `UPDATE conversations SET status = 'closed' WHERE id = ?1 AND owner = 'bot'`,
          [thread.conversation_id],
        ],
        // What the bot says from here on is for this thread alone: the other one begins anew. A person goes on hearing both.
        [
          `UPDATE threads SET conversation_id = ?2 WHERE id = ?1
           AND EXISTS (SELECT 1 FROM conversations WHERE id = ?3 AND owner = 'bot')
           AND EXISTS (SELECT 1 FROM conversations WHERE id = ?2 AND status = 'closed')`,
          [toThreadId, thread.conversation_id, other.conversation_id],
        ],
      )
      return { ...answer, moved: true }
    },
  }
}

/** All that was the one's is the other's, in one transaction. What the other does not know of itself, the one tells. */
async function mergeCustomers(sql: Sql, from: string, into: string): Promise<void> {
  await sql.write(
    ['UPDATE threads SET customer_id = ?2 WHERE customer_id = ?1', [from, into]],
    ['UPDATE conversations SET customer_id = ?2 WHERE customer_id = ?1', [from, into]],
    ['UPDATE handoffs SET customer_id = ?2 WHERE customer_id = ?1', [from, into]],
    [
      `UPDATE customers SET
         name = coalesce(name, (SELECT name FROM customers WHERE id = ?1)),
         country = coalesce(country, (SELECT country FROM customers WHERE id = ?1)),
         conversation_count = conversation_count + coalesce((SELECT conversation_count FROM customers WHERE id = ?1), 0)
       WHERE id = ?2`,
      [from, into],
    ],
    ['DELETE FROM customers WHERE id = ?1', [from]],
  )
}
