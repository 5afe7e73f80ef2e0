import { StoreError } from '../../protocol/errors.ts'
import type { ThreadState } from '../thread-state.ts'

export interface ThreadRow {
  id: string
  channel: string
  account: string
  key: string
  locale: string | null
  verified_phone: string | null
  address: string | null
  last_inbound_at: string | null
  customer_id: string
  conversation_id: string
  name: string | null
  country: string | null
}

export interface LockedConversation {
  id: string
  customer_id: string
  thread_id: string
  status: 'open' | 'closed'
  owner: 'bot' | 'human'
  last_seq: number
  ready_at: string | null
  last_activity_at: string
}

/** A thread with its newest conversation, read under that one's lock. */
export function threadStateOf(row: ThreadRow, conversation: LockedConversation | undefined): ThreadState {
  if (conversation === undefined) {
    throw new StoreError('store.damaged', `Thread ${row.id} names a conversation that is not there.`)
  }
  return {
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
      id: conversation.id,
      threadId: conversation.thread_id,
      status: conversation.status,
      owner: conversation.owner,
      lastSeq: conversation.last_seq,
      readyAt: conversation.ready_at,
      lastActivityAt: conversation.last_activity_at,
    },
  }
}
