import type { BotConfig } from '../dialogs/content.ts'

/** Names that are the same in every language; an address of another channel says by itself what it is. */
const NAMES: Readonly<Record<string, string>> = {
  instagram: 'Instagram',
  messenger: 'Messenger',
  twitter: 'X',
  whatsapp: 'WhatsApp',
  'whatsapp-web': 'WhatsApp',
}

/**
 * Where a customer of one channel may go on: the public addresses of the other channels that are on, as `channels` in bot.yaml tells them, each once and as a
 * customer reads it. Empty where none is told.
 */
export function placesElsewhere(
  settings: BotConfig['channels'],
  on: readonly { channel: string }[],
  here: string,
): string[] {
  const places = on.flatMap(({ channel }) => {
    const address = settings[channel]?.address
    if (channel === here || typeof address !== 'string') return []
    const name = NAMES[channel]
    return [name === undefined ? address : `${name} ${address}`]
  })
  return [...new Set(places)]
}
