import type { Activity } from '../../protocol/activity.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { Inbound } from '../adapter.ts'
import type { FacebookChannel } from './config.ts'
import type { EventPayload } from './payload.ts'

/** Where an event of a webhook belongs. */
export interface EventContext {
  channel: FacebookChannel
  /** The page's id or the Instagram account's. */
  account: string
  /** The customer, as this page or account knows them. */
  customer: string
  /** ISO 8601. */
  at: string
  /** Another app of the shop has the thread. */
  standby: boolean
}

/** An event's context: from its entry, its sender and its time (else the entry's, else now); undefined where there is nobody to answer. */
export function contextOf(
  channel: FacebookChannel,
  event: EventPayload,
  { account, fallbackMs, standby }: { account: string | undefined; fallbackMs: number; standby: boolean },
): EventContext | undefined {
  const isEcho = event.message?.is_echo === true
  const us = account ?? (isEcho ? event.sender : event.recipient)?.id
  const customer = (isEcho ? event.recipient : event.sender)?.id
  if (us === undefined || customer === undefined || customer === us) return undefined
  return { channel, account: us, customer, at: isoTime(event.timestamp ?? fallbackMs), standby }
}

/** What all activities of an event have. */
export const frame = ({ channel, account, customer, at }: EventContext, id: string) => ({
  id,
  timestamp: at,
  channelId: channel,
  conversation: { id: customer },
  from: { id: customer, role: 'user' },
  recipient: { id: account },
})

/** An activity for the inbox, under the platform's id. */
export function inboundOf(
  { channel, account, customer }: EventContext,
  activity: Activity & { id: string },
  rest: Pick<Inbound, 'media'> & { settle?: boolean } = {},
): Inbound {
  const { settle = false, media = [] } = rest
  return {
    channel,
    account,
    threadKey: customer,
    platformId: activity.id,
    kind: 'activity',
    activity,
    settle,
    ...(media.length === 0 ? {} : { media }),
  }
}

/** An event of protocol/channel-event.ts. */
export const eventOf = (context: EventContext, id: string, name: string, value: object): Inbound =>
  inboundOf(context, { ...frame(context, id), type: 'event', name, value })
