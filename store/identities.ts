import { StoreError } from '../protocol/errors.ts'
import { createLend } from './lent-threads.ts'
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
        'SELECT thread_id FROM continuation_codes WHERE code_hash = ?1 AND until_ms > ?3 AND used_by = ?2',
        [codeHash, threadId, atMs],
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

    lend: createLend(sql),

    async join(move) {
      // What was read may have changed before it is written: then nothing is, and it is looked at anew.
      for (let tries = 1; ; tries++) {
        const done = await joinOnce(
          sql,
          move,
          await Promise.all([move.threadId, move.toThreadId].map(threadOf)),
        )
        if (done !== 'overtaken') return done
        if (tries === TRIES)
          throw new StoreError('store.failed', 'Two threads changed while they were joined.')
      }
    },
  }
}

const TRIES = 5

type Join = Parameters<IdentityStore['join']>[0]

async function joinOnce(
  sql: Sql,
  { threadId, toThreadId, move }: Join,
  [thread, other]: (ThreadRow | undefined)[],
): Promise<Awaited<ReturnType<IdentityStore['join']>> | 'overtaken'> {
  if (thread === undefined || other === undefined) return undefined
  const { channel, account, key } = thread
  const answer = { thread: { channel, account, key }, from: other.channel }
  if (thread.customer_id !== other.customer_id) {
    await mergeCustomers(sql, thread.customer_id, other.customer_id)
    return 'overtaken'
  }
  // Done before: they share a conversation, or have changed theirs.
  const changed = other.status === 'closed' && other.answers_on === threadId && thread.status === 'open'
  if (thread.conversation_id === other.conversation_id || changed) return { ...answer, moved: true }
  // Whom a person has on this thread stays with them: the bot, or a second agent, would answer beside them.
  const isHeld = thread.status === 'open' && thread.owner === 'human'
  if (isHeld || other.status === 'closed' || (move === 'human' && other.owner !== 'human'))
    return { ...answer, moved: false }
  const ids = [thread.conversation_id, other.conversation_id] as const
  const isIn = (n: number) => `EXISTS (SELECT 1 FROM threads WHERE id = ?1 AND conversation_id = ?${n})`
  const changes = await sql.write(
    // Locks both; what comes in meanwhile waits, and what the next statements see is the newest.
    ['UPDATE conversations SET thread_id = thread_id WHERE id IN (?1, ?2)', ids],
    [
      `UPDATE threads SET conversation_id = ?3 WHERE id = ?1 AND conversation_id = ?2
         AND EXISTS (SELECT 1 FROM threads o JOIN conversations c ON c.id = o.conversation_id
           WHERE o.id = ?4 AND c.id = ?3 AND c.status = 'open' AND c.owner = ?5)
         AND NOT EXISTS (SELECT 1 FROM conversations WHERE id = ?2 AND status = 'open' AND owner = 'human')`,
      [threadId, ...ids, toThreadId, other.owner],
    ],
    [`UPDATE conversations SET thread_id = ?1 WHERE id = ?2 AND ${isIn(2)}`, [threadId, ids[1]]],
    [
      `UPDATE conversations SET status = 'closed' WHERE id = ?2 AND owner = 'bot' AND ${isIn(3)}`,
      [threadId, ...ids],
    ],
    // What the bot says from here on is for this thread alone: the other one begins anew. A person goes on hearing both.
    [
      `UPDATE threads SET conversation_id = ?2 WHERE id = ?4 AND ${isIn(3)}
         AND EXISTS (SELECT 1 FROM conversations WHERE id = ?3 AND owner = 'bot')
         AND EXISTS (SELECT 1 FROM conversations WHERE id = ?2 AND status = 'closed')`,
      [threadId, ...ids, toThreadId],
    ],
  )
  return changes[1] === 1 ? { ...answer, moved: true } : 'overtaken'
}

/**
 * All that was the one's is the other's, in one transaction, unless the other is no more. What the other does not know of itself, the one tells. Conversations
 * first, as everywhere: who holds one may be about to add another of the same customer, which the second look finds.
 */
async function mergeCustomers(sql: Sql, from: string, into: string): Promise<void> {
  const there = 'EXISTS (SELECT 1 FROM customers WHERE id = ?2)'
  const both = [from, into] as const
  await sql.write(
    ['UPDATE conversations SET customer_id = customer_id WHERE customer_id IN (?1, ?2)', both],
    [`UPDATE conversations SET customer_id = ?2 WHERE customer_id = ?1 AND ${there}`, both],
    [`UPDATE threads SET customer_id = ?2 WHERE customer_id = ?1 AND ${there}`, both],
    [`UPDATE handoffs SET customer_id = ?2 WHERE customer_id = ?1 AND ${there}`, both],
    [
      `UPDATE customers SET
         name = coalesce(name, (SELECT name FROM customers WHERE id = ?1)),
         country = coalesce(country, (SELECT country FROM customers WHERE id = ?1)),
         language = coalesce(language, (SELECT language FROM customers WHERE id = ?1)),
         register = coalesce(register, (SELECT register FROM customers WHERE id = ?1)),
         email = coalesce(email, (SELECT email FROM customers WHERE id = ?1)),
         conversation_count = conversation_count + coalesce((SELECT conversation_count FROM customers WHERE id = ?1), 0)
       WHERE id = ?2`,
      both,
    ],
    [`DELETE FROM customers WHERE id = ?1 AND ${there}`, both],
  )
}
