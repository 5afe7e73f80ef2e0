import type { Activity } from '../../protocol/activity.ts'
import { logEntryId } from '../../protocol/ids.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { WebchatLog } from './deps.ts'
import { Refusal } from './refusal.ts'

/** What a client has read up to: the seq of the last log entry as text. Missing or empty: nothing yet, so all is replayed. */
export async function readWatermark(text: string | null, log: WebchatLog, key: string): Promise<number> {
  if (text === null || text === '') return 0
  // Microsoft's client writes "undefined" or "null" into the URL when the page gave it no watermark.
  if (text === 'undefined' || text === 'null') return 0
  const seq = /^\d{1,15}$/.test(text) ? Number(text) : -1
  if (seq >= 0 && (seq === 0 || seq <= (await log.last(key)))) return seq
  throw new Refusal('BadArgument', 'The watermark is not one that this conversation gave out.')
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A log entry as clients read it. Web Chat sorts by `webchat:sequence-id`; the rest of `channelData` stays as it was posted, since the
 * client finds its own message again by `clientActivityID`.
 */
export function presentEntry(key: string, entry: { seq: number; activity: Activity }): Activity {
  const { channelData } = entry.activity
  const sequence = { 'webchat:sequence-id': entry.seq }
  return {
    ...presentLive(key, entry.activity, logEntryId(key, entry.seq)),
    channelData:
      channelData === undefined || isObject(channelData) ? { ...channelData, ...sequence } : channelData,
  }
}

/** An activity that is in no log: typing. */
export const presentLive = (key: string, activity: Activity, id: string): Activity => ({
  ...activity,
  id,
  channelId: 'directline',
  conversation: { id: key },
})
