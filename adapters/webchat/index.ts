import { type Channel, defineAdapter } from '../adapter.ts'
import { type WebchatConfig, webchatConfig } from './config.ts'
import { createWebchat } from './context.ts'
import type { WebchatDeps } from './deps.ts'
import { limits, render } from './render.ts'
import { directLineRoutes } from './routes/index.ts'
import { send } from './send.ts'
import { createUpgrade } from './upgrade.ts'

/**
 * The web chat: a Direct Line 3.0 server, for our widget and for Microsoft's `botframework-directlinejs` and `botframework-webchat`.
 * @see README.md beside this file
 */
export const webchat = defineAdapter<WebchatConfig, WebchatDeps>({
  channel: 'webchat',
  config: webchatConfig,
  limits,
  open(config, deps): Channel {
    const chat = createWebchat(config, deps)
    const { access, streams } = chat
    return {
      channel: 'webchat',
      limits,
      render,
      send: (payload, options) => send(payload, options, deps, streams),
      routes: directLineRoutes(chat),
      upgrade: createUpgrade({ access, streams, chatLog: deps.webchat.log, log: deps.log }),
      close: streams.close,
    }
  },
})
