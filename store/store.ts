import type { Activity, Speaker } from '../protocol/activity.ts'
import type { ActionCall, CallContext } from '../protocol/call.ts'
import type { HandoffReason, Owner, Priority, Register } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { Understanding } from '../protocol/understanding.ts'

/*
 * The contract of the store, met by sqlite/ and postgres/ alike. All times are ISO 8601 (`...At`) handed in by the caller:
 * SQL never reads the clock, leases on PostgreSQL excepted. A promise resolves after the commit. Every method may throw StoreError.
 */

export type InboxKind = 'activity' | 'agent' | 'echo' | 'callResult' | 'timer' | 'receipt'
export type InboxStatus = 'pending' | 'held' | 'done' | 'dead'

/** A row from a channel: its thread, customer and conversation are found or made in the same transaction. */
export interface NewMessage {
  channel: string
  account: string
  threadKey: string
  platformId: string
  kind: 'activity' | 'echo' | 'receipt'
  activity: Activity
  receivedAt: string
  /**
   * When it may be taken: `receivedAt` + settle time. A later bubble moves the due time of all pending bubbles of the conversation to its own, at most
   * to four settle times after the first; a message without settling (`settle: false`) makes all pending ones due at once.
   */
  dueAt: string
  settle: boolean
  customer?: { name?: string; locale?: string; country?: string; verifiedPhone?: string }
  clientAddress?: string
}

/** A row that we make ourselves: an agent's word, a timer, the answer of a call. Unique on (conversation, key). */
export interface NewInternalRow {
  conversationId: string
  kind: 'agent' | 'callResult' | 'timer'
  key: string
  payload: Json
  dueAt: string
}

export interface Accepted {
  inboxId: string
  conversationId: string
  /** False: this platform id was there already, nothing changed. */
  fresh: boolean
}

export interface InboxRow {
  id: string
  conversationId: string
  threadId: string
  /** Order of arrival within the conversation, from 1. */
  seq: number
  kind: InboxKind
  status: InboxStatus
  /** An Activity for `activity`, `echo` and `receipt`; else what the maker put in. */
  payload: Json
  receivedAt: string
  dueAt: string
  attempts: number
  clientAddress?: string
}

export interface Customer {
  id: string
  name?: string
  country?: string
  language?: string
  register?: Register
  createdAt: string
}

export interface Thread {
  id: string
  channel: string
  account: string
  key: string
  customerId: string
  locale?: string
  verifiedPhone?: string
}

export interface Conversation {
  id: string
  customerId: string
  /** The thread to answer on. */
  thread: Thread
  status: 'open' | 'closed'
  owner: Owner
  /** Raised by every change of owner; an outbox row of the bot with a lower one is never sent once a human owns. */
  ownershipVersion: number
  /** Content hash that this conversation is pinned to; undefined before its first turn. */
  contentVersion?: string
  /** The engine's; undefined before the first turn. */
  state?: Json
  language?: string
  /** Of conversations of this customer, this one included. */
  conversationCount: number
  openedAt: string
  lastActivityAt: string
}

export type OutboxStatus = 'queued' | 'leased' | 'sent' | 'parked' | 'dead' | 'cancelled'

export interface NewOutboxRow {
  id: string
  conversationId: string
  threadId: string
  /** `<threadId>` (a channel address), `desk`, or `call`. Only the head row of a (conversation, lane) may go; for `call` all may. */
  lane: string
  kind: 'activities' | 'call' | 'desk'
  /** Activities to one address, the call, or a desk notice. */
  payload: { activities: Activity[] } | { call: ActionCall; context: CallContext } | { notice: Json }
  speaker: Speaker
  ownershipVersion: number
  /** The hand-off's own notice is sent although a human owns by then. */
  notice: boolean
  runAt: string
}

export interface OutboxPart {
  /** `<outboxId>:<n>` */
  id: string
  payload: Json
  platformId?: string
}

export interface LeasedRow extends NewOutboxRow {
  channel: string
  account: string
  threadKey: string
  locale?: string
  attempts: number
  /** Rendered before, by an earlier lease; empty at the first. */
  parts: OutboxPart[]
  createdAt: string
  /** What the last try ended with (`retry`); undefined at the first, and after a lease that was never settled. */
  lastError?: string
}

/** How one leased row ended. */
export type Settlement =
  | { id: string; outcome: 'sent'; parts: { id: string; platformId: string }[]; at: string }
  | {
      id: string
      outcome: 'retry'
      runAt: string
      error: string
      parts: { id: string; platformId: string }[]
    }
  | { id: string; outcome: 'dead'; error: string; at: string }

export interface TranscriptEntry {
  /** The inbox row's id, or the outgoing activity's `<inboxId>:<n>`. */
  id: string
  at: string
  speaker: Speaker
  /** An agent's name, for `agent`. */
  author?: string
  activity: Activity
  understanding?: Understanding
}

export interface StoredEvent {
  name: string
  data: JsonObject
}

/** What the engine and the desk decided for one conversation; the store writes all of it in one transaction. */
export interface TurnCommit {
  /** Rows done, with what a replay needs. */
  handled: { id: string; order: number; understanding?: Understanding; note?: string }[]
  /** Rows that wait for a call. */
  held: string[]
  /** Rows put aside for good after three attempts. */
  dead: { id: string; error: string }[]
  /** True: every held row of the conversation becomes pending and due now. */
  release: boolean
  state?: Json
  contentVersion?: string
  language?: string
  register?: Register
  owner?: Owner
  closed?: boolean
  outbox: NewOutboxRow[]
  /** Timers. */
  inbox: NewInternalRow[]
  transcript: TranscriptEntry[]
  events: StoredEvent[]
  handoff?: NewHandoff
  /** A change to the conversation's open hand-off. */
  handoffUpdate?: { status: HandoffStatus; agentId?: string; cause?: string; note?: string }
  at: string
}

/** A conversation claimed inside the transaction: exclusive until it ends. */
export interface Claimed {
  conversation: Conversation
  customer: Customer
  /** Pending rows that are due, by seq. */
  rows: InboxRow[]
  /** The open hand-off, when a human owns the conversation. */
  handoff?: HandoffRow
}

export interface InboxStore {
  /** One transaction for all; concurrent calls share a commit. Opens a conversation where the thread has none open, or its last activity is over `idleMs` ago while the bot owns it. */
  accept(messages: readonly NewMessage[]): Promise<Accepted[]>
  enqueue(rows: readonly NewInternalRow[]): Promise<{ id: string; fresh: boolean }[]>
  /** Pending and due at `now`: conversations with their due rows, earliest first. A peek: no lock, nothing changes. */
  ready(now: string, limit: number): Promise<{ conversationId: string; rows: InboxRow[] }[]>
  /** The earliest due time of any pending row; undefined when there is none. */
  nextDueAt(): Promise<string | undefined>
  /**
   * Claims these conversations (those that another worker holds are skipped), hands each to `decide`, and writes what it answers, all in one
   * transaction with a savepoint a conversation: what one's write or `decide` throws undoes only that one and is reported. `decide` is synchronous and pure.
   * `undefined` from `decide` changes nothing.
   */
  take(
    now: string,
    conversationIds: readonly string[],
    decide: (claimed: Claimed) => TurnCommit | undefined,
  ): Promise<{ conversationId: string; ok: boolean; error?: unknown }[]>
  /** Adds one to `attempts` of these rows and commits: called before a retry. */
  countAttempt(ids: readonly string[]): Promise<void>
  /** Rows per status, for metrics and /readyz. */
  counts(): Promise<Record<InboxStatus, number>>
}

export interface OutboxStore {
  /**
   * Leases up to `limit` rows that may go now (head of their lane, `runAt` reached, not leased or lease expired). A bot's row whose `ownershipVersion` is older than the
   * conversation's while a human owns it is cancelled instead, unless it is a notice. `render` is called for rows without parts and its payloads are stored in the same transaction.
   */
  lease(
    now: string,
    options: { limit: number; leaseMs: number; worker: string; lanes?: 'call' | 'send' },
    render: (row: LeasedRow) => readonly Json[],
  ): Promise<LeasedRow[]>
  /** Ends leases; `inbox` rows (answers of calls) are written in the same transaction. */
  settle(settlements: readonly Settlement[], inbox: readonly NewInternalRow[]): Promise<void>
  nextRunAt(): Promise<string | undefined>
  /**
   * Ends all leases of this worker: at its start those of a former life that was killed (their sends may repeat: the number is counted and logged),
   * at its stop what it did not get to. Resolves to how many there were.
   */
  release(worker: string): Promise<number>
  /** Dead and parked rows, newest first. */
  stuck(limit: number): Promise<(LeasedRow & { status: OutboxStatus; lastError?: string })[]>
  /** Dead rows back to queued. */
  revive(ids: readonly string[], now: string): Promise<number>
  counts(): Promise<Record<OutboxStatus, number>>
}

export interface TranscriptStore {
  /** Oldest first; `after` is the `seq` of the last one read. */
  list(
    conversationId: string,
    options?: { after?: number; limit?: number },
  ): Promise<(TranscriptEntry & { seq: number })[]>
}

export interface ConversationStore {
  get(id: string): Promise<Conversation | undefined>
  byThread(channel: string, account: string, threadKey: string): Promise<Conversation | undefined>
  /** Content versions that an open conversation is pinned to. */
  pinnedVersions(): Promise<string[]>
  customer(id: string): Promise<Customer | undefined>
}

/** Business events, for figures and for the desk's stream. */
export interface EventStore {
  list(options: {
    conversationId?: string
    after?: number
    limit: number
  }): Promise<{ seq: number; conversationId: string; at: string; name: string; data: JsonObject }[]>
}

/** Dialog versions: a bot's files stored whole, by content hash. */
export interface VersionStore {
  put(hash: string, bot: string, files: Readonly<Record<string, string>>, at: string): Promise<void>
  get(hash: string): Promise<Record<string, string> | undefined>
}

/** Direct Line's log of a conversation: what the web chat's sockets and polls read, by watermark. */
export interface WebchatLogStore {
  /** Appends with the next seq of that key; an `idempotencyKey` that is there already changes nothing. Resolves to the seq, from 1. */
  append(key: string, activity: Activity, idempotencyKey: string, at: string): Promise<number>
  /** Entries with seq > `after`, oldest first. */
  read(key: string, after: number, limit: number): Promise<{ seq: number; activity: Activity }[]>
  last(key: string): Promise<number>
  /** Known to Direct Line: made by POST /conversations. */
  open(key: string, userId: string, at: string): Promise<{ fresh: boolean; userId: string }>
  find(key: string): Promise<{ userId: string; openedAt: string } | undefined>
  putFile(file: {
    id: string
    key: string
    contentType: string
    name: string
    bytes: Uint8Array
    at: string
  }): Promise<void>
  file(id: string): Promise<{ contentType: string; name: string; bytes: Uint8Array } | undefined>
}

export type HandoffStatus = 'waiting' | 'offered' | 'active' | 'on_hold' | 'returned' | 'resolved'

export interface NewHandoff {
  id: string
  reason: HandoffReason
  priority: Priority
  team?: string
  /** What was known at that moment: the engine's Situation and more, for the context package. */
  facts: JsonObject
  /** When an agent should have answered: the bot's promise. */
  deadlineAt: string
}

export interface HandoffRow extends NewHandoff {
  conversationId: string
  customerId: string
  channel: string
  language?: string
  status: HandoffStatus
  agentId?: string
  cause?: string
  note?: string
  createdAt: string
  updatedAt: string
  /** Raised by every change; a write names the version it saw. */
  version: number
}

export interface HandoffStore {
  list(options: { status?: readonly HandoffStatus[]; after?: string; limit: number }): Promise<HandoffRow[]>
  get(id: string): Promise<HandoffRow | undefined>
  /** Compare and set by version: false when somebody was faster. */
  update(
    id: string,
    version: number,
    change: { status?: HandoffStatus; agentId?: string; cause?: string; note?: string; at: string },
  ): Promise<boolean>
}

export type AgentRole = 'agent' | 'supervisor' | 'designer'
export interface AgentRow {
  id: string
  name: string
  /** Lower case. */
  email: string
  role: AgentRole
  /** `$argon2id$v=19$m=…,t=…,p=…$salt$hash` */
  passwordHash: string
  createdAt: string
}

export interface AgentStore {
  /** False when the e-mail is taken. */
  add(agent: AgentRow): Promise<boolean>
  list(): Promise<AgentRow[]>
  byEmail(email: string): Promise<AgentRow | undefined>
  get(id: string): Promise<AgentRow | undefined>
  /** Removes the account and its sessions. */
  remove(email: string): Promise<boolean>
  /** `tokenHash`: SHA-256 of the cookie's token; the token itself is stored nowhere. */
  addSession(session: {
    tokenHash: string
    agentId: string
    csrfToken: string
    createdAt: string
    expiresAt: string
  }): Promise<void>
  session(tokenHash: string, now: string): Promise<{ agent: AgentRow; csrfToken: string } | undefined>
  endSession(tokenHash: string): Promise<void>
}

/** Single values: keys made once, flags. */
export interface SettingStore {
  get(key: string): Promise<string | undefined>
  /** Stores `value` unless the key is there; resolves to what is stored then, so that two processes agree. */
  once(key: string, value: string): Promise<string>
}

export interface TryStore {
  hit(key: string, atMs: number): Promise<void>
  count(key: string, windowMs: number, atMs: number): Promise<number>
}
export interface ProofStore {
  prove(threadId: string, orderNumber: string, untilMs: number): Promise<void>
  proved(threadId: string, orderNumber: string, atMs: number): Promise<boolean>
}
export interface OrderChangeStore {
  add(entry: {
    number: string
    change: { kind: 'cancel' | 'address' | 'return'; details: Record<string, string> }
    idempotencyKey: string
    at: string
  }): Promise<boolean>
  list(
    number: string,
  ): Promise<
    { change: { kind: 'cancel' | 'address' | 'return'; details: Record<string, string> }; at: string }[]
  >
}

export type WakeTopic = 'inbox' | 'outbox' | 'webchat'

export interface Store {
  readonly engine: 'sqlite' | 'postgres'
  readonly inbox: InboxStore
  readonly outbox: OutboxStore
  readonly transcript: TranscriptStore
  readonly conversations: ConversationStore
  readonly events: EventStore
  readonly versions: VersionStore
  readonly webchat: WebchatLogStore
  readonly handoffs: HandoffStore
  readonly agents: AgentStore
  readonly settings: SettingStore
  readonly tries: TryStore
  readonly proofs: ProofStore
  readonly orderChanges: OrderChangeStore
  /**
   * Told after a commit that there may be work: own process at once, other processes by NOTIFY (PostgreSQL; coalesced for 10 ms, ids only). For `webchat`, `ids` are
   * the keys whose log grew. Returns the function that ends it.
   */
  onWake(listener: (topic: WakeTopic, ids: readonly string[]) => void): () => void
  /** Cheap proof that the database answers. */
  ping(): Promise<void>
  /** Deletes what is past keeping (old tries, expired proofs and sessions, web chat files over 24 h). */
  sweep(now: string): Promise<void>
  close(): Promise<void>
}

export interface StoreOptions {
  /** `sqlite:<path>`, `sqlite::memory:` is not offered; or `postgres://…`. */
  url: string
  /** Idle time after which a bot's conversation counts as closed. Milliseconds. */
  idleMs: number
  /** `start` takes the exclusive lock of a SQLite file (`<db>.lock`); other commands open beside it. */
  exclusive: boolean
}
