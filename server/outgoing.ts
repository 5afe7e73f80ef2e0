import type { Channel } from '../adapters/adapter.ts'
import type { Activity } from '../protocol/activity.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import { OutcomeUnknown, Refused, Unreachable } from '../protocol/errors.ts'
import type { Json } from '../protocol/json.ts'
import type { LeasedRow, NewSentPart, OutboxPart } from '../store/store.ts'

/** A platform that has not answered by then may have taken the message or not. */
export const SEND_TIMEOUT_MS = 20_000

/** The channels that are on, by name. */
export type Channels = ReadonlyMap<string, Channel>

/**
 * A row's activities as its channel's payloads: at its first lease, inside the lease's transaction, which one row's fault must not undo. Nothing when the
 * channel is off or can't: `sendRow` renders anew then.
 */
export function renderRow(row: LeasedRow, channels: Channels): readonly Json[] {
  const channel = channels.get(row.channel)
  if (channel === undefined) return []
  try {
    return render(row, channel)
  } catch {
    return []
  }
}

function render(row: LeasedRow, channel: Channel): readonly Json[] {
  const activities = activitiesOf(row)
  if (activities.length === 0) return []
  const locale = activities[0]?.locale ?? row.locale ?? 'en'
  return channel.render(activities, {
    outboxId: row.id,
    locale,
    account: row.account,
    threadKey: row.threadKey,
    speaker: row.speaker,
    now: isoTime(Date.now()),
    window: 'open',
    text: () => '',
    mediaLink: contentUrl => (/^https?:/.test(contentUrl) ? contentUrl : undefined),
  })
}

/** Sends the parts that have not gone yet, in order; `onSent` is told of each, so that a failure in the middle forgets none. */
export async function sendRow(
  row: LeasedRow,
  channels: Channels,
  clock: Clock,
  onSent: (part: NewSentPart) => void,
): Promise<void> {
  if (row.kind !== 'activities') throw new Refused(`there is no desk that takes rows of kind ${row.kind}`)
  const channel = channels.get(row.channel)
  if (channel === undefined) {
    throw new Unreachable(`the channel ${row.channel} is off: its settings are missing`)
  }
  for (const part of row.parts.length > 0 ? row.parts : partsAnew(row, channel)) {
    if (part.platformId !== undefined) continue
    // Of before the send: a platform's time of the message is later than that.
    const sentAt = isoTime(clock())
    const { platformId } = await sendPart(row, channel, part)
    onSent({ id: part.id, platformId, ...(channel.limits.receipts === true && { sentAt }) })
  }
}

/** What has something to say is never sent as nothing; what has not (typing, an event) may be nothing on this channel. */
function partsAnew(row: LeasedRow, channel: Channel): OutboxPart[] {
  let payloads: readonly Json[]
  try {
    payloads = render(row, channel)
  } catch (cause) {
    throw new Refused('it could not be rendered', { cause })
  }
  if (payloads.length === 0 && activitiesOf(row).some(({ type }) => type === 'message')) {
    throw new Refused(`the channel ${row.channel} makes nothing of it`)
  }
  return payloads.map((payload, n) => ({ id: `${row.id}:${n}`, payload }))
}

async function sendPart(row: LeasedRow, channel: Channel, part: { id: string; payload: Json }) {
  const { account, threadKey, conversationId, address } = row
  // Not AbortSignal.timeout: its timer would outlive the send, some thousands of them at a busy hour.
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), SEND_TIMEOUT_MS)
  const { signal } = late
  try {
    return await channel.send(part.payload, {
      account,
      threadKey,
      conversationId,
      ...(address === undefined ? {} : { address }),
      idempotencyKey: part.id,
      signal,
    })
  } catch (error) {
    if (!signal.aborted) throw error
    throw new OutcomeUnknown(`${row.channel} did not answer within ${SEND_TIMEOUT_MS} ms`, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

const activitiesOf = ({ payload }: LeasedRow): readonly Activity[] =>
  'activities' in payload ? payload.activities : []
