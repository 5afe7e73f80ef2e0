import { type Activity, type Attachment, activitySchema } from '../../protocol/activity.ts'
import { type ChannelEventValue, locationSchema } from '../../protocol/channel-event.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { Inbound, MediaSource } from '../adapter.ts'
import { choiceOfPayload } from '../choice-payload.ts'
import { messageText } from './message-text.ts'
import type { DirectMessage, DmLocation, DmMedia, Users } from './payload.ts'

/** A message between our account and one person, whoever of the two wrote it. */
export interface MessageContext {
  account: string
  /** The other one. */
  customerId: string
  kind: Inbound['kind']
  users: Users
}

/** A message as the house reads it: one activity for what it says and shows, one for a place that it names. */
export function messageInbound(message: DirectMessage, context: MessageContext): Inbound[] {
  const data = message.message_create.message_data
  const text = messageText(message)
  const value = choiceOfPayload(data.quick_reply_response?.metadata)
  const place = locationOf(data.attachment?.location ?? data.attachment)
  const media = data.attachment?.media && mediaOf(data.attachment.media)
  const inbound: Inbound[] = []
  // A message of a kind that we don't know, but with no words, is kept as words without any: the customer is asked what they mean.
  if (text !== '' || media !== undefined || place === undefined) {
    const activity = {
      type: 'message',
      text,
      ...(media === undefined ? {} : { attachments: [media.attachment] }),
      ...(value === undefined ? {} : { value }),
    }
    inbound.push({
      ...inboundOf(message.id, message.created_timestamp, activity, context),
      settle: context.kind === 'activity' && value === undefined,
      ...(media === undefined ? {} : { media: [media.source] }),
    })
  }
  if (place !== undefined) {
    const activity = { type: 'event', name: 'location', value: place }
    const placeId = inbound.length === 0 ? message.id : `${message.id}:location`
    inbound.push(inboundOf(placeId, message.created_timestamp, activity, context))
  }
  return inbound
}

/** What comes over this thread, in the frame that all of it has. */
export function inboundOf(
  platformId: string,
  atMs: number | undefined,
  activity: Activity,
  { account, customerId, kind, users }: MessageContext,
): Inbound {
  const name = users[customerId]?.name ?? users[customerId]?.data?.name
  const sender = kind === 'echo' ? { id: account, role: 'bot' } : { id: customerId, role: 'user' }
  return {
    account,
    threadKey: customerId,
    platformId,
    kind,
    activity: activitySchema.parse({
      ...activity,
      id: platformId,
      channelId: 'twitter',
      ...(atMs === undefined ? {} : { timestamp: isoTime(atMs) }),
      from: { ...sender, ...(kind === 'activity' && name !== undefined && { name: name.slice(0, 1024) }) },
    }),
    settle: false,
    ...(kind === 'activity' && name !== undefined && name !== ''
      ? { customer: { name: name.slice(0, 256) } }
      : {}),
  }
}

function locationOf(location: DmLocation | undefined): ChannelEventValue<'location'> | undefined {
  const [longitude, latitude] = location?.shared_coordinate?.coordinates.coordinates ?? []
  const place = location?.shared_place?.place
  const name = place?.full_name ?? place?.name
  return locationSchema.safeParse({ latitude, longitude, ...(name !== undefined && { name }) }).data
}

function mediaOf(media: DmMedia): { attachment: Attachment; source: MediaSource } | undefined {
  const film = bestFilm(media)
  const url = film?.url ?? media.media_url_https
  if (url === undefined) return undefined
  const contentType = film?.type ?? pictureType(url)
  return { attachment: { contentType, contentUrl: 'media:0' }, source: { ref: { url }, contentType } }
}

/** The film of the most bits a second that is one file; the others are for players that choose as they go. */
function bestFilm({ video_info }: DmMedia): { url: string; type: string } | undefined {
  const films = video_info?.variants.filter(({ content_type }) => content_type === 'video/mp4') ?? []
  const [best] = films.toSorted((one, other) => (other.bitrate ?? 0) - (one.bitrate ?? 0))
  return best === undefined ? undefined : { url: best.url, type: 'video/mp4' }
}

const PICTURES: Readonly<Record<string, string>> = { png: 'image/png', gif: 'image/gif', webp: 'image/webp' }

/** The type that a picture's address claims. */
export const pictureType = (url: string): string =>
  PICTURES[/\.(\w{3,4})(?:[?:]|$)/.exec(url)?.[1]?.toLowerCase() ?? ''] ?? 'image/jpeg'
