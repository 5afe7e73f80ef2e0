import { baseOf } from '../../locales/language-tag.ts'
import type { Hints } from '../understander.ts'

/** How strongly, in nats, the conversation's language, the channel's locale and the market speak for a language. */
const PRIOR = { language: 3, locale: 1.2, market: 0.8, region: 0.5, first: 0.2 }

/**
 * What the conversation says before the message is read, in nats, for each language that the bot speaks. Of two that differ by region only (`pt-BR`, `pt-PT`), the
 * one that is named exactly is ahead.
 */
export function priorOf(spoken: readonly string[], hints: Hints): number[] {
  const market = hints.market === undefined ? undefined : languageOfCountry(hints.market)
  return spoken.map(
    (language, place) =>
      PRIOR.language * likeness(language, hints.language) +
      PRIOR.locale * likeness(language, hints.locale) +
      PRIOR.market * likeness(language, market) +
      (hints.market !== undefined && language.endsWith(`-${hints.market}`) ? PRIOR.region : 0) +
      (place === 0 ? PRIOR.first : 0),
  )
}

/** The language of the conversation so far, as the bot names it: its place in `spoken`, -1 when there is none. */
export function placeOfConversation(spoken: readonly string[], { language }: Hints): number {
  if (language === undefined) return -1
  const exact = spoken.indexOf(language)
  return exact >= 0 ? exact : spoken.findIndex(other => baseOf(other) === baseOf(language))
}

const likeness = (language: string, other: string | undefined): number =>
  other === undefined ? 0 : language === other ? 1.1 : baseOf(language) === baseOf(other) ? 1 : 0

const countries = new Map<string, string | undefined>()

function languageOfCountry(country: string): string | undefined {
  if (!/^[A-Z]{2}$/.test(country)) return undefined
  if (!countries.has(country)) countries.set(country, new Intl.Locale(`und-${country}`).maximize().language)
  return countries.get(country)
}
