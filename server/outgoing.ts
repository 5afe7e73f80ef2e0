import type { Channel } from '../adapters/adapter.ts'
import { isoTime } from '../protocol/clock.ts'
import { ConserjeError, OutcomeUnknown, Refused, Unreachable } from '../protocol/errors.ts'
import type { Json } from '../protocol/json.ts'
import type { LeasedRow, NewSentPart, OutboxPart, Rendered } from '../store/store.ts'
import { activitiesOf, type RenderDeps, render } from './render-row.ts'

/** A platform that has not answered by then may have taken the message or not. */
export const SEND_TIMEOUT_MS = 20_000

/** Sends the parts that have not gone yet, in order; `onSent` is told of each, so that a failure in the middle forgets none. */
export async function sendRow(
  row: LeasedRow,
  deps: RenderDeps,
  onSent: (part: NewSentPart) => void,
): Promise<void> {
  if (row.kind !== 'activities') throw new Refused(`there is no desk that takes rows of kind ${row.kind}`)
  const channel = deps.channels.get(row.channel)
  if (channel === undefined) {
    throw new Unreachable(`the channel ${row.channel} is off: its settings are missing`)
  }
  for (const part of row.parts.length > 0 ? row.parts : partsAnew(row, channel, deps)) {
    if (part.platformId !== undefined) continue
    // Of before the send: a platform's time of the message is later than that.
    const sentAt = isoTime(deps.clock())
    const { platformId } = await sendPart(row, channel, part)
    onSent({ id: part.id, platformId, ...(channel.limits.receipts === true && { sentAt }) })
  }
}

/** What has something to say is never sent as nothing; what has not (typing, an event) may be nothing on this channel. */
function partsAnew(row: LeasedRow, channel: Channel, deps: RenderDeps): OutboxPart[] {
  let payloads: Rendered
  try {
    payloads = render(row, channel, deps)
  } catch (cause) {
    throw new Refused('it could not be rendered', { cause })
  }
  if (payloads === 'closed') throw new Refused('the reply window is closed', { windowClosed: true })
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
    // A channel that knows that nothing went out yet has said so.
    if (!signal.aborted || error instanceof ConserjeError) throw error
    throw new OutcomeUnknown(`${row.channel} did not answer within ${SEND_TIMEOUT_MS} ms`, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
