import { baseOf } from '../locales/language-tag.ts'
import type { Register } from '../protocol/conversation.ts'
import type { BotConfig } from './content.ts'

/**
 * How a customer who has not told is addressed in a language: by the custom of their market (a key of `markets`) where it speaks it, else of the language, else of
 * the first market that speaks it.
 */
export function usualRegister(
  { markets, registers }: Pick<BotConfig, 'markets' | 'registers'>,
  language: string,
  market: string | undefined,
): Register {
  const base = baseOf(language)
  const speaks = (one: BotConfig['markets'][string] | undefined) =>
    one !== undefined && baseOf(one.language) === base
  const own = market !== undefined && Object.hasOwn(markets, market) ? markets[market] : undefined
  return (
    (speaks(own) ? own?.register : undefined) ??
    registers[language] ??
    registers[base] ??
    Object.values(markets).find(speaks)?.register ??
    'informal'
  )
}
