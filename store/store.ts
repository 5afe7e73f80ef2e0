import type { Activity } from '../protocol/activity.ts'
import type { AccountStore } from './accounts.ts'
import type { ConversationStore } from './conversation.ts'
import type { DeliveryStore } from './delivery.ts'
import type { AgentStore } from './desk.ts'
import type { FigureStore } from './figure.ts'
import type { FollowUpStore } from './follow-ups.ts'
import type { HandoffStore } from './handoff.ts'
import type { IdempotentStore } from './idempotent.ts'
import type { Accepted, InboxStore, NewMessage } from './inbox.ts'
import type { LearnedReplyStore } from './learned-replies.ts'
import type { MediaStore } from './media.ts'
import type { OutboxStore } from './outbox.ts'
import type { PresenceStore } from './presence.ts'
import type { SearchStore } from './search.ts'
import type { SlackStore } from './slack.ts'
import type { SurveyStore } from './survey.ts'
import type { TranslationStore } from './translation-rows.ts'
import type { EventStore, TranscriptStore } from './turn-commit.ts'

/*
 * The contract of the store, met by sqlite/ and postgres/ alike. All times are ISO 8601 (`...At`) handed in by the caller:
 * SQL never reads the clock, leases on PostgreSQL excepted. A promise resolves after the commit. Every method may throw StoreError.
 */

export type { Conversation, ConversationStore, Customer, PastConversation, Thread } from './conversation.ts'
export type { Delivery, DeliveryStore, NewReport } from './delivery.ts'
export type {
  AgentRole,
  AgentRow,
  AgentStore,
} from './desk.ts'
export type {
  HandoffChange,
  HandoffFilter,
  HandoffOrder,
  HandoffRow,
  HandoffStatus,
  HandoffStore,
  HandoffTurnChange,
  NewHandoff,
  Visibility,
} from './handoff.ts'
export type {
  Accepted,
  InboxKind,
  InboxRow,
  InboxStatus,
  InboxStore,
  NewInternalRow,
  NewMessage,
} from './inbox.ts'
export type { Media, MediaStatus, MediaStore, NewMedia } from './media.ts'
export type {
  Carrier,
  LaneKind,
  LeasedRow,
  LeaseOptions,
  NewOutboxRow,
  NewSentPart,
  OutboxPart,
  OutboxStatus,
  OutboxStore,
  Reach,
  Rendered,
  SentPart,
  Settlement,
} from './outbox.ts'
export type { ConversationFilter, FoundConversation, SearchStore } from './search.ts'
export type { NewDeskNotice, SlackEvent, SlackPost, SlackStore, SlackThread } from './slack.ts'
export type { SurveyChange, SurveyRow, SurveyStore } from './survey.ts'
export type {
  Claimed,
  EventRow,
  EventStore,
  StoredEvent,
  TranscriptEntry,
  TranscriptStore,
  TurnCommit,
} from './turn-commit.ts'

export interface VersionEntry {
  hash: string
  /** When it last became the current one. */
  at: string
  /** Open conversations that are pinned to it. */
  conversations: number
}

export type { AccountStore, TokenRow } from './accounts.ts'
export type { IdempotentStore, KeptAnswer } from './idempotent.ts'

/** Dialog versions: a bot's files stored whole, by content hash. */
export interface VersionStore {
  /** A version that is there already only becomes the newest. */
  put(hash: string, bot: string, files: Readonly<Record<string, string>>, at: string): Promise<void>
  get(hash: string): Promise<Record<string, string> | undefined>
  /** Of a bot, the newest first. */
  list(bot: string): Promise<VersionEntry[]>
}

/** Direct Line's log of a conversation: what the web chat's sockets and polls read, by watermark. */
export interface WebchatLogStore {
  /** Appends with the next seq of that key; an `idempotencyKey` that is there already changes nothing. Resolves to the seq, from 1. */
  append(key: string, activity: Activity, idempotencyKey: string, at: string): Promise<number>
  /**
   * What a customer posted: appends it to the log of its thread's key, and puts it into the inbox with that entry's id. The entry comes first, so that it stands before the
   * answer; in one commit on SQLite. Either is there once however often this is called, so that a call that was interrupted between the two is mended by the next.
   */
  post(message: NewMessage, idempotencyKey: string): Promise<{ seq: number; accepted: Accepted }>
  /** Entries with seq > `after`, oldest first. */
  read(key: string, after: number, limit: number): Promise<{ seq: number; activity: Activity }[]>
  last(key: string): Promise<number>
  /** A page of the customer's has had the log up to this entry. */
  reached(key: string, seq: number): Promise<void>
  /** What people said there, `channelData.speaker` agent, that no page has had; oldest first. */
  unseen(key: string, limit: number): Promise<{ seq: number; activity: Activity }[]>
  /** The way back into this web chat, good once and until then; the one before ends. `hash`: SHA-256 of its secret. */
  issueLink(link: { hash: string; key: string; until: string }): Promise<void>
  /** The key of the web chat, once. */
  redeemLink(hash: string, now: string): Promise<string | undefined>
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

/** Single values: keys made once, flags. */
export interface SettingStore {
  get(key: string): Promise<string | undefined>
  /** Stores `value` unless the key is there; resolves to what is stored then, so that two processes agree. */
  once(key: string, value: string): Promise<string>
  /** Stores `value`, whatever was there. */
  set(key: string, value: string): Promise<void>
}

export interface TryStore {
  hit(key: string, atMs: number): Promise<void>
  count(key: string, windowMs: number, atMs: number): Promise<number>
}

export interface ProofStore {
  /** `by`: an e-mail address tells who the customer is (`identities.provedElsewhere`), a postcode does not. */
  prove(threadId: string, orderNumber: string, untilMs: number, by: 'email' | 'postcode'): Promise<void>
  proved(threadId: string, orderNumber: string, atMs: number): Promise<boolean>
}

/** One customer on many channels. Threads are joined by proof only, never by a name. */
export interface IdentityStore {
  /** A one-time code of this thread, kept as its SHA-256; codes that it had before end. */
  issueCode(entry: { codeHash: string; threadId: string; untilMs: number }): Promise<void>
  /** The thread that gave this code out, once, to this other thread; again to the same one. Undefined: no such code, over, used, or its own. */
  redeemCode(codeHash: string, threadId: string, atMs: number): Promise<string | undefined>
  /** Another thread on which this order was proved by e-mail, the proof still valid; the latest. */
  provedElsewhere(threadId: string, orderNumber: string, atMs: number): Promise<string | undefined>
  /**
   * A thread to an address that the customer left, nobody having proved that it is theirs. A new one is lent to the conversation: who answers from there goes on with it. One that is the same
   * customer's comes into it, unless a person has its own. One of somebody else's stays theirs, and what is said there is answered there (`own` false).
   */
  lend(to: {
    conversationId: string
    channel: string
    account: string
    key: string
  }): Promise<{ threadId: string; own: boolean } | undefined>
  /**
   * The customers of both threads are one from now on. The other thread's open conversation goes on on this thread (`moved`): always, or only when a human owns it; the
   * one that this thread had is closed. Nothing moves while a human has the one of this thread. Again, it changes nothing. Undefined when there is no such thread.
   */
  join(joined: {
    threadId: string
    toThreadId: string
    move: 'always' | 'human'
  }): Promise<
    { moved: boolean; thread: { channel: string; account: string; key: string }; from: string } | undefined
  >
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

export type { PresenceStore } from './presence.ts'

export type WakeTopic = 'inbox' | 'outbox' | 'webchat' | 'desk' | 'presence' | SignalTopic
/** What is told and kept nowhere: who is typing, and whose sessions or tokens have ended. */
export type SignalTopic = 'typing' | 'session'

export interface Store {
  readonly engine: 'sqlite' | 'postgres'
  readonly inbox: InboxStore
  readonly outbox: OutboxStore
  readonly deliveries: DeliveryStore
  readonly media: MediaStore
  readonly transcript: TranscriptStore
  readonly conversations: ConversationStore
  readonly search: SearchStore
  readonly events: EventStore
  readonly versions: VersionStore
  readonly webchat: WebchatLogStore
  readonly handoffs: HandoffStore
  readonly agents: AgentStore
  readonly accounts: AccountStore
  readonly idempotent: IdempotentStore
  readonly presence: PresenceStore
  readonly settings: SettingStore
  readonly translations: TranslationStore
  readonly replies: LearnedReplyStore
  readonly tries: TryStore
  readonly proofs: ProofStore
  readonly identities: IdentityStore
  readonly orderChanges: OrderChangeStore
  readonly figures: FigureStore
  readonly slack: SlackStore
  readonly surveys: SurveyStore
  readonly followUps: FollowUpStore
  /**
   * Told after a commit that there may be work: own process at once, other processes by NOTIFY (PostgreSQL; coalesced for 10 ms, ids only). For `webchat`, `ids` are
   * the keys whose log grew; for `desk`, conversations whose hand-off, or what is said in it, or what became of an answer, has changed; for `presence`, agents who came, went or
   * changed. Without ids: there may be anything, look at all; on PostgreSQL that comes each second for `inbox` and `outbox`, and for the others after
   * notifications may have been missed. Returns the function that ends it.
   */
  onWake(listener: (topic: WakeTopic, ids: readonly string[]) => void): () => void
  /** Tells listeners of all processes of what is no row: of `session`, ids are agents; of `typing`, as `handoff/stream/typing.ts` writes them. */
  signal(topic: SignalTopic, ids: readonly string[]): void
  /** Cheap proof that the database answers. */
  ping(): Promise<void>
  /** Deletes what is past keeping (old tries, expired proofs, codes and sessions, web chat files over 24 h, versions that nobody used for 90 days), and closes conversations that idle, so that their content version is free. */
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
  /** SQLite: where files that messages brought are kept. Default: `media` beside the database. */
  mediaDir?: string
}
