import type { Activity } from '../../protocol/activity.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { Json } from '../../protocol/json.ts'
import type { Inbound, Receipted } from '../adapter.ts'
import { recipientOf, type Sender, senderOf } from './identity.ts'
import { readStatus } from './parse-status.ts'
import {
  envelopeSchema,
  type Message,
  messageSchema,
  statusSchema,
  type Value,
  valueSchema,
} from './payload.ts'
import { readContent } from './read-content.ts'

/** All that one POST brings, up to 1,000 updates of any of our numbers. */
export interface Parsed {
  inbound: Inbound[]
  receipts: Receipted[]
  /** For the operator's log: what could not be read, what concerns the account. No customer's words. */
  notices: Notice[]
}

export interface Notice {
  message: string
  fields: Record<string, Json>
  /** To be told the first time only. */
  once?: true
}

/** Updates of the account that an operator should see. */
const ACCOUNT_FIELDS = new Set([
  'account_alerts',
  'account_update',
  'account_review_update',
  'message_template_status_update',
  'message_template_quality_update',
  'phone_number_name_update',
  'phone_number_quality_update',
])

/** Fields of an account's update that are codes, not words of anybody. */
const ACCOUNT_CODES = [
  'event',
  'message_template_name',
  'message_template_language',
  'current_limit',
  'alert_type',
]

/**
 * Reads an update: pure, every array whole, never throws. Order inside is kept; what is of none of our numbers is left out.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview (read 2026-11)
 */
export function parseUpdate(
  json: unknown,
  { accounts, nowMs }: { accounts: readonly string[]; nowMs: number },
): Parsed {
  const parsed: Parsed = { inbound: [], receipts: [], notices: [] }
  const envelope = envelopeSchema.safeParse(json).data
  if (!envelope) {
    parsed.notices.push({ message: 'an update of WhatsApp has no form that we know', fields: {} })
    return parsed
  }
  for (const { field, value } of envelope.entry.flatMap(entry => entry.changes)) {
    if (field === 'messages' || field === 'smb_message_echoes') readValue(value, { parsed, accounts, nowMs })
    else if (ACCOUNT_FIELDS.has(field)) parsed.notices.push(accountNotice(field, value))
  }
  return parsed
}

interface Reading {
  parsed: Parsed
  accounts: readonly string[]
  nowMs: number
}

function readValue(raw: unknown, { parsed, accounts, nowMs }: Reading): void {
  const value = valueSchema.safeParse(raw).data
  if (!value) {
    parsed.notices.push({ message: 'an update of WhatsApp names no phone number', fields: {} })
    return
  }
  const account = value.metadata.phone_number_id
  if (!accounts.includes(account)) {
    parsed.notices.push({
      message: 'an update is for a phone number that is not in WHATSAPP_PHONE_NUMBER_ID: ignored',
      fields: { account },
      once: true,
    })
    return
  }
  for (const message of value.messages) readMessage(message, 'activity', { value, parsed, nowMs })
  for (const echo of value.message_echoes) readMessage(echo, 'echo', { value, parsed, nowMs })
  for (const raw of value.statuses) {
    const status = statusSchema.safeParse(raw).data
    const receipt = status && readStatus(status, account)
    if (receipt) parsed.receipts.push(receipt)
  }
  for (const { code, title } of value.errors) {
    parsed.notices.push({
      message: 'WhatsApp tells of an error',
      fields: { account, code, title: title ?? '' },
    })
  }
}

function readMessage(
  raw: unknown,
  kind: Inbound['kind'],
  { value, parsed, nowMs }: { value: Value; parsed: Parsed; nowMs: number },
): void {
  const account = value.metadata.phone_number_id
  const message = messageSchema.safeParse(raw).data
  const person = message && (kind === 'echo' ? recipientOf : senderOf)(message, value.contacts)
  if (!message || !person) {
    parsed.notices.push({ message: 'a message without an id or a sender was left out', fields: { account } })
    return
  }
  const { activity, media, settle, data, ...heard } = readContent(message, raw as Record<string, unknown>)
  const at = timeOf(message, nowMs)
  const { threadKey, aliases, passing, address, customer } = person
  const common = {
    account,
    threadKey,
    ...(aliases ? { aliases } : {}),
    ...(passing ? { passing } : {}),
    address: { ...address },
    kind,
  }
  if (message.referral) {
    parsed.inbound.push({
      ...common,
      platformId: `${message.id}:referral`,
      activity: { ...frame(message, person, kind, at), ...referralEvent(message.referral) },
      settle: false,
      ...(customer ? { customer } : {}),
    })
  }
  parsed.inbound.push({
    ...common,
    platformId: message.id,
    activity: { ...frame(message, person, kind, at), ...activity, ...channelData(message, data) },
    ...(media ? { media } : {}),
    settle: settle && kind === 'activity',
    ...heard,
    ...(customer && kind === 'activity' ? { customer } : {}),
  })
}

const frame = (message: Message, person: Sender, kind: Inbound['kind'], timestamp: string) => ({
  id: message.id,
  timestamp,
  channelId: 'whatsapp',
  from:
    kind === 'echo'
      ? { id: 'agent', role: 'bot' }
      : {
          id: person.threadKey,
          ...(person.customer?.name === undefined ? {} : { name: person.customer.name }),
          role: 'user',
        },
  ...(message.context?.id === undefined ? {} : { replyToId: message.context.id }),
})

function referralEvent({ source_url, source_id, source_type, headline }: NonNullable<Message['referral']>) {
  const value = {
    ...(source_type === undefined ? {} : { source: source_type }),
    ...(source_id === undefined ? {} : { ref: source_id }),
    ...(source_url === undefined ? {} : { url: source_url }),
    ...(headline === undefined ? {} : { title: headline }),
  }
  return { type: 'event', name: 'referral', value }
}

function channelData(message: Message, data: Record<string, Json> = {}): Pick<Activity, 'channelData'> {
  const { context } = message
  const product = context?.referred_product?.product_retailer_id
  const all: Record<string, Json> = {
    ...data,
    ...(context?.forwarded || context?.frequently_forwarded ? { forwarded: true } : {}),
    ...(product === undefined ? {} : { product }),
  }
  return Object.keys(all).length === 0 ? {} : { channelData: all }
}

/** WhatsApp writes seconds as text. A time that can't be is now. */
function timeOf({ timestamp }: Message, nowMs: number): string {
  const ms = Number(timestamp) * 1000
  const earliest = Date.UTC(2009, 0)
  return isoTime(ms >= earliest && ms <= nowMs + 86_400_000 ? ms : nowMs)
}

function accountNotice(field: string, value: unknown): Notice {
  const fields: Record<string, Json> = { field }
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  for (const name of ACCOUNT_CODES) {
    const code = given[name]
    if (typeof code === 'string') fields[name] = code.slice(0, 200).toWellFormed()
  }
  return { message: 'Meta tells something of the WhatsApp account; look into WhatsApp Manager', fields }
}
