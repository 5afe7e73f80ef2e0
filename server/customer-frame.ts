import type { Content } from '../dialogs/content.ts'
import { usualRegister } from '../dialogs/register.ts'
import type { CustomerFrame } from '../handoff/canned.ts'
import { shownName } from '../handoff/customer-notices.ts'
import type { DeskHandoff } from '../handoff/desk-store.ts'
import { factsOf } from '../handoff/package/summarise.ts'
import type { Register } from '../protocol/conversation.ts'
import { marketOf } from './market.ts'

/** Who is written to: a hand-off with what is known of its customer now, or nobody yet. */
export interface Addressee {
  handoff?: DeskHandoff | undefined
  customer?: { name?: string; country?: string; register?: Register } | undefined
  /** Default: the customer's. */
  language?: string | undefined
  agentName?: string | undefined
  /** ISO 8601. */
  now: string
}

/** How the bot would write to this customer: language with its region, register, currency, clock, and what is known. */
export function customerFrame(
  { bot }: Pick<Content, 'bot'>,
  { handoff, customer, language, agentName, now }: Addressee,
): CustomerFrame {
  const facts = handoff === undefined ? undefined : factsOf(handoff)
  const spoken = language ?? handoff?.language ?? (bot.languages[0] as string)
  const country = customer?.country ?? facts?.customer.country
  const name = customer?.name ?? facts?.customer.name
  const market = marketOf(bot, { country, language: spoken })
  const { currency, timeZone } = market === undefined ? {} : (bot.markets[market] ?? {})
  const { situation } = facts ?? {}
  const agent = agentName === undefined ? undefined : shownName(agentName, bot.handoff.agentNames)
  return {
    // As the bot itself writes: the market's words and dates, in the customer's language.
    language: spoken.includes('-') || market === undefined ? spoken : `${spoken}-${market}`,
    register:
      handoff?.channel === 'email' ? 'formal' : (customer?.register ?? usualRegister(bot, spoken, market)),
    ...(handoff === undefined ? {} : { channel: handoff.channel }),
    ...(currency === undefined ? {} : { currency }),
    timeZone: facts?.timeZone ?? timeZone ?? Object.values(bot.markets)[0]?.timeZone ?? 'UTC',
    ...(timeZone === undefined && facts?.timeZone === undefined ? { foreignZone: true } : {}),
    now,
    seed: handoff?.id ?? '',
    values: {
      bot: bot.name,
      now,
      language: spoken,
      slots: situation?.slots ?? {},
      ...(handoff === undefined ? {} : { channel: handoff.channel }),
      ...(situation?.order === undefined ? {} : { order: situation.order }),
      customer: { ...facts?.customer, ...(name === undefined ? {} : { name }) },
      ...(agent === undefined ? {} : { agent: { name: agent } }),
      ...(market === undefined ? {} : { market: { ...bot.markets[market], country: market } }),
    },
  }
}
