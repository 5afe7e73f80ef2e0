import type { Activity, Speaker } from '../protocol/activity.ts'
import type { Owner, Register } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { Understanding } from '../protocol/understanding.ts'
import type { Conversation, Customer } from './conversation.ts'
import type { HandoffRow, HandoffTurnChange, NewHandoff } from './handoff.ts'
import type { InboxRow, NewInternalRow } from './inbox.ts'
import type { NewOutboxRow } from './outbox.ts'
import type { SurveyChange } from './survey.ts'

/* A turn: what it is given, what it decides, and what it leaves on record. */

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
  /** True: every held row of the conversation becomes pending and due now, those of this commit included. */
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
  /** Opens a hand-off; the store writes its event `handoff.created`. */
  handoff?: NewHandoff
  /** A change to the hand-off that was claimed with it; each of its `changes` becomes an event `handoff.<change>`. */
  handoffUpdate?: HandoffTurnChange
  /** The address that the customer left for answers. */
  email?: string
  /** A person answered in a web chat: when to look whether the customer was still there. */
  followUpAt?: string
  /** A survey that goes out, or what came back to one. */
  surveys?: SurveyChange[]
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

export interface TranscriptStore {
  /** Oldest first; `after` is the `seq` of the last one read. */
  list(
    conversationId: string,
    options?: { after?: number; limit?: number },
  ): Promise<(TranscriptEntry & { seq: number })[]>
  /** These entries of a conversation, by seq. */
  entries(conversationId: string, ids: readonly string[]): Promise<(TranscriptEntry & { seq: number })[]>
  /** The last `limit` entries before the `seq` `before`, or of all; oldest first. */
  newest(
    conversationId: string,
    options: { before?: number; limit: number },
  ): Promise<(TranscriptEntry & { seq: number })[]>
}

export interface EventRow extends StoredEvent {
  seq: number
  conversationId: string
  at: string
}

/**
 * Business events, for figures and for the desk's stream. Of hand-offs the store writes them itself: `handoff.created`, `handoff.<change>` and `handoff.message`
 * (`{handoff, entry, speaker}`), each in the transaction of what it tells.
 */
export interface EventStore {
  /** The seq up to which (inclusive) everything that is or was ever to be there can be read. */
  readable(): Promise<number>
  /**
   * The desk's own (`handoff.*`) with seq > `after`, oldest first. All up to `upTo` have been read with it: go on from there. `behind`: there are further ones which can't
   * be read before a transaction of somebody else ends, which nobody will tell of.
   */
  ofDesk(options: {
    after: number
    limit: number
  }): Promise<{ events: EventRow[]; upTo: number; behind: boolean }>
  list(options: {
    conversationId?: string
    after?: number
    limit: number
  }): Promise<{ seq: number; conversationId: string; at: string; name: string; data: JsonObject }[]>
}
