import type { Content } from '../dialogs/content.ts'
import { orderCard } from '../dialogs/order-card.ts'
import { ownTexts } from '../handoff/own-texts.ts'
import type { AgentWords } from '../handoff/package/agent-words.ts'
import { baseOf } from '../locales/language-tag.ts'
import type { OrderCard } from '../protocol/api/package-parts.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { JsonObject } from '../protocol/json.ts'

/** Words for agents by language: the desk's own, and what the bot that is served now calls its intents, orders and causes. */
export function createAgentWords(content: () => Content, clock: Clock): (language: string) => AgentWords {
  const own = ownTexts()
  return language => {
    const spoken = own.languages.includes(baseOf(language)) ? language : 'en'
    const { texts, bot, dialogs } = content()
    const textOf = (key: string, values: Record<string, unknown> = {}) =>
      texts.text(key, {
        language: regional(language, bot.markets),
        values,
        now: isoTime(clock()),
        timeZone: Object.values(bot.markets)[0]?.timeZone ?? 'UTC',
      })
    const intent = (name: string) => textOf(`intents.${name}`)
    const ownText = (key: string, values?: Record<string, unknown>) =>
      own.text(key, { language: spoken, ...(values && { values }) })
    return {
      language: spoken,
      own: ownText,
      intent,
      dialog(name) {
        const [first] = dialogs.get(name)?.triggers ?? []
        return first === undefined ? undefined : intent(first)
      },
      orderStatus: status => textOf(`common.card.status_value.${status}`),
      cause: cause => textOf(`cause.${cause}`) ?? ownText(`cause.${cause}`),
      card: order => plainCard(order, textOf),
    }
  }
}

/** With the region of the first market that speaks it, so that dates are written as they are there. */
function regional(language: string, markets: Content['bot']['markets']): string {
  if (language.includes('-')) return language
  const country = Object.keys(markets).find(name => markets[name]?.language === language)
  return country === undefined ? language : `${language}-${country}`
}

/** The customer's order card as title, facts and link. */
function plainCard(
  order: JsonObject,
  textOf: (key: string, values?: Record<string, unknown>) => string | undefined,
): OrderCard {
  const { name, content } = orderCard(order, (key, more) => textOf(key, { order, ...more }))
  const { body, actions } = content as {
    body: readonly { facts?: OrderCard['facts'] }[]
    actions: readonly { title: string; url: string }[]
  }
  const [link] = actions
  return {
    title: name ?? '',
    facts: body.flatMap(({ facts }) => facts ?? []),
    ...(link === undefined ? {} : { link: { title: link.title, url: link.url } }),
  }
}
