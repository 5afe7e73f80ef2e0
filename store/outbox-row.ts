import type { Register } from '../protocol/conversation.ts'
import type { Json } from '../protocol/json.ts'
import type { LeasedRow, NewOutboxRow, OutboxPart, OutboxStatus, SentPart } from './store.ts'
import { isRefused } from './window.ts'

/** An outbox row with its thread's address, as OUTBOX_COLUMNS reads it. */
export interface StoredOutboxRow {
  id: string
  conversation_id: string
  thread_id: string
  lane: string
  kind: NewOutboxRow['kind']
  payload: string
  speaker: NewOutboxRow['speaker']
  ownership_version: number
  notice: number
  status: OutboxStatus
  run_at: string
  attempts: number
  parts: string | null
  sent_parts: string | null
  last_error: string | null
  created_at: string
  channel: string
  account: string
  thread_key: string
  locale: string | null
  address: string | null
  last_inbound_at: string | null
  closed_after: string | null
  register: Register | null
  owner: string
  current_version: number
}

/** `o` outbox, `t` threads, `c` conversations. The customer reads in the conversation's language, else in the platform's. */
export const OUTBOX_COLUMNS = `o.id, o.conversation_id, o.thread_id, o.lane, o.kind, o.payload, o.speaker, o.ownership_version, o.notice,
  o.status, o.run_at, o.attempts, o.parts, o.sent_parts, o.last_error, o.created_at,
  t.channel, t.account, t.key AS thread_key, coalesce(c.language, t.locale) AS locale, t.address, t.last_inbound_at, t.closed_after,
  (SELECT u.register FROM customers u WHERE u.id = c.customer_id) AS register,
  c.owner, c.ownership_version AS current_version`

export const OUTBOX_JOIN =
  'outbox o JOIN threads t ON t.id = o.thread_id JOIN conversations c ON c.id = o.conversation_id'

/** What the bot wanted to say before a human took over is never sent; the hand-off's own notice, calls and desk notices are. */
export const isStale = (row: StoredOutboxRow): boolean =>
  row.kind === 'activities' &&
  row.speaker === 'bot' &&
  row.notice === 0 &&
  row.owner === 'human' &&
  row.ownership_version < row.current_version

export const sentPartsOf = (row: { sent_parts: string | null }): SentPart[] =>
  row.sent_parts === null ? [] : JSON.parse(row.sent_parts)

/** Payloads as stored (`parts`) and platform ids as settled (`sent_parts`) together; ids are `<outboxId>:<n>`. */
export function partsOf(id: string, payloads: readonly Json[], sent: readonly SentPart[]): OutboxPart[] {
  return payloads.map((payload, n) => {
    const part = { id: `${id}:${n}`, payload }
    const platformId = sent.find(one => one.id === part.id)?.platformId
    return platformId === undefined ? part : { ...part, platformId }
  })
}

export const leasedRowOf = (row: StoredOutboxRow): LeasedRow => ({
  id: row.id,
  conversationId: row.conversation_id,
  threadId: row.thread_id,
  lane: row.lane,
  kind: row.kind,
  payload: JSON.parse(row.payload),
  speaker: row.speaker,
  ownershipVersion: row.ownership_version,
  notice: row.notice === 1,
  runAt: row.run_at,
  channel: row.channel,
  account: row.account,
  threadKey: row.thread_key,
  ...(row.locale !== null && { locale: row.locale }),
  ...(row.address !== null && { address: JSON.parse(row.address) }),
  ...(row.last_inbound_at !== null && { lastInboundAt: row.last_inbound_at }),
  ...(isRefused(row.last_inbound_at, row.closed_after) && { windowClosed: true }),
  ...(row.register !== null && { register: row.register }),
  attempts: row.attempts,
  parts: row.parts === null ? [] : partsOf(row.id, JSON.parse(row.parts), sentPartsOf(row)),
  createdAt: row.created_at,
  ...(row.last_error !== null && { lastError: row.last_error }),
})
