import type { HandoffReason, Owner, Register } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { Conversation, Customer, HandoffStatus, PastConversation, Thread } from './store.ts'
import { parsedOrNothing, type ReadState } from './stored-json.ts'
import { isRefused } from './window.ts'

/** A conversation with its thread and customer, as CONVERSATION_COLUMNS reads it. */
export interface ConversationRow {
  id: string
  customer_id: string
  thread_id: string
  status: 'open' | 'closed'
  owner: Owner
  ownership_version: number
  content_version: string | null
  state: string | null
  language: string | null
  last_seq: number
  opened_at: string
  last_activity_at: string
  t_channel: string
  t_account: string
  t_key: string
  t_locale: string | null
  t_verified_phone: string | null
  t_address: string | null
  t_last_inbound_at: string | null
  t_closed_after: string | null
  u_name: string | null
  u_country: string | null
  u_language: string | null
  u_register: Register | null
  u_email: string | null
  u_conversation_count: number
  u_created_at: string
}

/** Without FROM, so that each statement joins and locks as it needs: `c` conversations, `t` threads, `u` customers. */
export const CONVERSATION_COLUMNS = `c.id, c.customer_id, c.thread_id, c.status, c.owner, c.ownership_version, c.content_version,
  c.state, c.language, c.last_seq, c.opened_at, c.last_activity_at,
  t.channel AS t_channel, t.account AS t_account, t.key AS t_key, t.locale AS t_locale, t.verified_phone AS t_verified_phone,
  t.address AS t_address, t.last_inbound_at AS t_last_inbound_at, t.closed_after AS t_closed_after,
  u.name AS u_name, u.country AS u_country, u.language AS u_language, u.register AS u_register, u.email AS u_email,
  u.conversation_count AS u_conversation_count, u.created_at AS u_created_at`

export const CONVERSATION_JOIN = `conversations c JOIN threads t ON t.id = c.thread_id JOIN customers u ON u.id = c.customer_id`

const present = <Name extends string>(name: Name, value: Json | undefined) =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, Json>)

const threadOf = (row: ConversationRow): Thread => ({
  id: row.thread_id,
  channel: row.t_channel,
  account: row.t_account,
  key: row.t_key,
  customerId: row.customer_id,
  ...(row.t_locale !== null && { locale: row.t_locale }),
  ...(row.t_verified_phone !== null && { verifiedPhone: row.t_verified_phone }),
  ...(row.t_address !== null && present('address', parsedOrNothing(row.t_address))),
  ...(row.t_last_inbound_at !== null && { lastInboundAt: row.t_last_inbound_at }),
  ...(isRefused(row.t_last_inbound_at, row.t_closed_after) && { windowClosed: true }),
})

/** `stateOf` gives the value of a stored state's text; without it, it is parsed, and left out where it is damaged. */
export const conversationOf = (
  row: ConversationRow,
  stateOf: ReadState = (_, text) => parsedOrNothing(text),
): Conversation => ({
  id: row.id,
  customerId: row.customer_id,
  thread: threadOf(row),
  status: row.status,
  owner: row.owner,
  ownershipVersion: row.ownership_version,
  ...(row.content_version !== null && { contentVersion: row.content_version }),
  ...(row.state !== null && present('state', stateOf(row.id, row.state))),
  ...(row.language !== null && { language: row.language }),
  conversationCount: row.u_conversation_count,
  openedAt: row.opened_at,
  lastActivityAt: row.last_activity_at,
})

export interface CustomerRow {
  id: string
  name: string | null
  country: string | null
  language: string | null
  register: Register | null
  email: string | null
  created_at: string
}

export const customerOf = (row: CustomerRow): Customer => ({
  id: row.id,
  ...(row.name !== null && { name: row.name }),
  ...(row.country !== null && { country: row.country }),
  ...(row.language !== null && { language: row.language }),
  ...(row.register !== null && { register: row.register }),
  ...(row.email !== null && { email: row.email }),
  createdAt: row.created_at,
})

/** The customer of a row that CONVERSATION_COLUMNS read. */
export const joinedCustomerOf = (row: ConversationRow): Customer =>
  customerOf({
    id: row.customer_id,
    name: row.u_name,
    country: row.u_country,
    language: row.u_language,
    register: row.u_register,
    email: row.u_email,
    created_at: row.u_created_at,
  })

/** As `ofCustomer` reads it. */
export interface PastRow {
  id: string
  channel: string
  status: 'open' | 'closed'
  owner: Owner
  opened_at: string
  last_activity_at: string
  state: string | null
  h_id: string | null
  h_status: HandoffStatus
  h_reason: HandoffReason
  h_cause: string | null
  h_facts: string
}

export const pastOf = (row: PastRow): PastConversation => ({
  id: row.id,
  channel: row.channel,
  status: row.status,
  owner: row.owner,
  openedAt: row.opened_at,
  lastActivityAt: row.last_activity_at,
  ...(row.state !== null && present('state', parsedOrNothing(row.state))),
  ...(row.h_id !== null && {
    handoff: {
      id: row.h_id,
      status: row.h_status,
      reason: row.h_reason,
      ...(row.h_cause !== null && { cause: row.h_cause }),
      facts: (parsedOrNothing(row.h_facts) ?? {}) as JsonObject,
    },
  }),
})
