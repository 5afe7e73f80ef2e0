import { PROFILE_CHARS } from '../adapters/facebook/profile-body.ts'
import { adapters } from '../adapters/index.ts'
import { POST_WEIGHT, weightedLength } from '../adapters/twitter/weighted-length.ts'
import type { ChannelSizes } from '../dialogs/check/channel-sizes.ts'

/** Texts that a channel holds to less than its messages: the one public post on X. */
const SINGLE: Readonly<Record<string, ChannelSizes['texts']>> = {
  twitter: { 'common.channel.mention': { most: POST_WEIGHT, count: weightedLength } },
}

const { greeting, ...opening } = PROFILE_CHARS
/** Texts beside the conversation, of which the platform shows less than of messages. */
const SETTINGS: Readonly<Record<string, ChannelSizes['settings']>> = {
  instagram: opening,
  messenger: { greeting, ...opening },
}

/** What every channel takes at once, by its adapter's limits. */
export const channelSizes: readonly ChannelSizes[] = adapters.map(({ channel, limits }) => {
  const [texts, settings] = [SINGLE[channel], SETTINGS[channel]]
  return { ...limits, channel, ...(texts && { texts }), ...(settings && { settings }) }
})
