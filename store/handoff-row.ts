import type { HandoffReason, Priority } from '../protocol/conversation.ts'
import type { HandoffRow, HandoffStatus } from './handoff.ts'

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
  skill: string | null
  facts: string
  deadline_at: string
  agent_id: string | null
  desk: string | null
  cause: string | null
  note: string | null
  created_at: string
  updated_at: string
  offered_until: string | null
  waiting_since: string | null
  claimed_at: string | null
  first_reply_at: string | null
  ended_at: string | null
  escalated_at: string | null
  told: string | null
  last_message: string | null
  version: number
}

/** The hand-off of a conversation that has not ended: the newest, should there ever be two. */
export const OPEN_HANDOFF = `status NOT IN ('returned', 'resolved')`

/** What the queue is sorted by: the most urgent has the least. As in the index of migration 6. */
export const PRIORITY_RANK = `CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END`

const RANKS: readonly Priority[] = ['urgent', 'high', 'normal', 'low']

/** As PRIORITY_RANK tells. */
export const rankOf = (priority: Priority): number => RANKS.indexOf(priority)

/** Of a search's text and of what is searched: without case and accents. */
export const folded = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

const TIMES = {
  offeredUntil: 'offered_until',
  waitingSince: 'waiting_since',
  claimedAt: 'claimed_at',
  firstReplyAt: 'first_reply_at',
  endedAt: 'ended_at',
  escalatedAt: 'escalated_at',
} as const

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
  ...(row.skill !== null && { skill: row.skill }),
  facts: JSON.parse(row.facts),
  deadlineAt: row.deadline_at,
  ...(row.agent_id !== null && { agentId: row.agent_id }),
  ...(row.desk !== null && { desk: row.desk }),
  ...(row.cause !== null && { cause: row.cause }),
  ...(row.note !== null && { note: row.note }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  ...Object.fromEntries(
    Object.entries(TIMES).flatMap(([name, column]) => (row[column] === null ? [] : [[name, row[column]]])),
  ),
  ...(row.told !== null && { told: JSON.parse(row.told) }),
  ...(row.last_message !== null && { lastMessage: JSON.parse(row.last_message) }),
  version: row.version,
})
