import { newId } from '../protocol/ids.ts'
import { plainText, type Sql } from './sql.ts'
import type { IdentityStore } from './store.ts'
import { THREAD_ID } from './thread-id.ts'

interface Found {
  id: string
  customer_id: string
  conversation_id: string
  status: string
  owner: string
}

/** As IdentityStore's `lend`. */
export function createLend(sql: Sql): IdentityStore['lend'] {
  return async ({ conversationId, channel, account, key }) => {
    const address = [plainText(channel), plainText(account), plainText(key)] as const
    const [own] = await sql.all<{ customer_id: string }>(
      'SELECT customer_id FROM conversations WHERE id = ?1',
      [conversationId],
    )
    if (own === undefined) return undefined
    await sql.write([
      `INSERT INTO threads (id, channel, account, key, customer_id, conversation_id, lent)
       SELECT ?4, ?1, ?2, ?3, c.customer_id, c.id, 1 FROM conversations c WHERE c.id = ?5 AND ${THREAD_ID} IS NULL
       ON CONFLICT DO NOTHING`,
      [...address, newId('thr'), conversationId],
    ])
    const [thread] = await sql.all<Found>(
      `SELECT t.id, t.customer_id, t.conversation_id, c.status, c.owner FROM threads t JOIN conversations c ON c.id = t.conversation_id
       WHERE t.id = ${THREAD_ID}`,
      address,
    )
    if (thread === undefined) return undefined
    if (thread.customer_id !== own.customer_id) return { threadId: thread.id, own: false }
    if (thread.conversation_id === conversationId) return { threadId: thread.id, own: true }
    if (thread.status === 'open' && thread.owner === 'human') return { threadId: thread.id, own: false }
    const [moved] = await sql.write([
      'UPDATE threads SET conversation_id = ?2 WHERE id = ?1 AND conversation_id = ?3 AND customer_id = ?4',
      [thread.id, conversationId, thread.conversation_id, own.customer_id],
    ])
    return { threadId: thread.id, own: moved === 1 }
  }
}

/**
 * Threads that were lent to a conversation that is over, and from which nobody ever wrote: whoever has that address begins anew when they write one day. `unsent`: none whose answers
 * still wait.
 */
export async function sweepLent(sql: Sql): Promise<void> {
  await sql.write([
    `DELETE FROM threads WHERE lent = 1
       AND EXISTS (SELECT 1 FROM conversations c WHERE c.id = threads.conversation_id AND c.status = 'closed')
       AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.conversation_id = threads.conversation_id AND i.thread_id = threads.id)
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = threads.conversation_id AND o.thread_id = threads.id AND o.go_at IS NOT NULL)`,
  ])
}
