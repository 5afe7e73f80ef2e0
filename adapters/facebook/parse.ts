import { isoTime } from '../../protocol/clock.ts'
import type { Inbound, Receipted } from '../adapter.ts'
import type { FacebookChannel } from './config.ts'
import { contextOf, type EventContext, eventOf } from './context.ts'
import { partOf } from './own-key.ts'
import { readMessage, readPostback, referralOf } from './parse-message.ts'
import { type EntryPayload, type EventPayload, readWebhook, shorten } from './payload.ts'

/** What one webhook brought. */
export interface Parsed {
  /** Oldest first. Of echoes, all but those that bear a key or the app of ours. */
  inbound: Inbound[]
  receipts: Receipted[]
  /** For the operator: Meta warns or blocks the page. */
  warnings: { channel: FacebookChannel; account: string; action: string; reason: string }[]
}

const CHANNELS: Readonly<Record<string, FacebookChannel>> = { page: 'messenger', instagram: 'instagram' }

/** Reactions of phones that name them without a sign. */
const REACTIONS: Readonly<Record<string, string>> = {
  love: '❤',
  smile: '😆',
  wow: '😮',
  sad: '😢',
  angry: '😠',
  like: '👍',
  dislike: '👎',
}

/**
 * A webhook's body, whole: all entries with all their events, in the order of their times. Undefined when it is none of pages or Instagram accounts.
 * `nowMs` is the time of events that bear none.
 */
export function parseWebhook(
  body: Uint8Array,
  { appId, nowMs }: { appId?: string | undefined; nowMs: number },
): Parsed | undefined {
  const webhook = readWebhook(body)
  const channel = CHANNELS[webhook?.object ?? '']
  if (webhook === undefined || channel === undefined) return undefined
  const parsed: Parsed = { inbound: [], receipts: [], warnings: [] }
  for (const entry of webhook.entry) readEntry(channel, entry, { appId, nowMs, parsed })
  parsed.inbound.sort((a, b) => timeOf(a) - timeOf(b))
  return parsed
}

const timeOf = ({ activity }: Inbound): number => Date.parse(activity.timestamp ?? '')

interface Reading {
  appId: string | undefined
  nowMs: number
  parsed: Parsed
}

function readEntry(channel: FacebookChannel, entry: EntryPayload, reading: Reading): void {
  const found = [
    ...entry.messaging.map(event => ({ event, standby: false })),
    ...entry.standby.map(event => ({ event, standby: true })),
    // Instagram Login and the dashboard's test button write the same events as changes of a field.
    ...entry.changes.map(({ value }) => ({ event: value, standby: false })),
  ]
  const fallbackMs = entry.time ?? reading.nowMs
  for (const { event, standby } of found) {
    const account = entry.id ?? event.recipient?.id ?? ''
    if (event.policy_enforcement) {
      const { action = 'unknown', reason = '' } = event.policy_enforcement
      reading.parsed.warnings.push({ channel, account, action, reason: shorten(reason, 1000) })
    }
    const context = contextOf(channel, event, { account: entry.id, fallbackMs, standby })
    if (context !== undefined) readEvent(context, event, reading)
  }
}

function readEvent(context: EventContext, event: EventPayload, { appId, parsed }: Reading): void {
  const { message, postback, referral, optin, reaction, message_edit: edit } = event
  const key = `${context.customer}:${context.at}`
  const add = (...inbound: Inbound[]) => parsed.inbound.push(...inbound)
  if (message?.is_self) return
  if (message?.is_echo && isOurs(message, appId)) parsed.receipts.push(...sentReceipt(context, message))
  else if (message) add(...readMessage(context, message))
  else if (postback) add(...readPostback(context, postback))
  else if (referral) add(referralOf(context, `${key}:referral`, referral))
  else if (optin) add(eventOf(context, `${key}:optin`, 'referral', { source: 'optin', ...refOf(optin.ref) }))
  else if (reaction?.mid) add(reactionOf(context, { ...reaction, mid: reaction.mid }))
  else if (edit?.mid) add(editOf(context, { ...edit, mid: edit.mid }))
  else if (event.delivery || event.read) parsed.receipts.push(...receiptsOf(context, event))
  else add(...rareOf(context, event, key))
}

const refOf = (ref: string | undefined) => (ref === undefined ? {} : { ref })

/** Our own message comes back with our key; one that another program of our app sent, with our app. */
const isOurs = (message: NonNullable<EventPayload['message']>, appId: string | undefined): boolean =>
  partOf(message.metadata) !== undefined || (appId !== undefined && message.app_id === appId)

/** The echo proves that a message went out, also where the answer to our call was lost. */
function sentReceipt(context: EventContext, message: NonNullable<EventPayload['message']>): Receipted[] {
  const part = partOf(message.metadata)
  if (part === undefined) return []
  const platformIds = message.mid === undefined ? {} : { platformIds: [message.mid] }
  return [{ ...threadOf(context), status: 'sent', part, ...platformIds }]
}

const threadOf = ({ channel, account, customer }: EventContext) => ({ channel, account, threadKey: customer })

function receiptsOf(context: EventContext, { delivery, read }: EventPayload): Receipted[] {
  const receipts: Receipted[] = []
  const add = (
    status: 'delivered' | 'read',
    platformIds: readonly string[],
    watermark: number | undefined,
  ) => {
    if (platformIds.length > 0) receipts.push({ ...threadOf(context), status, platformIds })
    else if (watermark !== undefined)
      receipts.push({ ...threadOf(context), status, upTo: isoTime(watermark) })
  }
  if (delivery) add('delivered', delivery.mids, delivery.watermark)
  if (read) add('read', read.mid === undefined ? [] : [read.mid], read.watermark)
  return receipts
}

function reactionOf(
  context: EventContext,
  reaction: NonNullable<EventPayload['reaction']> & { mid: string },
): Inbound {
  const name = reaction.reaction ?? ''
  const emoji = reaction.action === 'unreact' ? '' : shorten(reaction.emoji ?? REACTIONS[name] ?? name, 64)
  const value = { messageId: reaction.mid, ...(emoji === '' ? {} : { emoji }) }
  const id = `${reaction.mid}:${emoji === '' ? 'unreact' : 'react'}:${context.customer}:${context.at}`
  return eventOf(context, id, 'reaction', value)
}

function editOf(
  context: EventContext,
  edit: NonNullable<EventPayload['message_edit']> & { mid: string },
): Inbound {
  const text = edit.text === undefined ? undefined : shorten(edit.text)
  const value = { messageId: edit.mid, ...(text === undefined ? {} : { text }) }
  return eventOf(context, `${edit.mid}:edit:${edit.num_edit ?? context.at}`, 'edited', value)
}

const OWN_FIELDS = new Set(['sender', 'recipient', 'timestamp', 'policy_enforcement'])

/** Hand-over between apps, and everything that we do not read: kept for the desk. */
function rareOf(context: EventContext, event: EventPayload, key: string): Inbound[] {
  const { pass_thread_control: passed, take_thread_control: taken, request_thread_control: requested } = event
  const control = passed ?? taken ?? requested
  if (control !== undefined) {
    const action = passed ? 'passed' : taken ? 'taken' : 'requested'
    const app = control.new_owner_app_id ?? control.requested_owner_app_id
    const previousApp = control.previous_owner_app_id
    const value = { action, ...(app ? { app } : {}), ...(previousApp ? { previousApp } : {}) }
    return [eventOf(context, `${key}:${action}`, 'control', value)]
  }
  const kind = Object.keys(event).find(name => !OWN_FIELDS.has(name) && event[name] !== undefined)
  if (kind === undefined) return []
  return [eventOf(context, `${key}:${shorten(kind, 64)}`, 'unsupported', { kind: shorten(kind, 64) })]
}
