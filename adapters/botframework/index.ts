import { type Channel, type ChannelDeps, defineAdapter } from '../adapter.ts'
import { type BotFrameworkConfig, botFrameworkConfig } from './config.ts'
import { fetchMedia } from './fetch-media.ts'
import { limits } from './limits.ts'
import { messagesRoute } from './messages-route.ts'
import { render } from './render.ts'
import { sdkLoader } from './sdk.ts'
import { send } from './send.ts'

/**
 * Bot Framework: Teams and every other channel of Azure Bot Service, and its Emulator, by Microsoft's SDK.
 * @see docs/channels/botframework.md
 */
export const botframework = defineAdapter<BotFrameworkConfig, ChannelDeps>({
  channel: 'botframework',
  config: botFrameworkConfig,
  limits,
  open(config, deps): Channel {
    const load = sdkLoader(config, deps)
    return {
      channel: 'botframework',
      limits,
      render,
      send: (payload, options) => send(payload, options, deps, { load, config }),
      fetchMedia: (ref, options) => fetchMedia(ref, options, deps, load),
      routes: [messagesRoute(config, deps, load)],
      start() {
        // Loaded before the first customer waits for it; a fault comes back at the first use.
        load().catch(() => {})
      },
    }
  },
})
