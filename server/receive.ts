import type { Inbound } from '../adapters/adapter.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Accepted, InboxStore, NewMessage, WebchatLogStore } from '../store/store.ts'

export interface ReceiveDeps {
  inbox: Pick<InboxStore, 'accept'>
  clock: Clock
  /** How long bubbles sent in a row are gathered; 0: not at all. */
  settleMs: number
  onReceived?(channel: string, accepted: readonly Accepted[]): void
}

/**
 * The door of a channel: what it parsed goes into the inbox, and the promise resolves after the commit, so that its route may answer 200 then.
 * A bubble becomes due after the settle time; whatever does not settle (a pressed choice, an event) is due at once.
 */
export function createReceive(
  channel: string,
  deps: ReceiveDeps,
): (inbound: readonly Inbound[]) => Promise<Accepted[]> {
  return async inbound => {
    const messages = inbound.map(one => toMessage(one.channel ?? channel, one, deps))
    const accepted = await deps.inbox.accept(messages)
    for (const [n, one] of accepted.entries()) deps.onReceived?.(messages[n]?.channel ?? channel, [one])
    return accepted
  }
}

/** The door of a web chat's own pages: into the log that they read, and into the inbox. Resolves to the entry's seq after the commit. */
export function createPost(
  channel: string,
  { webchat, ...deps }: Omit<ReceiveDeps, 'inbox'> & { webchat: Pick<WebchatLogStore, 'post'> },
): (inbound: Inbound, idempotencyKey: string) => Promise<number> {
  return async (inbound, idempotencyKey) => {
    const { seq, accepted } = await webchat.post(toMessage(channel, inbound, deps), idempotencyKey)
    deps.onReceived?.(channel, [accepted])
    return seq
  }
}

function toMessage(
  channel: string,
  inbound: Inbound,
  { clock, settleMs }: Pick<ReceiveDeps, 'clock' | 'settleMs'>,
): NewMessage {
  const nowMs = clock()
  const settle = inbound.settle && settleMs > 0
  const { account, threadKey, aliases, address, platformId, kind, activity, customer, clientAddress } =
    inbound
  return {
    channel,
    account,
    threadKey,
    ...(aliases === undefined ? {} : { aliases }),
    ...(address === undefined ? {} : { address }),
    platformId,
    kind,
    activity,
    receivedAt: isoTime(nowMs),
    dueAt: isoTime(settle ? nowMs + settleMs : nowMs),
    settle,
    ...(customer === undefined ? {} : { customer }),
    ...(clientAddress === undefined ? {} : { clientAddress }),
  }
}
