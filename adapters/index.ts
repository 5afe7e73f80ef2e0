import type { Adapter } from './adapter.ts'
import { botframework } from './botframework/index.ts'
import { email } from './email/index.ts'
import { instagram, messenger } from './facebook/index.ts'
import { twitter } from './twitter/index.ts'
import type { WebchatDeps } from './webchat/deps.ts'
import { webchat } from './webchat/index.ts'
import { whatsapp } from './whatsapp/index.ts'
import { whatsappWeb } from './whatsapp-web/index.ts'

/** What any channel of the list needs; `server/main.ts` hands it in. */
export type AdapterDeps = WebchatDeps

/** All channels. A new one is a folder and a line here. */
export const adapters: readonly Adapter<AdapterDeps>[] = [
  botframework,
  email,
  twitter,
  webchat,
  whatsapp,
  whatsappWeb,
  messenger,
  instagram,
]
