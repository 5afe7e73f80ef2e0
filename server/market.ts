import type { BotConfig } from '../dialogs/content.ts'
import { baseOf } from '../locales/language-tag.ts'

/**
 * The market of a customer: the country that the channel tells, else the region of the locale (`es-MX`), else the first market that
 * speaks the language. Undefined when the bot sells to none of them.
 */
export function marketOf(
  bot: BotConfig,
  known: { country?: string | undefined; locale?: string | undefined; language?: string | undefined },
): string | undefined {
  const region = known.locale?.split('-').find(part => /^[A-Z]{2}$/.test(part))
  for (const country of [known.country, region]) {
    if (country !== undefined && Object.hasOwn(bot.markets, country)) return country
  }
  const language = known.language ?? (known.locale && baseOf(known.locale))
  return Object.keys(bot.markets).find(country => bot.markets[country]?.language === language)
}
