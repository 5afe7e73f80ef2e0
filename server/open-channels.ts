import type { Channel } from '../adapters/adapter.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import { StoreError } from '../protocol/errors.ts'
import type { Log } from '../protocol/log.ts'
import type { Store } from '../store/store.ts'
import { channelContent } from './channel-content.ts'
import type { Config } from './config.ts'
import type { Contents } from './contents.ts'
import type { MediaQuota } from './media-quota.ts'
import type { Metrics } from './metrics.ts'
import { createPost, createReceive } from './receive.ts'
import { createVouching } from './vouching.ts'

interface ChannelHouse {
  store: Store
  contents: Contents
  metrics: Metrics
  /** Signs tokens and links. */
  secret: string
  quota: MediaQuota
  /** There are files to be loaded. */
  onWanted(): void
  clock: Clock
  log: Log
  /** Where a stored file can be loaded. */
  fileUrl(id: string): string
  /** A customer is typing. */
  onTyping(channel: string, account: string, threadKey: string): void
}

const putFileWithin =
  (quota: MediaQuota, webchat: Store['webchat']): Store['webchat']['putFile'] =>
  async file => {
    if (await quota.take(file.bytes.length)) return webchat.putFile(file)
    throw new StoreError(
      'store.full',
      'There is no room for more files: raise MEDIA_MAX_TOTAL_BYTES, or wait until old uploads are swept.',
    )
  }

/** A file of ours is told with an address that works from now on: the log is read again long after it was written. */
const readWithFiles =
  ({ webchat }: Pick<Store, 'webchat'>, fileUrl: (id: string) => string): Store['webchat']['read'] =>
  async (...asked) => {
    const entries = await webchat.read(...asked)
    return entries.map(({ seq, activity }) => {
      const attachments = activity.attachments?.map(attachment => {
        const id = /^media:(med_[\w-]+)$/.exec(attachment.contentUrl ?? '')?.[1]
        return id === undefined ? attachment : { ...attachment, contentUrl: fileUrl(id) }
      })
      return { seq, activity: attachments === undefined ? activity : { ...activity, attachments } }
    })
  }

export const byName = (channels: readonly Channel[]): ReadonlyMap<string, Channel> =>
  new Map(channels.map(one => [one.channel, one]))

/** Opens the channels that are on, each with what it needs of the house. */
export async function openChannels(
  config: Config,
  { store, contents, metrics, secret, quota, onWanted, clock, log, fileUrl, onTyping }: ChannelHouse,
): Promise<Channel[]> {
  const windowed = new Set<string>()
  const receiving = {
    ...store,
    clock,
    settleMs: config.settleMs,
    onReceived: metrics.received,
    hasWindow: (name: string) => windowed.has(name),
    files: { media: store.media, quota, maxBytes: config.mediaMaxBytes, onWanted },
  }
  const noteVouched = createVouching(store.settings)
  const opening = config.channels.map(async ({ channel, open }) =>
    open({
      clock,
      log,
      fetch,
      receive: createReceive(channel, receiving),
      receipts: async receipts => {
        const at = isoTime(clock())
        await noteVouched(channel, receipts)
        return store.deliveries.report(receipts.map(one => ({ channel, ...one, at })))
      },
      readMedia: store.media.read,
      memory: {
        get: key => store.settings.get(`${channel}.${key}`),
        set: (key, value) => store.settings.set(`${channel}.${key}`, value),
      },
      content: () => channelContent(contents.current()),
      webchat: {
        log: {
          ...store.webchat,
          putFile: putFileWithin(quota, store.webchat),
          read: readWithFiles(store, fileUrl),
        },
        post: createPost(channel, receiving),
        onTyping: (account, threadKey) => onTyping(channel, account, threadKey),
        onGrown: listener => store.onWake((topic, keys) => topic === 'webchat' && listener(keys)),
      },
      tokenSecret: secret,
      rates: {
        tokensPerMinute: config.rateTokensPerMinute,
        messagesPerMinute: config.rateMessagesPerMinute,
      },
      maxUploadBytes: config.mediaMaxBytes,
      ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    }),
  )
  const opened = await allOrNone(opening)
  for (const [name, { limits }] of byName(opened)) {
    if (limits.replyWindowMs !== undefined) windowed.add(name)
  }
  return opened
}

/** Where one can't be opened, the others are closed again. */
async function allOrNone(opening: readonly Promise<Channel>[]): Promise<Channel[]> {
  const results = await Promise.allSettled(opening)
  const opened = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = results.find(result => result.status === 'rejected')
  if (failed === undefined) return opened
  await Promise.allSettled(opened.map(channel => channel.close?.()))
  throw failed.reason
}
