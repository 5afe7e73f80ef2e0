import { randomBytes } from 'node:crypto'
import type { Channel } from '../adapters/adapter.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { Store } from '../store/store.ts'
import { channelContent } from './channel-content.ts'
import type { Config } from './config.ts'
import type { Contents } from './contents.ts'
import type { Metrics } from './metrics.ts'
import { createPost, createReceive } from './receive.ts'

interface ChannelHouse {
  store: Store
  contents: Contents
  metrics: Metrics
  clock: Clock
  log: Log
}

/** With those that one folder serves beside its own. */
export const byName = (channels: readonly Channel[]): ReadonlyMap<string, Channel> =>
  new Map(channels.flatMap(one => [one, ...(one.also ?? [])]).map(one => [one.channel, one]))

/** Opens the channels that are on, each with what it needs of the house. */
export async function openChannels(
  config: Config,
  { store, contents, metrics, clock, log }: ChannelHouse,
): Promise<Channel[]> {
  const made = await store.settings.once('token_secret', randomBytes(32).toString('base64url'))
  const receiving = { ...store, clock, settleMs: config.settleMs, onReceived: metrics.received }
  return config.channels.map(({ channel, open }) =>
    open({
      clock,
      log,
      fetch,
      receive: createReceive(channel, receiving),
      receipts: receipts => {
        const at = isoTime(clock())
        return store.deliveries.report(receipts.map(one => ({ channel, ...one, at })))
      },
      readMedia: async () => undefined,
      memory: {
        get: key => store.settings.get(`${channel}.${key}`),
        set: (key, value) => store.settings.set(`${channel}.${key}`, value),
      },
      content: () => channelContent(contents.current()),
      webchat: {
        log: store.webchat,
        post: createPost(channel, receiving),
        onGrown: listener => store.onWake((topic, keys) => topic === 'webchat' && listener(keys)),
      },
      tokenSecret: config.tokenSecret ?? made,
      rates: {
        tokensPerMinute: config.rateTokensPerMinute,
        messagesPerMinute: config.rateMessagesPerMinute,
      },
      maxUploadBytes: config.mediaMaxBytes,
      ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    }),
  )
}
