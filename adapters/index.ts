import { botFrameworkConfig } from './botframework/config.ts'
import { limits as botframeworkLimits } from './botframework/limits.ts'
import { emailConfig } from './email/config.ts'
import { limits as emailLimits } from './email/limits.ts'
import { facebookConfig } from './facebook/config.ts'
import { instagramLimits, messengerLimits } from './facebook/limits.ts'
import { type ListedAdapter, listAdapter } from './listed-adapter.ts'
import { twitterConfig } from './twitter/config.ts'
import { limits as twitterLimits } from './twitter/limits.ts'
import type { WebchatDeps } from './webchat/deps.ts'
import { webchat } from './webchat/index.ts'
import { whatsappConfig } from './whatsapp/config.ts'
import { limits as whatsappLimits } from './whatsapp/limits.ts'
import { whatsappWebConfig } from './whatsapp-web/config.ts'
import { limits as whatsappWebLimits } from './whatsapp-web/limits.ts'

/** What any channel of the list needs; `server/main.ts` hands it in. */
export type AdapterDeps = WebchatDeps

/** All channels. A new one is a folder and an entry here: what it can do and its settings are read at once, the rest when it is on. */
export const adapters: readonly ListedAdapter<AdapterDeps>[] = [
  listAdapter('botframework', botframeworkLimits, botFrameworkConfig, async () => {
    return (await import('./botframework/index.ts')).botframework
  }),
  listAdapter('email', emailLimits, emailConfig, async () => {
    return (await import('./email/index.ts')).email
  }),
  listAdapter('twitter', twitterLimits, twitterConfig, async () => {
    return (await import('./twitter/index.ts')).twitter
  }),
  // Always on.
  webchat,
  listAdapter('whatsapp', whatsappLimits, whatsappConfig, async () => {
    return (await import('./whatsapp/index.ts')).whatsapp
  }),
  listAdapter('whatsapp-web', whatsappWebLimits, whatsappWebConfig, async () => {
    return (await import('./whatsapp-web/index.ts')).whatsappWeb
  }),
  listAdapter('messenger', messengerLimits, facebookConfig('messenger'), async () => {
    return (await import('./facebook/index.ts')).messenger
  }),
  listAdapter('instagram', instagramLimits, facebookConfig('instagram'), async () => {
    return (await import('./facebook/index.ts')).instagram
  }),
]
