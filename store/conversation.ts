import type { HandoffReason, Owner, Register } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { HandoffStatus } from './handoff.ts'

/* Who speaks, and where. */

export interface Customer {
  id: string
  name?: string
  country?: string
  language?: string
  register?: Register
  /** Left in a chat, for answers that come when they are gone; lower case. Nobody has proved that it is theirs. */
  email?: string
  createdAt: string
}

export interface Thread {
  id: string
  channel: string
  account: string
  /** The one that the customer's newest message came with. */
  key: string
  customerId: string
  locale?: string
  verifiedPhone?: string
  /** What answering takes, of the newest message that had one. */
  address?: Json
  /** When the customer last wrote, where the channel has a reply window. */
  lastInboundAt?: string
  /** The platform told since then that it takes nothing free any more. */
  windowClosed?: boolean
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

/** A conversation that a customer had, on whatever channel, with its newest hand-off. */
export interface PastConversation {
  id: string
  channel: string
  status: 'open' | 'closed'
  owner: Owner
  openedAt: string
  lastActivityAt: string
  /** The engine's. */
  state?: Json
  handoff?: { id: string; status: HandoffStatus; reason: HandoffReason; cause?: string; facts: JsonObject }
}

export interface ConversationStore {
  get(id: string): Promise<Conversation | undefined>
  /** `threadKey`: any that the thread is known by. */
  byThread(channel: string, account: string, threadKey: string): Promise<Conversation | undefined>
  /** Content versions that an open conversation is pinned to. */
  pinnedVersions(): Promise<string[]>
  customer(id: string): Promise<Customer | undefined>
  /** The newest first, without the one that is asked from. */
  ofCustomer(customerId: string, options: { except: string; limit: number }): Promise<PastConversation[]>
}
