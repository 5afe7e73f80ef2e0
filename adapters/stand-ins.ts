import type { StandInDefinition } from './stand-in.ts'

/** The stand-ins of platforms, for `conserje stand-in <channel>`: each is loaded when it is asked for. */
export const standIns: Readonly<Record<string, () => Promise<StandInDefinition>>> = {
  botframework: async () => (await import('./botframework/stand-in/index.ts')).standIn,
  email: async () => (await import('./email/stand-in/index.ts')).standIn,
  instagram: async () => (await import('./facebook/stand-in/index.ts')).instagramStandIn,
  messenger: async () => (await import('./facebook/stand-in/index.ts')).messengerStandIn,
  twitter: async () => (await import('./twitter/stand-in/index.ts')).standIn,
  whatsapp: async () => (await import('./whatsapp/stand-in/index.ts')).standIn,
}
