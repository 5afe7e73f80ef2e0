import { z } from 'zod'
import { activitySchema } from '../../protocol/activity.ts'
import { isoTime } from '../../protocol/clock.ts'
import { Refused, Unreachable } from '../../protocol/errors.ts'
import { logEntryId } from '../../protocol/ids.ts'
import type { Json } from '../../protocol/json.ts'
import type { Receipt, SendOptions } from '../adapter.ts'
import type { WebchatDeps } from './deps.ts'
import type { Streams } from './stream.ts'

const payloadSchema = z.object({ activity: activitySchema })

/**
 * Sending is one insert into the conversation's log, under the row's own key: a retry changes nothing. Every server process pushes from there.
 * Typing is shown to the pages that are open at this process and kept nowhere.
 * @throws Refused for a payload that is no activity; Unreachable when the store did not take it
 */
export async function send(
  payload: Json,
  options: SendOptions,
  deps: WebchatDeps,
  streams: Streams,
): Promise<Receipt> {
  const parsed = payloadSchema.safeParse(payload)
  if (!parsed.success) throw new Refused('web chat: the payload holds no activity', { cause: parsed.error })
  const at = isoTime(deps.clock())
  const activity = { ...parsed.data.activity, timestamp: at }
  if (activity.type === 'typing') {
    return { platformId: streams.pushLive(options.threadKey, activity) }
  }
  try {
    const { log } = deps.webchat
    const seq = await log.append(options.threadKey, activity, `out:${options.idempotencyKey}`, at)
    return { platformId: logEntryId(options.threadKey, seq) }
  } catch (cause) {
    throw new Unreachable(
      `web chat: the log of ${options.conversationId} did not take an activity; it is tried again`,
      { cause },
    )
  }
}
