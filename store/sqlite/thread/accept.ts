import { type Known, planAccept } from '../../accept-plan.ts'
import type { PlainMedia } from '../../media.ts'
import { PENDING_ORIGINAL, WITHDRAW, withText } from '../../pending-change.ts'
import type { PlainMessage } from '../../plain-message.ts'
import type { PendingRow } from '../../settle-time.ts'
import { optionalText, plainText } from '../../sql.ts'
import type { Accepted } from '../../store.ts'
import { THREAD_ID } from '../../thread-id.ts'
import type { ThreadState } from '../../thread-state.ts'
import type { Connection } from './connection.ts'

/** In the order in which they were queued, and before what will answer the message. */
const UNPARK = `UPDATE outbox SET status = 'queued', run_at = ?2, go_at = ?2, ended_at = NULL WHERE thread_id = ?1 AND status = 'parked'`

const DUPLICATE =
  'SELECT id, conversation_id FROM inbox WHERE channel = ?1 AND account = ?2 AND platform_id = ?3'

const THREADS = `SELECT t.id, t.channel, t.account, t.key, t.locale, t.verified_phone, t.address, t.last_inbound_at, t.customer_id, u.name, u.country,
    c.id AS conversation_id, c.thread_id, c.status, c.owner, c.last_seq, c.ready_at, c.last_activity_at
  FROM threads t JOIN customers u ON u.id = t.customer_id JOIN conversations c ON c.id = t.conversation_id`

const THREAD = `${THREADS} WHERE t.id = ${THREAD_ID}`

const WITH_PHONE = `${THREADS} WHERE t.verified_phone = ?1 ORDER BY c.last_activity_at DESC, t.id DESC LIMIT 1`

const PASS_KEY = `INSERT INTO thread_keys (channel, account, key, thread_id) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (channel, account, key) DO UPDATE SET thread_id = excluded.thread_id`

const COUNT_CONVERSATION = 'UPDATE customers SET conversation_count = conversation_count + 1 WHERE id = ?1'

const PENDING = `SELECT id, settles, received_at, due_at FROM inbox WHERE conversation_id = ?1 AND status = 'pending' ORDER BY seq`

interface ThreadRow {
  id: string
  channel: string
  account: string
  key: string
  locale: string | null
  verified_phone: string | null
  address: string | null
  last_inbound_at: string | null
  customer_id: string
  name: string | null
  country: string | null
  conversation_id: string
  thread_id: string
  status: 'open' | 'closed'
  owner: 'bot' | 'human'
  last_seq: number
  ready_at: string | null
  last_activity_at: string
}

export function accept(
  connection: Connection,
  messages: readonly PlainMessage[],
  idleMs: number,
): Accepted[] {
  const plan = planAccept(messages, readFrom(connection), idleMs)
  for (const thread of plan.newCustomers) insertCustomer(connection, thread)
  for (const thread of plan.newThreads.values()) insertThread(connection, thread)
  for (const id of plan.returning) connection.run(COUNT_CONVERSATION, [id])
  for (const { thread, state, openedAt } of plan.newConversations.values()) {
    connection.run(
      `INSERT INTO conversations (id, customer_id, thread_id, status, owner, ownership_version, last_seq, ready_at, opened_at, last_activity_at)
       VALUES (?1, ?2, ?3, ?4, 'bot', 0, ?5, ?6, ?7, ?8)`,
      [
        state.id,
        thread.customer.id,
        thread.id,
        state.status,
        state.lastSeq,
        state.readyAt,
        openedAt,
        state.lastActivityAt,
      ],
    )
  }
  for (const { thread, closedId } of plan.reopened) {
    connection.run('UPDATE threads SET conversation_id = ?2 WHERE id = ?1', [
      thread.id,
      thread.conversation.id,
    ])
    connection.run(`UPDATE conversations SET status = 'closed' WHERE id = ?1`, [closedId])
    connection.run(COUNT_CONVERSATION, [thread.customer.id])
  }
  for (const thread of plan.changedThreads.values()) {
    connection.run(
      'UPDATE threads SET locale = ?2, verified_phone = ?3, key = ?4, address = ?5, last_inbound_at = ?6 WHERE id = ?1',
      [thread.id, thread.locale, thread.verifiedPhone, thread.key, thread.address, thread.lastInboundAt],
    )
  }
  for (const id of plan.reachable) {
    connection.run(UNPARK, [id, messages[0]?.receivedAt ?? ''])
  }
  for (const { thread, key } of plan.newKeys) {
    connection.run(
      `INSERT INTO thread_keys (channel, account, key, thread_id) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (channel, account, key) DO NOTHING`,
      [thread.channel, thread.account, key, thread.id],
    )
  }
  for (const { thread, key } of plan.passedKeys.values()) {
    connection.run(PASS_KEY, [thread.channel, thread.account, key, thread.id])
  }
  for (const { customer } of plan.changedCustomers.values()) {
    connection.run('UPDATE customers SET name = ?2, country = ?3 WHERE id = ?1', [
      customer.id,
      customer.name,
      customer.country,
    ])
  }
  for (const { id, conversationId, threadId, seq, message, dueAt } of plan.rows) {
    connection.run(
      `INSERT INTO inbox (id, conversation_id, thread_id, seq, kind, status, channel, account, platform_id, payload, settles, received_at, due_at, attempts, client_address)
       VALUES (?1, ?2, ?3, ?4, ?5, 'pending', ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13)`,
      [
        id,
        conversationId,
        threadId,
        seq,
        message.kind,
        message.channel,
        message.account,
        message.platformId,
        message.payload,
        message.settle && message.kind === 'activity' ? 1 : 0,
        message.receivedAt,
        dueAt,
        optionalText(message.clientAddress),
      ],
    )
  }
  for (const { conversationId, message } of plan.rows) {
    for (const media of message.media) insertMedia(connection, conversationId, message, media)
  }
  for (const { conversationId, message } of plan.rows) changeOriginal(connection, conversationId, message)
  for (const row of plan.moved.values()) {
    connection.run('UPDATE inbox SET due_at = ?2 WHERE id = ?1', [row.id, row.dueAt])
  }
  for (const state of plan.changedConversations.values()) {
    connection.run(
      'UPDATE conversations SET last_seq = ?2, ready_at = ?3, last_activity_at = ?4, thread_id = ?5 WHERE id = ?1',
      [state.id, state.lastSeq, state.readyAt, state.lastActivityAt, state.threadId],
    )
  }
  return plan.accepted
}

function insertCustomer(connection: Connection, thread: ThreadState): void {
  connection.run(
    'INSERT INTO customers (id, name, country, conversation_count, created_at) VALUES (?1, ?2, ?3, 1, ?4)',
    [thread.customer.id, thread.customer.name, thread.customer.country, thread.conversation.lastActivityAt],
  )
}

function insertThread(connection: Connection, thread: ThreadState): void {
  connection.run(
    `INSERT INTO threads (id, channel, account, key, customer_id, conversation_id, locale, verified_phone, address, last_inbound_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
    [
      thread.id,
      thread.channel,
      thread.account,
      thread.key,
      thread.customer.id,
      thread.conversation.id,
      thread.locale,
      thread.verifiedPhone,
      thread.address,
      thread.lastInboundAt,
    ],
  )
}

function changeOriginal(connection: Connection, conversationId: string, message: PlainMessage): void {
  const { channel, account, changes, receivedAt } = message
  if (changes === undefined) return
  const values = [channel, account, plainText(changes.platformId), conversationId]
  const row = connection.get<{ id: string; payload: string }>(PENDING_ORIGINAL, values)
  if (row === undefined) return
  if (changes.text === undefined) connection.run(WITHDRAW, [row.id, receivedAt])
  else {
    connection.run('UPDATE inbox SET payload = ?2 WHERE id = ?1', [
      row.id,
      withText(row.payload, changes.text),
    ])
  }
}

function insertMedia(
  connection: Connection,
  conversationId: string,
  { channel, account }: PlainMessage,
  media: PlainMedia,
): void {
  connection.run(
    `INSERT INTO media (id, conversation_id, channel, account, ref, status, go_at, attempts, error, hash, content_type, size, name, at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10, ?11, ?12, ?13)`,
    [
      media.id,
      conversationId,
      channel,
      account,
      media.ref,
      media.status,
      media.go_at,
      media.error,
      media.hash,
      media.content_type,
      media.size,
      media.name,
      media.at,
    ],
  )
}

const readFrom = (connection: Connection): Known => ({
  duplicate(message) {
    const row = connection.get<{ id: string; conversation_id: string }>(DUPLICATE, [
      message.channel,
      message.account,
      message.platformId,
    ])
    return row && { inboxId: row.id, conversationId: row.conversation_id, fresh: false }
  },
  thread(message, key) {
    const row = connection.get<ThreadRow>(THREAD, [message.channel, message.account, key])
    return row && threadStateOf(row)
  },
  withPhone(verifiedPhone) {
    const row = connection.get<ThreadRow>(WITH_PHONE, [verifiedPhone])
    return row && threadStateOf(row)
  },
  pending: conversationId =>
    connection
      .all<{ id: string; settles: number; received_at: string; due_at: string }>(PENDING, [conversationId])
      .map(
        (row): PendingRow => ({
          id: row.id,
          settles: row.settles === 1,
          receivedAt: row.received_at,
          dueAt: row.due_at,
        }),
      ),
})

const threadStateOf = (row: ThreadRow): ThreadState => ({
  id: row.id,
  channel: row.channel,
  account: row.account,
  key: row.key,
  locale: row.locale,
  verifiedPhone: row.verified_phone,
  address: row.address,
  lastInboundAt: row.last_inbound_at,
  customer: { id: row.customer_id, name: row.name, country: row.country },
  conversation: {
    id: row.conversation_id,
    threadId: row.thread_id,
    status: row.status,
    owner: row.owner,
    lastSeq: row.last_seq,
    readyAt: row.ready_at,
    lastActivityAt: row.last_activity_at,
  },
})
