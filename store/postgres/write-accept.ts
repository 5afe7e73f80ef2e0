import type { AcceptPlan, PlannedInboxRow } from '../accept-plan.ts'
import type { PlainMedia } from '../media.ts'
import { PENDING_ORIGINAL, WITHDRAW, withText } from '../pending-change.ts'
import type { PendingRow } from '../settle-time.ts'
import { optionalText, plainText } from '../sql.ts'
import type { ConversationState, ThreadState } from '../thread-state.ts'
import type { Session } from './database.ts'
import { type Column, insertMany, unnest } from './many.ts'

interface NewConversation {
  thread: ThreadState
  state: ConversationState
  openedAt: string
}

const CUSTOMERS: readonly Column<ThreadState>[] = [
  ['id', 'text', thread => thread.customer.id],
  ['name', 'text', thread => thread.customer.name],
  ['country', 'text', thread => thread.customer.country],
  ['conversation_count', 'bigint', () => 1],
  ['created_at', 'text', thread => thread.conversation.lastActivityAt],
]

const THREADS: readonly Column<ThreadState>[] = [
  ['id', 'text', thread => thread.id],
  ['channel', 'text', thread => thread.channel],
  ['account', 'text', thread => thread.account],
  ['key', 'text', thread => thread.key],
  ['customer_id', 'text', thread => thread.customer.id],
  ['conversation_id', 'text', thread => thread.conversation.id],
  ['locale', 'text', thread => thread.locale],
  ['verified_phone', 'text', thread => thread.verifiedPhone],
  ['address', 'text', thread => thread.address],
  ['last_inbound_at', 'text', thread => thread.lastInboundAt],
]

const CHANGED_THREADS: readonly Column<ThreadState>[] = [
  ['id', 'text', thread => thread.id],
  ['locale', 'text', thread => thread.locale],
  ['verified_phone', 'text', thread => thread.verifiedPhone],
  ['key', 'text', thread => thread.key],
  ['address', 'text', thread => thread.address],
  ['last_inbound_at', 'text', thread => thread.lastInboundAt],
]

const NEW_KEYS: readonly Column<AcceptPlan['newKeys'][number]>[] = [
  ['channel', 'text', ({ thread }) => thread.channel],
  ['account', 'text', ({ thread }) => thread.account],
  ['key', 'text', ({ key }) => key],
  ['thread_id', 'text', ({ thread }) => thread.id],
]

const CONVERSATIONS: readonly Column<NewConversation>[] = [
  ['id', 'text', ({ state }) => state.id],
  ['customer_id', 'text', ({ thread }) => thread.customer.id],
  ['thread_id', 'text', ({ thread }) => thread.id],
  ['status', 'text', ({ state }) => state.status],
  ['owner', 'text', () => 'bot'],
  ['ownership_version', 'bigint', () => 0],
  ['last_seq', 'bigint', ({ state }) => state.lastSeq],
  ['ready_at', 'text', ({ state }) => state.readyAt],
  ['opened_at', 'text', ({ openedAt }) => openedAt],
  ['last_activity_at', 'text', ({ state }) => state.lastActivityAt],
]

const INBOX: readonly Column<PlannedInboxRow>[] = [
  ['id', 'text', row => row.id],
  ['conversation_id', 'text', row => row.conversationId],
  ['thread_id', 'text', row => row.threadId],
  ['seq', 'bigint', row => row.seq],
  ['kind', 'text', row => row.message.kind],
  ['status', 'text', () => 'pending'],
  ['channel', 'text', row => row.message.channel],
  ['account', 'text', row => row.message.account],
  ['platform_id', 'text', row => row.message.platformId],
  ['payload', 'text', row => row.message.payload],
  ['settles', 'bigint', row => (row.message.settle && row.message.kind === 'activity' ? 1 : 0)],
  ['received_at', 'text', row => row.message.receivedAt],
  ['due_at', 'text', row => row.dueAt],
  ['attempts', 'bigint', () => 0],
  ['client_address', 'text', row => optionalText(row.message.clientAddress)],
]

interface NewMediaRow {
  row: PlannedInboxRow
  one: PlainMedia
}

const MEDIA: readonly Column<NewMediaRow>[] = [
  ['id', 'text', ({ one }) => one.id],
  ['conversation_id', 'text', ({ row }) => row.conversationId],
  ['channel', 'text', ({ row }) => row.message.channel],
  ['account', 'text', ({ row }) => row.message.account],
  ['ref', 'text', ({ one }) => one.ref],
  ['status', 'text', ({ one }) => one.status],
  ['go_at', 'text', ({ one }) => one.go_at],
  ['attempts', 'bigint', () => 0],
  ['error', 'text', ({ one }) => one.error],
  ['hash', 'text', ({ one }) => one.hash],
  ['content_type', 'text', ({ one }) => one.content_type],
  ['size', 'bigint', ({ one }) => one.size],
  ['name', 'text', ({ one }) => one.name],
  ['at', 'text', ({ one }) => one.at],
]

const CHANGED: readonly Column<ConversationState>[] = [
  ['id', 'text', state => state.id],
  ['last_seq', 'bigint', state => state.lastSeq],
  ['ready_at', 'text', state => state.readyAt],
  ['last_activity_at', 'text', state => state.lastActivityAt],
  ['thread_id', 'text', state => state.threadId],
]

const COUNT_CONVERSATION = 'UPDATE customers SET conversation_count = conversation_count + 1 WHERE id = ?1'

const MOVED: readonly Column<PendingRow>[] = [
  ['id', 'text', row => row.id],
  ['due_at', 'text', row => row.dueAt],
]

/** One statement a table, whatever the number of messages; customers that changed are rare and go one by one. */
export async function writeAccept(session: Session, plan: AcceptPlan): Promise<void> {
  const newThreads = [...plan.newThreads.values()]
  await insertMany(session, 'customers', CUSTOMERS, plan.newCustomers)
  await insertMany(session, 'threads', THREADS, newThreads)
  await insertMany(session, 'conversations', CONVERSATIONS, [...plan.newConversations.values()])
  for (const id of plan.returning) await session.run(COUNT_CONVERSATION, [id])
  for (const { thread, closedId } of plan.reopened) {
    await session.run('UPDATE threads SET conversation_id = ?2 WHERE id = ?1', [
      thread.id,
      thread.conversation.id,
    ])
    await session.run(`UPDATE conversations SET status = 'closed' WHERE id = ?1`, [closedId])
    await session.run(COUNT_CONVERSATION, [thread.customer.id])
  }
  await saveThreads(session, plan)
  for (const { customer } of plan.changedCustomers.values()) {
    await session.run('UPDATE customers SET name = ?2, country = ?3 WHERE id = ?1', [
      customer.id,
      customer.name,
      customer.country,
    ])
  }
  await insertMany(session, 'inbox', INBOX, plan.rows)
  for (const row of plan.rows) if (row.message.changes !== undefined) await changeOriginal(session, row)
  const media = plan.rows.flatMap(row => row.message.media.map((one): NewMediaRow => ({ row, one })))
  await insertMany(session, 'media', MEDIA, media)
  if (plan.moved.size > 0) {
    const moved = unnest(MOVED, [...plan.moved.values()])
    await session.run(
      `UPDATE inbox SET due_at = r.due_at FROM ${moved.source} AS r (id, due_at) WHERE inbox.id = r.id`,
      moved.values,
    )
  }
  if (plan.changedConversations.size > 0) {
    const changed = unnest(CHANGED, [...plan.changedConversations.values()])
    await session.run(
      `UPDATE conversations SET last_seq = r.last_seq, ready_at = r.ready_at, last_activity_at = r.last_activity_at,
         thread_id = r.thread_id
       FROM ${changed.source} AS r (id, last_seq, ready_at, last_activity_at, thread_id) WHERE conversations.id = r.id`,
      changed.values,
    )
  }
}

async function changeOriginal(
  session: Session,
  { conversationId, message: { channel, account, changes, receivedAt } }: PlannedInboxRow,
): Promise<void> {
  if (changes === undefined) return
  const [row] = await session.all<{ id: string; payload: string }>(PENDING_ORIGINAL, [
    channel,
    account,
    plainText(changes.platformId),
    conversationId,
  ])
  if (row === undefined) return
  if (changes.text === undefined) await session.run(WITHDRAW, [row.id, receivedAt])
  else {
    await session.run('UPDATE inbox SET payload = ?2 WHERE id = ?1', [
      row.id,
      withText(row.payload, changes.text),
    ])
  }
}

const PASS_KEY = `INSERT INTO thread_keys (channel, account, key, thread_id) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (channel, account, key) DO UPDATE SET thread_id = excluded.thread_id`

async function saveThreads(
  session: Session,
  { changedThreads, newKeys, passedKeys, reachable, rows }: AcceptPlan,
): Promise<void> {
  if (changedThreads.size > 0) {
    const changed = unnest(CHANGED_THREADS, [...changedThreads.values()])
    await session.run(
      `UPDATE threads SET locale = r.locale, verified_phone = r.verified_phone, key = r.key,
         address = r.address, last_inbound_at = r.last_inbound_at
       FROM ${changed.source} AS r (id, locale, verified_phone, key, address, last_inbound_at) WHERE threads.id = r.id`,
      changed.values,
    )
  }
  if (reachable.size > 0) {
    // In the order in which they were queued, and before what will answer the message.
    await session.run(
      `UPDATE outbox SET status = 'queued', run_at = ?2, go_at = ?2, ended_at = NULL WHERE thread_id = ANY(?1::text[]) AND status = 'parked'`,
      [[...reachable], rows[0]?.message.receivedAt ?? ''],
    )
  }
  if (newKeys.length > 0) {
    const keys = unnest(NEW_KEYS, newKeys)
    await session.run(
      `INSERT INTO thread_keys (channel, account, key, thread_id) SELECT * FROM ${keys.source} ON CONFLICT DO NOTHING`,
      keys.values,
    )
  }
  for (const { thread, key } of passedKeys.values()) {
    await session.run(PASS_KEY, [thread.channel, thread.account, key, thread.id])
  }
}
