import {
  IconAt,
  IconBrandInstagram,
  IconBrandMessenger,
  IconBrandTeams,
  IconBrandWhatsapp,
  IconBrandX,
  IconMessage,
  IconMessages,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

const ICONS = {
  webchat: IconMessage,
  directline: IconMessage,
  whatsapp: IconBrandWhatsapp,
  'whatsapp-web': IconBrandWhatsapp,
  messenger: IconBrandMessenger,
  instagram: IconBrandInstagram,
  twitter: IconBrandX,
  email: IconAt,
  msteams: IconBrandTeams,
} as const

/** The sign of a channel, with its name for who can't see it. */
export function ChannelIcon({ channel, size }: { channel: string; size: number }) {
  const { t } = useTranslation()
  const Glyph = Object.hasOwn(ICONS, channel) ? ICONS[channel as keyof typeof ICONS] : IconMessages
  return <Glyph size={size} stroke={1.8} role="img" aria-label={t(`channel.${channel}`, channel)} />
}
