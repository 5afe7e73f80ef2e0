import type { Owner } from '../protocol/conversation.ts'

/** A thread with its customer and its newest conversation, as stored or as this plan makes it. */
export interface ThreadState {
  id: string
  channel: string
  account: string
  key: string
  locale: string | null
  verifiedPhone: string | null
  /** JSON. */
  address: string | null
  lastInboundAt: string | null
  customer: { id: string; name: string | null; country: string | null }
  conversation: ConversationState
}

export interface ConversationState {
  id: string
  /** The thread to answer on: that of the newest message. */
  threadId: string
  status: 'open' | 'closed'
  owner: Owner
  lastSeq: number
  readyAt: string | null
  lastActivityAt: string
}
