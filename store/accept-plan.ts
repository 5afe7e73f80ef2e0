import { newId } from '../protocol/ids.ts'
import { passedKeys } from './passed-keys.ts'
import { type PlainMessage, platformName, threadName } from './plain-message.ts'
import { earlier, type PendingRow, settle } from './settle-time.ts'
import { optionalText } from './sql.ts'
import type { Accepted } from './store.ts'
import type { ConversationState, ThreadState } from './thread-state.ts'

/** What the database knows, read under the locks of the transaction that will write the plan. */
export interface Known {
  duplicate(message: PlainMessage): Accepted | undefined
  /** By one of the message's keys. */
  thread(message: PlainMessage, key: string): ThreadState | undefined
  /** The thread, of those with this verified phone, that was used last. Asked only for a thread that is new. */
  withPhone(verifiedPhone: string): ThreadState | undefined
  /** Asked only when the conversation has a `readyAt`. */
  pending(conversationId: string): PendingRow[]
}

export interface PlannedInboxRow {
  id: string
  conversationId: string
  threadId: string
  seq: number
  message: PlainMessage
  dueAt: string
}

/** What is to be written; every map is by id, so each row is written once. */
export interface AcceptPlan {
  accepted: Accepted[]
  newThreads: Map<string, ThreadState>
  /** Of new threads whose customer is new too. */
  newCustomers: ThreadState[]
  /** Ids of customers who are there already, and begin a conversation on a new thread. */
  returning: string[]
  /** Keys by which threads are known from now on. */
  newKeys: { thread: ThreadState; key: string }[]
  /** Keys of another thread until now, by their names. */
  passedKeys: Map<string, { thread: ThreadState; key: string }>
  /** Threads whose parked rows may go again. */
  reachable: Set<string>
  /** Threads whose locale, phone, key, address or time changed, and customers whose name, country or count changed. */
  changedThreads: Map<string, ThreadState>
  changedCustomers: Map<string, ThreadState>
  /** Opened on a thread that is there, which goes on with it: closes the one before. */
  reopened: { thread: ThreadState; closedId: string; at: string }[]
  newConversations: Map<string, { thread: ThreadState; state: ConversationState; openedAt: string }>
  changedConversations: Map<string, ConversationState>
  rows: PlannedInboxRow[]
  moved: Map<string, PendingRow>
}

/** Decides what accepting these messages changes; pure but for new ids, the same on both engines. */
export function planAccept(messages: readonly PlainMessage[], known: Known, idleMs: number): AcceptPlan {
  const plan: AcceptPlan = {
    accepted: [],
    newThreads: new Map(),
    newCustomers: [],
    returning: [],
    newKeys: [],
    passedKeys: new Map(),
    reachable: new Set(),
    changedThreads: new Map(),
    changedCustomers: new Map(),
    reopened: [],
    newConversations: new Map(),
    changedConversations: new Map(),
    rows: [],
    moved: new Map(),
  }
  const threads: Threads = { byName: new Map(), byId: new Map(), conversations: new Map() }
  const seen = new Map<string, Accepted>()
  const pendingOf = new Map<string, PendingRow[]>()

  for (const message of messages) {
    const platform = platformName(message)
    const duplicate = seen.get(platform) ?? known.duplicate(message)
    if (duplicate !== undefined) {
      plan.accepted.push({ ...duplicate, fresh: false })
      continue
    }
    const thread = threadOf(plan, threads, message, known, idleMs)
    const conversation = thread.conversation
    let pending = pendingOf.get(conversation.id)
    if (pending === undefined) {
      pending = conversation.readyAt === null ? [] : known.pending(conversation.id)
      pendingOf.set(conversation.id, pending)
    }
    const row = addRow(plan, thread, message, pending)
    const accepted = { inboxId: row.id, conversationId: row.conversationId, fresh: true }
    seen.set(platform, accepted)
    plan.accepted.push(accepted)
  }
  return plan
}

/** Threads that this plan has met, each one object however it is called. */
interface Threads {
  byName: Map<string, ThreadState>
  byId: Map<string, ThreadState>
  /** One object too, although two threads of a customer may share it. */
  conversations: Map<string, ConversationState>
}

/**
 * The thread of a message, found by the first of its keys that is known, or begun; those of its keys that nobody has are its own from now on, as are those
 * that passed from another person to this one.
 */
function threadOf(
  plan: AcceptPlan,
  threads: Threads,
  message: PlainMessage,
  known: Known,
  idleMs: number,
): ThreadState {
  const found = message.keys.map(key => {
    const met = threads.byName.get(threadName(message, key)) ?? known.thread(message, key)
    return met && (threads.byId.get(met.id) ?? met)
  })
  const passed = passedKeys(message, found)
  let thread = found.find((one, n) => one !== undefined && !passed.has(n))
  if (thread === undefined) {
    const kin = passed.size === 0 ? kinOf(threads, message, known) : undefined
    thread = startThread(plan, message, kin, idleMs)
  } else {
    thread.conversation = threads.conversations.get(thread.conversation.id) ?? thread.conversation
    updateThread(plan, thread, message)
    reopenIfOver(plan, thread, message, idleMs)
  }
  for (const former of passed.values()) {
    // Nothing may go to the number any more that was theirs: the thread's own key is left to answer by.
    former.verifiedPhone = null
    former.address = null
    threads.byId.set(former.id, former)
    plan.changedThreads.set(former.id, former)
  }
  threads.byId.set(thread.id, thread)
  threads.conversations.set(thread.conversation.id, thread.conversation)
  for (const [n, key] of message.keys.entries()) {
    const name = threadName(message, key)
    threads.byName.set(name, (passed.has(n) ? undefined : found[n]) ?? thread)
    if (passed.has(n)) plan.passedKeys.set(name, { thread, key })
    else if (found[n] === undefined && key !== thread.key) plan.newKeys.push({ thread, key })
  }
  return thread
}

/** A number that nobody has written from for so long may be somebody else's by now: networks give them out anew after some months. */
const PHONE_KEPT_MS = 90 * 86_400_000

/** The same verified phone is the same customer, on whatever channel or number of the shop. */
function kinOf(threads: Threads, message: PlainMessage, known: Known): ThreadState | undefined {
  const phone = optionalText(message.customer?.verifiedPhone)
  if (phone === null) return undefined
  for (const thread of threads.byId.values()) if (thread.verifiedPhone === phone) return thread
  const kin = known.withPhone(phone)
  if (kin === undefined) return undefined
  const unusedMs = Date.parse(message.receivedAt) - Date.parse(kin.conversation.lastActivityAt)
  if (unusedMs > PHONE_KEPT_MS) return undefined
  const met = threads.byId.get(kin.id) ?? kin
  met.conversation = threads.conversations.get(met.conversation.id) ?? met.conversation
  return met
}

function addRow(plan: AcceptPlan, thread: ThreadState, message: PlainMessage, pending: PendingRow[]) {
  const conversation = thread.conversation
  const before = pending.map(row => row.dueAt)
  const dueAt = settle(message, pending)
  pending.forEach((row, index) => {
    if (row.dueAt !== before[index]) plan.moved.set(row.id, row)
  })
  const row: PlannedInboxRow = {
    id: newId('inb'),
    conversationId: conversation.id,
    threadId: thread.id,
    seq: ++conversation.lastSeq,
    message,
    dueAt,
  }
  plan.rows.push(row)
  const settles = message.kind === 'activity' && message.settle
  pending.push({ id: row.id, settles, receivedAt: message.receivedAt, dueAt })
  if (message.kind === 'activity') conversation.threadId = thread.id
  conversation.readyAt = pending.map(one => one.dueAt).reduce(earlier)
  if (message.receivedAt > conversation.lastActivityAt) conversation.lastActivityAt = message.receivedAt
  if (!plan.newConversations.has(conversation.id))
    plan.changedConversations.set(conversation.id, conversation)
  return row
}

const openConversation = (threadId: string, at: string): ConversationState => ({
  id: newId('cnv'),
  threadId,
  status: 'open',
  owner: 'bot',
  lastSeq: 0,
  readyAt: null,
  lastActivityAt: at,
})

/** A new thread of a new customer; of one who is known by `kin`, it goes on with their open conversation. */
function startThread(
  plan: AcceptPlan,
  message: PlainMessage,
  kin: ThreadState | undefined,
  idleMs: number,
): ThreadState {
  const id = newId('thr')
  const goesOn = kin !== undefined && !isOver(kin.conversation, message, idleMs)
  const thread: ThreadState = {
    id,
    channel: message.channel,
    account: message.account,
    key: message.threadKey,
    locale: optionalText(message.customer?.locale),
    verifiedPhone: optionalText(message.customer?.verifiedPhone),
    address: message.address,
    lastInboundAt: message.saidAt ?? null,
    customer: kin?.customer ?? {
      id: newId('cus'),
      name: optionalText(message.customer?.name),
      country: optionalText(message.customer?.country),
    },
    conversation: goesOn ? kin.conversation : openConversation(id, message.receivedAt),
  }
  plan.newThreads.set(thread.id, thread)
  if (kin === undefined) plan.newCustomers.push(thread)
  if (goesOn) return thread
  if (kin !== undefined) plan.returning.push(kin.customer.id)
  plan.newConversations.set(thread.conversation.id, {
    thread,
    state: thread.conversation,
    openedAt: message.receivedAt,
  })
  return thread
}

/** What the platform says of a customer may change; what it leaves out stays. */
function updateThread(plan: AcceptPlan, thread: ThreadState, message: PlainMessage): void {
  updateAddress(plan, thread, message)
  if (message.customer === undefined) return
  const locale = optionalText(message.customer.locale) ?? thread.locale
  const verifiedPhone = optionalText(message.customer.verifiedPhone) ?? thread.verifiedPhone
  if (locale !== thread.locale || verifiedPhone !== thread.verifiedPhone) {
    thread.locale = locale
    thread.verifiedPhone = verifiedPhone
    plan.changedThreads.set(thread.id, thread)
  }
  const name = optionalText(message.customer.name) ?? thread.customer.name
  const country = optionalText(message.customer.country) ?? thread.customer.country
  if (name !== thread.customer.name || country !== thread.customer.country) {
    thread.customer.name = name
    thread.customer.country = country
    plan.changedCustomers.set(thread.customer.id, thread)
  }
}

/** The key and the address of the newest message are those to answer by. */
function updateAddress(plan: AcceptPlan, thread: ThreadState, message: PlainMessage): void {
  const { threadKey, saidAt, passing } = message
  // A key that may pass to somebody else does not take the place of one that may not.
  if (threadKey !== thread.key && (!passing.includes(threadKey) || passing.includes(thread.key))) {
    plan.newKeys.push({ thread, key: thread.key })
    thread.key = threadKey
    plan.changedThreads.set(thread.id, thread)
  }
  const address = message.address ?? thread.address
  if (address !== thread.address) {
    thread.address = address
    plan.changedThreads.set(thread.id, thread)
  }
  if (saidAt === undefined) return
  plan.reachable.add(thread.id)
  if (thread.lastInboundAt !== null && saidAt <= thread.lastInboundAt) return
  thread.lastInboundAt = saidAt
  plan.changedThreads.set(thread.id, thread)
}

const isOver = (
  { status, owner, lastActivityAt }: ConversationState,
  { receivedAt }: PlainMessage,
  idleMs: number,
): boolean =>
  status === 'closed' || (owner === 'bot' && Date.parse(receivedAt) - Date.parse(lastActivityAt) > idleMs)

/** A conversation that a human owns never idles out. */
function reopenIfOver(plan: AcceptPlan, thread: ThreadState, message: PlainMessage, idleMs: number): void {
  const old = thread.conversation
  if (!isOver(old, message, idleMs)) return
  old.status = 'closed'
  thread.conversation = openConversation(thread.id, message.receivedAt)
  plan.reopened.push({ thread, closedId: old.id, at: message.receivedAt })
  plan.newConversations.set(thread.conversation.id, {
    thread,
    state: thread.conversation,
    openedAt: message.receivedAt,
  })
}
