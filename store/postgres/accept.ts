import { type Known, planAccept } from '../accept-plan.ts'
import { type PlainMessage, plainMessage } from '../plain-message.ts'
import type { PendingRow } from '../settle-time.ts'
import { optionalText } from '../sql.ts'
import type { Accepted, NewMessage } from '../store.ts'
import type { Session } from './database.ts'
import { type Column, unnest } from './many.ts'
import { type LockedConversation, type ThreadRow, threadStateOf } from './thread-row.ts'
import { writeAccept } from './write-accept.ts'

/** First number of the advisory locks on thread keys; the second is the key's hash. */
const THREAD_LOCK = 1_129_270_867

/** A key that a thread may be known by. */
interface ThreadKey {
  channel: string
  account: string
  key: string
}

const keysOf = (messages: readonly PlainMessage[]): ThreadKey[] =>
  messages.flatMap(({ channel, account, keys }) => keys.map(key => ({ channel, account, key })))

const KEY: readonly Column<ThreadKey>[] = [
  ['channel', 'text', one => one.channel],
  ['account', 'text', one => one.account],
  ['key', 'text', one => one.key],
]

const PLATFORM = [
  ['channel', 'text', (message: PlainMessage) => message.channel],
  ['account', 'text', (message: PlainMessage) => message.account],
  ['platform_id', 'text', (message: PlainMessage) => message.platformId],
] as const

const nameOf = (channel: string, account: string, key: string) => JSON.stringify([channel, account, key])

/**
 * Accepts messages inside a transaction. The thread's key is locked before the thread is looked for, so that two processes make one thread, one customer and one conversation;
 * then the conversations, in the order of their ids as everywhere.
 */
export async function accept(
  session: Session,
  incoming: readonly NewMessage[],
  idleMs: number,
): Promise<Accepted[]> {
  const messages = incoming.map(plainMessage)
  const keys = unnest(KEY, keysOf(messages))
  await session.run(
    `SELECT pg_advisory_xact_lock(${THREAD_LOCK}, hash) FROM (
       SELECT DISTINCT hashtext(channel || chr(10) || account || chr(10) || key) AS hash
       FROM ${keys.source} AS k (channel, account, key) ORDER BY hash) hashes`,
    keys.values,
  )
  const plan = planAccept(messages, await readKnown(session, messages), idleMs)
  await writeAccept(session, plan)
  return plan.accepted
}

async function readKnown(session: Session, messages: readonly PlainMessage[]): Promise<Known> {
  const platforms = unnest(PLATFORM, messages)
  const { found, kin, conversations } = await readThreads(session, messages)
  const duplicates = await session.all<{
    channel: string
    account: string
    platform_id: string
    id: string
    conversation_id: string
  }>(
    `SELECT channel, account, platform_id, id, conversation_id FROM inbox
     WHERE (channel, account, platform_id) IN (SELECT channel, account, platform_id FROM ${platforms.source} AS k (channel, account, platform_id))`,
    platforms.values,
  )
  const waiting = conversations.filter(row => row.ready_at !== null).map(row => row.id)
  const pending = waiting.length === 0 ? [] : await readPending(session, waiting)

  const conversationOf = new Map(conversations.map(row => [row.id, row]))
  // A thread's own key goes before a further one of another thread, which the key was once.
  const ownLast = found.toSorted((a, b) => Number(a.known_as === a.key) - Number(b.known_as === b.key))
  const threads = new Map(
    ownLast.map(row => [
      nameOf(row.channel, row.account, row.known_as),
      threadStateOf(row, conversationOf.get(row.conversation_id)),
    ]),
  )
  const known = new Map(
    duplicates.map(row => [
      nameOf(row.channel, row.account, row.platform_id),
      { inboxId: row.id, conversationId: row.conversation_id, fresh: false },
    ]),
  )
  return {
    thread: ({ channel, account }, key) => threads.get(nameOf(channel, account, key)),
    withPhone(verifiedPhone) {
      const row = kin.find(one => one.verified_phone === verifiedPhone)
      return row && threadStateOf(row, conversationOf.get(row.conversation_id))
    },
    duplicate: message => known.get(nameOf(message.channel, message.account, message.platformId)),
    pending: id => pending.filter(row => row.conversationId === id),
  }
}

interface Read {
  found: (ThreadRow & { known_as: string })[]
  kin: ThreadRow[]
  conversations: LockedConversation[]
}

/**
 * Threads of these keys, and their conversations under their locks. Who joins threads or customers holds those locks while it does: where one tells that this
 * happened since the threads were read, they are read anew.
 */
async function readThreads(session: Session, messages: readonly PlainMessage[]): Promise<Read> {
  const keys = unnest(KEY, keysOf(messages))
  for (let before = ''; ; ) {
    const found = await session.all<Read['found'][0]>(
      `WITH k AS (SELECT DISTINCT channel, account, key FROM ${keys.source} AS k (channel, account, key)),
         f AS (SELECT t.id, t.key AS known_as FROM threads t JOIN k USING (channel, account, key)
           UNION ALL SELECT a.thread_id, a.key FROM thread_keys a JOIN k USING (channel, account, key))
       SELECT t.id, t.channel, t.account, t.key, t.locale, t.verified_phone, t.address, t.last_inbound_at, t.customer_id, t.conversation_id,
         u.name, u.country, f.known_as
       FROM f JOIN threads t ON t.id = f.id JOIN customers u ON u.id = t.customer_id`,
      keys.values,
    )
    const kin = await readKin(session, messages, found)
    const all = [...found, ...kin]
    // The conversation's own columns are read under its lock, in a statement of their own.
    const conversations = await session.all<LockedConversation>(
      `SELECT id, customer_id, thread_id, status, owner, last_seq, ready_at, last_activity_at FROM conversations
       WHERE id = ANY(?1::text[]) ORDER BY id FOR UPDATE`,
      [all.map(row => row.conversation_id)],
    )
    const customerOf = new Map(conversations.map(row => [row.id, row.customer_id]))
    const isCertain =
      conversations.every(({ status }) => status === 'open') &&
      all.every(row => customerOf.get(row.conversation_id) === row.customer_id)
    const seen = JSON.stringify(all.map(row => [row.id, row.conversation_id, row.customer_id]).toSorted())
    if (isCertain || seen === before) return { found, kin, conversations }
    before = seen
  }
}

/** Of verified phones that come on a new thread: the thread with it that was used last. */
async function readKin(
  session: Session,
  messages: readonly PlainMessage[],
  found: readonly { channel: string; account: string; known_as: string }[],
): Promise<ThreadRow[]> {
  const names = new Set(found.map(row => nameOf(row.channel, row.account, row.known_as)))
  const phones = messages
    .filter(({ channel, account, keys }) => !keys.some(key => names.has(nameOf(channel, account, key))))
    .flatMap(({ customer }) => optionalText(customer?.verifiedPhone) ?? [])
  if (phones.length === 0) return []
  return session.all<ThreadRow>(
    `SELECT DISTINCT ON (t.verified_phone) t.id, t.channel, t.account, t.key, t.locale, t.verified_phone, t.address, t.last_inbound_at,
       t.customer_id, t.conversation_id, u.name, u.country
     FROM threads t JOIN customers u ON u.id = t.customer_id JOIN conversations c ON c.id = t.conversation_id
     WHERE t.verified_phone = ANY(?1::text[]) ORDER BY t.verified_phone, c.last_activity_at DESC, t.id DESC`,
    [phones],
  )
}

async function readPending(
  session: Session,
  ids: readonly string[],
): Promise<(PendingRow & { conversationId: string })[]> {
  const rows = await session.all<{
    id: string
    conversation_id: string
    settles: number
    received_at: string
    due_at: string
  }>(
    `SELECT id, conversation_id, settles, received_at, due_at FROM inbox
     WHERE conversation_id = ANY(?1::text[]) AND status = 'pending' ORDER BY conversation_id, seq`,
    [ids],
  )
  return rows.map(row => ({
    id: row.id,
    conversationId: row.conversation_id,
    settles: row.settles === 1,
    receivedAt: row.received_at,
    dueAt: row.due_at,
  }))
}
