import type { ChannelContent } from '../adapters/adapter.ts'
import type { Content } from '../dialogs/content.ts'

/** What channels may see of a bot. */
export const channelContent = ({ bot, texts }: Content): ChannelContent => ({
  name: bot.name,
  languages: bot.languages,
  settings: channel => bot.channels[channel] ?? {},
  text: (locale, key, values = {}) => texts.text(key, { language: locale, values }) ?? '',
})
