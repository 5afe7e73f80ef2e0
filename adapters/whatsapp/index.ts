import { type Channel, type ChannelDeps, defineAdapter } from '../adapter.ts'
import { type WhatsappConfig, whatsappConfig } from './config.ts'
import { createGraph } from './graph.ts'
import { limits } from './limits.ts'
import { createFetchMedia, createFileSender } from './media.ts'
import { createPresence } from './presence.ts'
import { render } from './render.ts'
import { send } from './send.ts'
import { createSendPace } from './send-pace.ts'
import { webhookRoutes } from './webhook.ts'

/**
 * WhatsApp through Meta's Cloud API.
 * @see docs/channels/whatsapp.md
 */
export const whatsapp = defineAdapter<WhatsappConfig, ChannelDeps>({
  channel: 'whatsapp',
  config: whatsappConfig,
  limits,
  open(config, deps): Channel {
    const graph = createGraph(config, deps)
    const pace = createSendPace({ clock: deps.clock, perSecond: config.messagesPerSecond })
    const presence = createPresence(graph, deps)
    const sendFile = createFileSender(graph, pace, deps)
    return {
      channel: 'whatsapp',
      limits,
      render,
      send: (payload, options) => send(payload, options, { graph, pace, presence, sendFile }),
      fetchMedia: createFetchMedia(config, graph, pace, deps),
      routes: webhookRoutes(config, deps, presence),
    }
  },
})
