import type { Inbound } from '../adapters/adapter.ts'
import type { Activity } from '../protocol/activity.ts'
import { type ChannelEventName, deletedSchema, editedSchema } from '../protocol/channel-event.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Accepted, InboxStore, MediaStore, NewMessage, WebchatLogStore } from '../store/store.ts'
import type { MediaQuota } from './media-quota.ts'
import { takeMedia } from './take-media.ts'

export interface ReceiveDeps {
  inbox: Pick<InboxStore, 'accept'>
  clock: Clock
  /** How long bubbles sent in a row are gathered; 0: not at all. */
  settleMs: number
  /** Whether it only takes an answer for some time after the customer's last message. Default: none does. */
  hasWindow?(channel: string): boolean
  /** Files of messages; without it none is taken. */
  files?: { media: Pick<MediaStore, 'put'>; quota: MediaQuota; maxBytes: number; onWanted(): void }
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
    const messages: NewMessage[] = []
    for (const one of inbound) {
      const message = toMessage(one.channel ?? channel, one, deps)
      messages.push(one.media === undefined ? message : await withFiles(message, one, deps))
    }
    const accepted = await deps.inbox.accept(messages)
    if (messages.some(({ media }) => media?.some(({ status }) => status === 'wanted'))) deps.files?.onWanted()
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
  { clock, settleMs, hasWindow }: Pick<ReceiveDeps, 'clock' | 'settleMs' | 'hasWindow'>,
): NewMessage {
  const nowMs = clock()
  const settle = inbound.settle && settleMs > 0
  const {
    account,
    threadKey,
    aliases,
    passing,
    address,
    platformId,
    kind,
    activity,
    customer,
    clientAddress,
  } = inbound
  return {
    channel,
    account,
    threadKey,
    ...(aliases === undefined ? {} : { aliases }),
    ...(passing === undefined ? {} : { passing }),
    ...(address === undefined ? {} : { address }),
    platformId,
    kind,
    activity,
    receivedAt: isoTime(nowMs),
    dueAt: isoTime(settle ? nowMs + settleMs : nowMs),
    settle,
    ...(hasWindow?.(channel) === true && isSaid(inbound) && { saidAt: saidAt(activity, nowMs) }),
    ...changesOf(activity),
    ...(customer === undefined ? {} : { customer }),
    ...(clientAddress === undefined ? {} : { clientAddress }),
  }
}

async function withFiles(message: NewMessage, inbound: Inbound, { files }: ReceiveDeps): Promise<NewMessage> {
  if (files === undefined) return message
  return { ...message, ...(await takeMedia(inbound, { ...files, at: message.receivedAt })) }
}

/** Signs and changes of what was said before open no window, nor does what another app of the shop did. */
const UNSAID = new Set<string | undefined>([
  'edited',
  'deleted',
  'reaction',
  'control',
] satisfies ChannelEventName[])

/** A customer who came by the platform's own button has pressed it: that opens the window for the welcome. */
const SAID = new Set(['message', 'conversationUpdate'])

const isSaid = ({ kind, activity, opensWindow }: Inbound): boolean =>
  kind === 'activity' &&
  opensWindow !== false &&
  (SAID.has(activity.type) || (activity.type === 'event' && !UNSAID.has(activity.name)))

/** Of an event that says so: which earlier message the customer changed, or took back. */
function changesOf(activity: Activity): Pick<NewMessage, 'changes'> {
  // A damaged payload need not be an object: it is put aside by its turn.
  if (activity?.type !== 'event') return {}
  const { name, value } = activity
  if (name === 'deleted') {
    const deleted = deletedSchema.safeParse(value).data
    return deleted === undefined ? {} : { changes: { platformId: deleted.messageId } }
  }
  const edited = name === 'edited' ? editedSchema.safeParse(value).data : undefined
  return edited?.text === undefined ? {} : { changes: { platformId: edited.messageId, text: edited.text } }
}

/** A platform that was late counts from its own time. */
function saidAt({ timestamp }: Activity, nowMs: number): string {
  const at = Date.parse(timestamp ?? '')
  return isoTime(Number.isNaN(at) ? nowMs : Math.min(at, nowMs))
}
