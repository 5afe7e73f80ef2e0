import type { HandoffReason, Priority } from '../protocol/conversation.ts'
import type { HandoffRow, HandoffStatus } from './store.ts'

export interface StoredHandoff {
  id: string
  conversation_id: string
  customer_id: string
  channel: string
  language: string | null
  status: HandoffStatus
  reason: HandoffReason
  priority: Priority
  team: string | null
  facts: string
  deadline_at: string
  agent_id: string | null
  cause: string | null
  note: string | null
  created_at: string
  updated_at: string
  version: number
}

/** The hand-off of a conversation that has not ended: the newest, should there ever be two. */
export const OPEN_HANDOFF = `status NOT IN ('returned', 'resolved')`

export const handoffOf = (row: StoredHandoff): HandoffRow => ({
  id: row.id,
  conversationId: row.conversation_id,
  customerId: row.customer_id,
  channel: row.channel,
  ...(row.language !== null && { language: row.language }),
  status: row.status,
  reason: row.reason,
  priority: row.priority,
  ...(row.team !== null && { team: row.team }),
  facts: JSON.parse(row.facts),
  deadlineAt: row.deadline_at,
  ...(row.agent_id !== null && { agentId: row.agent_id }),
  ...(row.cause !== null && { cause: row.cause }),
  ...(row.note !== null && { note: row.note }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
})
