import { adapters } from '../adapters/index.ts'
import { POST_WEIGHT, weightedLength } from '../adapters/twitter/weighted-length.ts'
import type { ChannelSizes } from '../dialogs/check/channel-sizes.ts'

/** Texts that a channel holds to less than its messages: the one public post on X. */
const SINGLE: Readonly<Record<string, ChannelSizes['texts']>> = {
  twitter: { 'common.channel.mention': { most: POST_WEIGHT, count: weightedLength } },
}

/** What every channel takes at once, by its adapter's limits. */
export const channelSizes: readonly ChannelSizes[] = adapters.map(({ channel, limits }) => {
  const texts = SINGLE[channel]
  return { ...limits, channel, ...(texts && { texts }) }
})
